using System.Net;

namespace Router.Process.Tests.Traffic;

/// <summary>A stream of numbered UDP datagrams from one namespace to another.</summary>
internal sealed record StreamOptions
{
    /// <summary>Namespace of the sender.</summary>
    public required string From { get; init; }

    /// <summary>Namespace of the receiver.</summary>
    public required string To { get; init; }

    /// <summary>Address of the receiver.</summary>
    public required IPAddress Destination { get; init; }

    /// <summary>UDP port of the receiver.</summary>
    public int Port { get; init; } = 9000;

    /// <summary>Datagrams per second.</summary>
    public int Rate { get; init; } = 50_000;

    /// <summary>Octets of UDP payload, at least <see cref="StreamReceiver.HeaderLength"/>.</summary>
    public int PayloadLength { get; init; } = 64;

    /// <summary>The stream ends by itself after this time.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most datagrams of the stream.</summary>
    public int Capacity => (int)(Rate * Limit.TotalSeconds) + StreamSender.Burst;
}
