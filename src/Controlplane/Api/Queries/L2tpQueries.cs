using System.Net;
using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Static L2TP tunnels and sessions.</summary>
internal static class L2tpQueries
{
    /// <summary>Static tunnels that are wanted, in the order of the configuration.</summary>
    public static IEnumerable<L2tpTunnelInfo> Tunnels(RouterSnapshot snapshot, L2tpFilter filter)
    {
        if (filter.Peer is not null || filter.State is not null)
        {
            return [];
        }

        ILookup<string, L2tpSessionConfiguration> sessions =
            snapshot.Configuration.L2tp.Sessions.ToLookup(session => session.Tunnel, StringComparer.Ordinal);
        return snapshot.Configuration.L2tp.Tunnels
            .Where(tunnel => (filter.Tunnel == 0 || tunnel.TunnelId == filter.Tunnel) && (filter.Address is null || Touches(tunnel, filter.Address)))
            .Select(tunnel => Describe(tunnel, sessions[tunnel.Name].Count()));
    }

    /// <summary>All static sessions, in the order of the configuration.</summary>
    public static IReadOnlyList<L2tpSessionInfo> Sessions(RouterSnapshot snapshot, ChannelFile? channel) =>
        Sessions(snapshot, channel, L2tpFilter.Everything, 0, int.MaxValue);

    /// <summary>Static sessions that are wanted, in the order of the configuration.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="channel">The counters; null without a dataplane.</param>
    /// <param name="filter">Which sessions.</param>
    /// <param name="skip">Sessions of the configuration that are on pages before.</param>
    /// <param name="limit">Most sessions.</param>
    public static IReadOnlyList<L2tpSessionInfo> Sessions(
        RouterSnapshot snapshot, ChannelFile? channel, L2tpFilter filter, int skip, int limit)
    {
        ConfigurationList<L2tpSessionConfiguration> sessions = snapshot.Configuration.L2tp.Sessions;
        ConfigurationIndex index = new(snapshot.Configuration);
        StateNames names = new(snapshot);
        List<L2tpSessionInfo> list = [];
        if (filter.Peer is not null || filter.User is not null)
        {
            return list;
        }

        for (int i = skip; i < sessions.Count && list.Count < limit; i++)
        {
            L2tpSessionConfiguration session = sessions[i];
            if (index.Tunnel(session.Tunnel) is { } tunnel
                && (filter.Tunnel == 0 || tunnel.TunnelId == filter.Tunnel)
                && (filter.Session == 0 || session.SessionId == filter.Session)
                && (filter.Address is null || Touches(tunnel, filter.Address) || session.Routes.Any(route => route.Contains(filter.Address)))
                && (filter.State is null || filter.State == StateOf(snapshot, session, names)))
            {
                list.Add(Describe(snapshot, channel, tunnel, session, names));
            }
        }

        return list;
    }

    /// <summary>State of a session in a word.</summary>
    public static string StateOf(RouterSnapshot snapshot, L2tpSessionConfiguration session, StateNames names)
    {
        if (!session.Enabled)
        {
            return "disabled";
        }

        if (!session.Payload.IsRouted() && names.ConnectedTo(session.Name) is null)
        {
            return "not-connected";
        }

        if (!snapshot.Desired.SessionObjects.TryGetValue(session.Name, out SessionObjects? objects)
            || (objects.Sending.Count == 0 && (!session.Payload.IsRouted() || session.Routes.Count > 0)))
        {
            return "no-route";
        }

        return objects.Sending.Count == 0 || objects.IsResolved ? "up" : "unresolved";
    }

    /// <summary>Counters of a session; null while the dataplane does not hold it.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="channel">The counters.</param>
    /// <param name="objects">What the dataplane should hold of the session; null if that is nothing.</param>
    public static L2tpSessionCounts? CountsOf(RouterSnapshot snapshot, ChannelFile channel, SessionObjects? objects)
    {
        if (objects is null || !snapshot.Ids.Sessions.TryGetValue(objects.Receiving.Key, out uint id))
        {
            return null;
        }

        L2tpSessionChecks checks = WorkerSums.Checks(channel, id);
        (PacketCounter received, PacketCounter sent) = SessionTraffic.Of(snapshot, channel, objects);
        L2tpRateDrops overRate = HasRates(objects) ? WorkerSums.RateDrops(channel, id) : default;
        return new L2tpSessionCounts
        {
            RxPackets = received.Packets,
            RxBytes = received.Bytes,
            TxPackets = sent.Packets,
            TxBytes = sent.Bytes,
            BadCookie = checks.BadCookie,
            WrongPeer = checks.WrongPeer,
            OutOfSequence = checks.OutOfSequence,
            OtherErrors = checks.Errors,
            OverRateUpPackets = overRate.Up.Packets,
            OverRateUpBytes = overRate.Up.Bytes,
            OverRateDownPackets = overRate.Down.Packets,
            OverRateDownBytes = overRate.Down.Bytes,
        };
    }

