using Router.Channel;

namespace Router.Controlplane.Desired;

/// <summary>All that the dataplane holds of one L2TP session.</summary>
public sealed record SessionObjects
{
    /// <summary>The receiving half.</summary>
    public required DesiredSession Receiving { get; init; }

    /// <summary>The sending half: an encapsulation of frames, or of IPv4 and of IPv6 packets; none without a way to the peer.</summary>
    public IReadOnlyList<DesiredAdjacency> Sending { get; init; } = [];

    /// <summary>Destinations behind the peer of a PPP or IP session.</summary>
    public IReadOnlyList<DesiredRoute> Routes { get; init; } = [];

    /// <summary>The attachment circuit's way into the session, if one is connected.</summary>
    public DesiredCrossConnect? CrossConnect { get; init; }

    /// <summary>Whether there is a way to the peer whose next hop's link-layer address is known.</summary>
    public bool IsResolved => Sending.Count > 0 && Sending[0].Kind != AdjacencyKind.Incomplete;
}
