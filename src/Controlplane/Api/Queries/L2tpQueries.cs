using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>L2TPv3 tunnels and sessions.</summary>
internal static class L2tpQueries
{
    /// <summary>Tunnels in the order of the configuration; <paramref name="tunnelId"/> 0 for all.</summary>
    public static IReadOnlyList<L2tpTunnelInfo> Tunnels(RouterSnapshot snapshot, uint tunnelId)
    {
        ILookup<string, L2tpSessionConfiguration> sessions =
            snapshot.Configuration.L2tp.Sessions.ToLookup(session => session.Tunnel, StringComparer.Ordinal);
        return [.. snapshot.Configuration.L2tp.Tunnels
            .Where(tunnel => tunnelId == 0 || tunnel.TunnelId == tunnelId)
            .Select(tunnel => Describe(tunnel, sessions[tunnel.Name].Count()))];
    }

    /// <summary>Sessions in the order of the configuration; ids of 0 for all.</summary>
    public static IReadOnlyList<L2tpSessionInfo> Sessions(RouterSnapshot snapshot, ChannelFile? channel, uint tunnelId, uint sessionId)
    {
        ConfigurationIndex index = new(snapshot.Configuration);
        StateNames names = new(snapshot);
        List<L2tpSessionInfo> list = [];
        foreach (L2tpSessionConfiguration session in snapshot.Configuration.L2tp.Sessions)
        {
            if (index.Tunnel(session.Tunnel) is { } tunnel
                && (tunnelId == 0 || tunnel.TunnelId == tunnelId)
                && (sessionId == 0 || session.SessionId == sessionId))
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

        if (session.Payload == L2tpPayload.Ethernet && names.ConnectedTo(session.Name) is null)
        {
            return "not-connected";
        }

        if (!snapshot.Desired.SessionObjects.TryGetValue(session.Name, out SessionObjects? objects)
            || (objects.Sending.Count == 0 && (session.Payload == L2tpPayload.Ethernet || session.Routes.Count > 0)))
        {
            return "no-route";
        }

        return objects.Sending.Count == 0 || objects.IsResolved ? "up" : "unresolved";
    }

    /// <summary>Counters of a session; null while the dataplane does not hold it.</summary>
    public static L2tpSessionCounts? CountsOf(RouterSnapshot snapshot, ChannelFile channel, L2tpSessionConfiguration session)
    {
        if (!snapshot.Desired.SessionObjects.TryGetValue(session.Name, out SessionObjects? objects)
            || !snapshot.Ids.Sessions.TryGetValue(objects.Receiving.Key, out uint id))
        {
            return null;
        }

        PacketCounter received = WorkerSums.Packets(channel, RegionKind.L2tpSessionReceived, id);
        L2tpSessionChecks checks = WorkerSums.Checks(channel, id);
        PacketCounter sent = default;
        foreach (DesiredAdjacency sending in objects.Sending.Where(static adjacency => adjacency.Kind != AdjacencyKind.Incomplete))
        {
            if (snapshot.Ids.Adjacencies.TryGetValue(sending.Key, out uint adjacency))
            {
                PacketCounter part = WorkerSums.Packets(channel, RegionKind.AdjacencyCounters, adjacency);
                sent.Packets += part.Packets;
                sent.Bytes += part.Bytes;
            }
        }

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
        };
    }

    private static L2tpTunnelInfo Describe(L2tpTunnelConfiguration tunnel, int sessions)
    {
        bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
        return new L2tpTunnelInfo
        {
            Name = tunnel.Name,
            TunnelId = tunnel.TunnelId,
            PeerTunnelId = tunnel.PeerTunnelId,
            Encapsulation = Word(tunnel.Encapsulation),
            Local = tunnel.Local.ToString(),
            Remote = tunnel.Remote.ToString(),
            UdpSourcePort = udp ? tunnel.UdpSourcePort : null,
            UdpDestinationPort = udp ? tunnel.UdpDestinationPort : null,
            UdpChecksum = udp ? tunnel.UdpChecksum.ToString().ToLowerInvariant() : null,
            Ttl = tunnel.Ttl,
            Dscp = tunnel.Dscp,
            Df = tunnel.Df,
            Vrf = tunnel.Vrf,
            Mtu = tunnel.Mtu,
            Sessions = sessions,
        };
    }

    private static L2tpSessionInfo Describe(
        RouterSnapshot snapshot, ChannelFile? channel, L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session, StateNames names) => new()
        {
            Name = session.Name,
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
            L2Sublayer = session.L2Sublayer.ToString().ToLowerInvariant(),
            Sequencing = session.Sequencing switch
            {
                L2tpSequencing.Send => "send",
                L2tpSequencing.Receive => "recv",
                L2tpSequencing.Both => "both",
                _ => "none",
            },
            Mode = session.Mode.ToString().ToLowerInvariant(),
            Vlan = session.Vlan,
            ConnectedTo = names.ConnectedTo(session.Name),
            State = StateOf(snapshot, session, names),
            Counters = channel is null ? null : CountsOf(snapshot, channel, session),
        };

    private static string Word(L2tpEncapsulation encapsulation) => encapsulation == L2tpEncapsulation.Udp ? "udp" : "ip";
}
