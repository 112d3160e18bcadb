using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Radius;

/// <summary>A valid request to end or change sessions (RFC 5176 3). All that is given must fit a session.</summary>
public sealed record DynamicAuthorizationRequest
{
    /// <summary>Disconnect-Request; else CoA-Request.</summary>
    public required bool IsDisconnect { get; init; }

    /// <summary>Acct-Session-Id.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>User-Name.</summary>
    public string? UserName { get; internal set; }

    /// <summary>Framed-IP-Address.</summary>
    public IPAddress? Address { get; internal set; }

    /// <summary>Framed-IPv6-Prefix.</summary>
    public IpPrefix? LinkPrefix { get; internal set; }

    /// <summary>Calling-Station-Id.</summary>
    public string? CallingStation { get; internal set; }

    /// <summary>NAS-Port.</summary>
    public uint? Port { get; internal set; }

    /// <summary>NAS-Port-Id.</summary>
    public string? PortId { get; internal set; }

    /// <summary>A new Session-Timeout, counted from the start of the session; zero for none.</summary>
    public TimeSpan? SessionTimeout { get; internal set; }

    /// <summary>New rates; null leaves them.</summary>
    public SubscriberPolicy? Policy { get; internal set; }

    /// <summary>Who asks.</summary>
    public required IPEndPoint From { get; init; }

    internal byte[] Packet { get; init; } = [];
}
