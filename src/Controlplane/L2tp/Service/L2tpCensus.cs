using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <summary>Managed L2TP and PPP in numbers.</summary>
internal sealed class L2tpCensus
{
    /// <summary>Names of the configured peers.</summary>
    public List<string> Peers { get; } = [];

    /// <summary>Names of the configured PPP profiles.</summary>
    public List<string> Profiles { get; } = [];

    /// <summary>Tunnels by peer and word of the state.</summary>
    public Dictionary<(string Peer, string State), ulong> Tunnels { get; } = [];

    /// <summary>Sessions by peer, type and word of the state.</summary>
    public Dictionary<(string Peer, PseudowireType Type, string State), ulong> Sessions { get; } = [];

    /// <summary>Subscribers by profile and phase.</summary>
    public Dictionary<(string Profile, PppPhase Phase), ulong> Subscribers { get; } = [];

    /// <summary>The pools.</summary>
    public List<PppPoolView> Pools { get; } = [];

    /// <summary>Tunnels that peers began and did not complete.</summary>
    public int HalfOpen { get; set; }

    /// <summary>Counters of all control connections.</summary>
    public required L2tpCounterSnapshot Counters { get; init; }

    /// <summary>Tunnels that came up.</summary>
    public required long TunnelSetups { get; init; }

    /// <summary>Tunnels that did not come up, by <see cref="L2tpDownCause"/>.</summary>
    public required IReadOnlyList<long> TunnelFailures { get; init; }

    /// <summary>Tunnels that were up, by <see cref="L2tpDownCause"/>.</summary>
    public required IReadOnlyList<long> TunnelTeardowns { get; init; }

    /// <summary>Sessions that came up, by type.</summary>
    public required IReadOnlyDictionary<PseudowireType, long> SessionSetups { get; init; }

    /// <summary>Sessions that did not come up, by <see cref="L2tpDownCause"/>.</summary>
    public required IReadOnlyList<long> SessionFailures { get; init; }

    /// <summary>Sessions that were up, by <see cref="L2tpDownCause"/>.</summary>
    public required IReadOnlyList<long> SessionTeardowns { get; init; }

    /// <summary>PPP peers that authenticated.</summary>
    public required long Accepted { get; init; }

    /// <summary>PPP peers that were refused.</summary>
    public required long Rejected { get; init; }

    /// <summary>PPP sessions that ended, by <see cref="PppDownReason"/>.</summary>
    public required IReadOnlyList<long> PppDowns { get; init; }

    /// <summary>PPP frames of no call.</summary>
    public required long UnknownFrames { get; init; }

    /// <summary>Datagrams that found the service's queue full.</summary>
    public required long Overflows { get; init; }

    /// <summary>Datagrams that the kernel did not send.</summary>
    public required long SendFailures { get; init; }
}