    /// <summary>Limits of a session; null if it has none.</summary>
    public static L2tpRates? RatesOf(SessionObjects? objects) => objects is null || !HasRates(objects) ? null : new L2tpRates
    {
        Up = objects.Receiving.RateUp,
        BurstUp = objects.Receiving.BurstUp,
        Down = objects.Receiving.RateDown,
        BurstDown = objects.Receiving.BurstDown,
    };

    /// <summary>Largest MSS option over IPv4; null if it is left alone.</summary>
    public static int? TcpMssOf(SessionObjects? objects) =>
        objects is { Receiving.SegmentLimit: > TcpMss.Ipv4AndTcp and var limit } ? limit - TcpMss.Ipv4AndTcp : null;

    private static bool HasRates(SessionObjects objects) => (objects.Receiving.Flags & L2tpSessionFlags.RateLimited) != 0;

    private static L2tpTunnelInfo Describe(L2tpTunnelConfiguration tunnel, int sessions)
    {
        bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
        return new L2tpTunnelInfo
        {
            Name = tunnel.Name,
            Origin = "static",
            Version = tunnel.Version,
            TunnelId = tunnel.TunnelId,
            PeerTunnelId = tunnel.PeerTunnelId,
            Encapsulation = Word(tunnel.Encapsulation),
            Local = tunnel.Local.ToString(),
            Remote = tunnel.Remote.ToString(),
            UdpSourcePort = udp ? tunnel.UdpSourcePort : null,
            UdpDestinationPort = udp ? tunnel.UdpDestinationPort : null,
            UdpChecksum = udp ? tunnel.UdpChecksum.ToString().ToLowerInvariant() : null,
            Ttl = tunnel.Ttl,
            Dscp = tunnel.Dscp.ToString(),
            Df = tunnel.Df,
            Vrf = tunnel.Vrf,
            Mtu = tunnel.Mtu,
            Sessions = sessions,
        };
    }

    private static L2tpSessionInfo Describe(
        RouterSnapshot snapshot, ChannelFile? channel, L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session, StateNames names)
    {
        PseudowireType type = PseudowireTypes.Of(session.Payload, session.Mode);
        SessionObjects? objects = snapshot.Desired.SessionObjects.GetValueOrDefault(session.Name);
        return new L2tpSessionInfo
        {
            Name = session.Name,
            Origin = "static",
            Version = tunnel.Version,
            PseudowireType = L2tpWords.Of(type),
            Tunnel = tunnel.Name,
            TunnelId = tunnel.TunnelId,
            PeerTunnelId = tunnel.PeerTunnelId,
            SessionId = session.SessionId,
            PeerSessionId = session.PeerSessionId,
            Local = tunnel.Local.ToString(),
            Remote = tunnel.Remote.ToString(),
            Encapsulation = Word(tunnel.Encapsulation),
            Cookie = session.Cookie.ToString(),
            PeerCookie = session.PeerCookie.ToString(),
            PeerCookiePrevious = session.PeerCookiePrevious.ToString(),
            CookieLength = session.Cookie.Length,
            PeerCookieLength = session.PeerCookie.Length,
            L2Sublayer = session.L2Sublayer.ToString().ToLowerInvariant(),
            Sequencing = Word(session.Sequencing),
            Mode = L2tpWords.Mode(type),
            Vlan = session.Vlan,
            ConnectedTo = names.ConnectedTo(session.Name),
            State = StateOf(snapshot, session, names),
            Rates = RatesOf(objects),
            TcpMss = TcpMssOf(objects),
            Counters = channel is null ? null : CountsOf(snapshot, channel, objects),
        };
    }

    private static bool Touches(L2tpTunnelConfiguration tunnel, IPAddress address) => tunnel.Local.Equals(address) || tunnel.Remote.Equals(address);

    /// <summary>Sequence numbers in the word of <c>ip l2tp</c>.</summary>
    internal static string Word(L2tpSequencing sequencing) => sequencing switch
    {
        L2tpSequencing.Send => "send",
        L2tpSequencing.SendNonIp => "send-non-ip",
        L2tpSequencing.BothNonIp => "both-non-ip",
        L2tpSequencing.Receive => "recv",
        L2tpSequencing.Both => "both",
        _ => "none",
    };

    /// <summary>Encapsulation in a word.</summary>
    internal static string Word(L2tpEncapsulation encapsulation) => encapsulation == L2tpEncapsulation.Udp ? "udp" : "ip";
}
