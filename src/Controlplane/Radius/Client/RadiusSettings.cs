using System.Net.Sockets;
using System.Security.Cryptography;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.Radius;

/// <summary>What a client is configured with.</summary>
public sealed class RadiusSettings
{
    /// <summary>Enterprise number kept for documentation (RFC 5612); stands for ours until it is configured.</summary>
    public const uint DocumentationVendorId = 32473;

    /// <summary>Servers, the best first.</summary>
    public IReadOnlyList<RadiusServer> Servers { get; init; } = [];

    /// <summary>How this router calls itself.</summary>
    public RadiusNas Nas { get; init; } = new();

    /// <summary>Time to the first retransmission; doubles with each.</summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time between retransmissions.</summary>
    public TimeSpan MaximumTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Transmissions to one server before the next is tried.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long a server that did not answer is left alone, if there is another.</summary>
    public TimeSpan DeadTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Source ports to a server and service; each has 256 requests under way.</summary>
    public int MaximumPorts { get; init; } = 32;

    /// <summary>Requests that wait for a free identifier.</summary>
    public int MaximumWaiting { get; init; } = 100_000;

    /// <summary>How long an Access-Request may wait: PPP does not wait longer for its answer.</summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Enterprise number of this router's own attributes.</summary>
    public uint VendorId { get; init; } = DocumentationVendorId;

    /// <summary>Opens UDP sockets: in a certain network namespace, bound to a source address; null opens ordinary ones.</summary>
    public Func<AddressFamily, Socket>? OpenSocket { get; init; }

    /// <summary>Source of Request Authenticators.</summary>
    public PppRandom Random { get; init; } = RandomNumberGenerator.Fill;
}
