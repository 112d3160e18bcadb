using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <content>L2TP sessions, configured and negotiated.</content>
public sealed partial class DesiredStateBuilder
{
    private readonly Dictionary<string, SessionObjects> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Vrf, IPAddress Remote), ResolvedPath> _peers = [];
    private readonly Dictionary<string, string> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NegotiatedSession> _senders = new(StringComparer.Ordinal);

    /// <summary>
    /// What a session that comes up takes, without building everything again; null if more than the session changes with
    /// it: Linux's routes, or a neighbour that must be found first.
    /// </summary>
    /// <param name="negotiated">The session.</param>
    public SessionObjects? TryMake(NegotiatedSession negotiated)
    {
        ArgumentNullException.ThrowIfNull(negotiated);
        if (negotiated.HasHostRoutes)
        {
            return null;
        }

        AdjacencySet adjacencies = new(_inputs);
        SessionObjects objects = Make(negotiated, adjacencies, out _);
        if (!adjacencies.Wanted.IsSubsetOf(_adjacencies.Wanted))
        {
            return null;
        }

        if (!_ends.TryGetValue(negotiated.Session.Name, out string? circuit))
        {
            return objects;
        }

        if (!_interfaces.TryGetValue(circuit, out DesiredInterface? attached))
        {
            return null;
        }

        DesiredTarget target = _adjacencies.AttachmentCircuit(attached);
        return _adjacencies.Adjacencies.ContainsKey(target.Key)
            ? objects with
            {
                Receiving = objects.Receiving with { Target = target },
                CrossConnect = objects.Sending is [DesiredAdjacency sending, ..]
                    ? new DesiredCrossConnect(attached.Key, DesiredTarget.Adjacency(sending.Key))
                    : null,
            }
            : null;
    }

    /// <summary>Whether something else than an interface sends its frames by a session, and thus changes when the session goes.</summary>
    /// <param name="name">The session's name.</param>
    public bool IsSwitched(string name) => _ends.TryGetValue(name, out string? other) && !_interfaces.ContainsKey(other);

    private void BuildSessions()
    {
        for (int i = 0; i < _configuration.L2tp.Tunnels.Count; i++)
        {
            ReportPath(_configuration.L2tp.Tunnels[i], $"l2tp.tunnels[{i}].remote");
        }

        for (int i = 0; i < _configuration.L2tp.Sessions.Count; i++)
        {
            L2tpSessionConfiguration session = _configuration.L2tp.Sessions[i];
            if (_index.Tunnel(session.Tunnel) is L2tpTunnelConfiguration tunnel)
            {
                NegotiatedSession configured = new(tunnel, session)
                {
                    ReceivedSublayer = session.L2Sublayer,
                    PeerMaxCells = session.MaxCells ?? 1,
                    IsNetworkUp = true,
                    HasHostRoutes = true,
                };
                Add(configured, $"l2tp.sessions[{i}]");
            }
        }

        foreach (NegotiatedSession negotiated in _inputs.Negotiated)
        {
            Add(negotiated, $"l2tp session {negotiated.Session.Name}");
        }

        AddSubscriberHostRoutes();
    }

    /// <summary>Linux answers subscribers on the loopback interface's mirror; what it sends there is routed.</summary>
    private void AddSubscriberHostRoutes()
    {
        foreach (PppProfileConfiguration profile in _configuration.Ppp.Profiles)
        {
            if (_index.Interface(profile.Interface) is not { Enabled: true } link)
            {
                continue;
            }

            IEnumerable<IpPrefix> pools = profile.Pools.Concat(profile.Ipv6Pools).Select(name => _index.PppPool(name)?.Prefix).OfType<IpPrefix>();
            IEnumerable<IpPrefix> users = profile.Radius is not null ? [] : _configuration.Ppp.Users
                .Where(user => user.Profile is null || user.Profile == profile.Name)
                .SelectMany(static user => user.Address is null ? user.Routes : user.Routes.Add(new IpPrefix(user.Address, 32)));
            foreach (IpPrefix prefix in pools.Concat(users).Distinct())
            {
                _hostRoutes.Add(new HostRoute(link.Vrf, prefix, null, link.Name, TargetKind.Adjacency));
            }
        }
    }

    private void Add(NegotiatedSession session, string key)
    {
        string name = session.Session.Name;
        SessionObjects made = Make(session, _adjacencies, out bool tooLong);
        _made[name] = made;
        _sessions[made.Receiving.Key] = made.Receiving;
        if (tooLong)
        {
            Refuse(
                key,
                $"the headers of session {name} are longer than {AdjacencyRecord.MaxRewriteLength} octets: fewer labels or VLAN tags on the way to {session.Tunnel.Remote}");
        }

        if (!session.Session.Payload.IsRouted() && made.Sending.Count > 0)
        {
            _senders[name] = session;
            _encapsulations[name] = DesiredTarget.Adjacency(made.Sending[0].Key);
        }

        foreach (DesiredRoute route in made.Routes)
        {
            // Of two sessions the later one has the route; other sources are better.
            if (!_routes.TryGetValue(route.Key, out DesiredRoute? held) || held.Source == RouteSource.Session)
            {
                _routes[route.Key] = route;
                if (session.HasHostRoutes && _index.Interface(session.Session.Interface!) is { } link)
                {
                    // Linux answers on the loopback interface's mirror; what it sends there is routed.
                    _hostRoutes.Add(new HostRoute(link.Vrf, route.Key.Prefix, null, link.Name, TargetKind.Adjacency));
                }
            }
        }
    }

    private SessionObjects Make(NegotiatedSession negotiated, AdjacencySet adjacencies, out bool tooLong)
    {
        (L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session) = negotiated;
        tooLong = false;
        SessionObjects made = new() { Receiving = Receiving(negotiated) };
        ResolvedPath path = PathTo(tunnel);
        if (!session.Enabled || !negotiated.IsPeerActive || path.Interface is null || path.Labels.Length > AdjacencyRecord.MaxLabels)
        {
            return made;
        }

        List<DesiredAdjacency> sending = [];
        if (!session.Payload.IsRouted())
        {
            tooLong = !TryAdd(0, out _);
            return made with { Sending = sending };
        }

        if (!negotiated.IsNetworkUp || !_links.TryGetValue(session.Interface!, out DesiredInterface? link))
        {
            return made;
        }

        List<DesiredRoute> routes = [];
        foreach (IpPrefix prefix in session.Routes)
        {
            RouteKey route = RouteKey.Of(link.Vrf, prefix);
            if (TryAdd(route.Family, out DesiredTarget target))
            {
                routes.Add(new DesiredRoute(route, target, RouteSource.Session));
            }
            else
            {
                tooLong = true;
            }
        }

        int mtu = sending.Where(static adjacency => adjacency.Kind == AdjacencyKind.IpTunnel).Min(static adjacency => (int?)adjacency.Mtu)
            ?? session.Mru ?? AdjacencySet.DefaultMru;
        return made with
        {
            Receiving = made.Receiving with { SegmentLimit = AdjacencySet.SegmentLimitOf(session, mtu) },
            Sending = sending,
            Routes = routes,
        };

        bool TryAdd(int family, out DesiredTarget target)
        {
            target = adjacencies.L2tp(path, tunnel, session, family);
            if (target.Kind != TargetKind.Adjacency)
            {
                return false;
            }

            DesiredAdjacency adjacency = adjacencies.Adjacencies[target.Key];
            if (!sending.Contains(adjacency))
            {
                sending.Add(adjacency);
            }

            return true;
        }
    }

    private static DesiredSession Receiving(NegotiatedSession negotiated)
    {
        (L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session) = negotiated;
        bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
        bool routed = session.Payload.IsRouted();
        L2tpSessionFlags flags = (session.Enabled ? L2tpSessionFlags.Enabled : 0)
            | (udp ? L2tpSessionFlags.Udp : 0)
            | (tunnel.Version == 2 ? L2tpSessionFlags.Version2 : SublayerFlags(negotiated.ReceivedSublayer))
            | PayloadFlags(session.Payload)
            | (routed && negotiated.IsNetworkUp ? L2tpSessionFlags.NetworkUp : 0)
            | ((session.Sequencing & L2tpSequencing.Receive) != 0 ? L2tpSessionFlags.CheckSequence : 0)
            | (session.Vlan is not null ? L2tpSessionFlags.PopVlan : 0)
            | (RouteKey.FamilyOf(tunnel.Local) == 6 ? L2tpSessionFlags.Ipv6 : 0);
        RateLimit up = session.RateUp ?? default;
        RateLimit down = session.RateDown ?? default;
        int largest = Math.Max(session.Mru ?? 0, AdjacencySet.DefaultMru);
        if ((up.BitsPerSecond | down.BitsPerSecond) != 0)
        {
            flags |= L2tpSessionFlags.RateLimited;
        }

        uint id = session.KeyIn(tunnel);
        return new DesiredSession
        {
            Key = StableKey.OfSession(id),
            Name = session.Name,
            SessionId = id,
            Interface = session.Interface is null ? 0 : StableKey.OfInterface(session.Interface),
            Vrf = StableKey.OfVrf(tunnel.Vrf),
            Flags = flags,
            Cookie = session.PeerCookie,
            PreviousCookie = session.PeerCookiePrevious.Length > 0 ? session.PeerCookiePrevious : session.PeerCookie,
            VlanId = session.Vlan ?? 0,
            RateUp = up.BitsPerSecond,
            RateDown = down.BitsPerSecond,
            BurstUp = up.BitsPerSecond == 0 ? 0 : up.BurstOf(largest),
            BurstDown = down.BitsPerSecond == 0 ? 0 : down.BurstOf(largest),
            Payload = OpaquePayloadOf(session),
            MaxCells = session.Payload.IsCells() ? (ushort)(session.MaxCells ?? 1) : (ushort)0,
            Dlci = session.FrameRelay?.PeerDlci ?? 0,
            NewDlci = session.FrameRelay?.PeerDlci ?? 0,
            PeerPort = udp ? tunnel.UdpDestinationPort : (ushort)0,
            LocalPort = udp ? tunnel.UdpSourcePort : (ushort)0,
            Peer = tunnel.Remote,
            Local = tunnel.Local,
        };
    }

    private static L2tpSessionFlags SublayerFlags(L2SublayerKind sublayer) => sublayer switch
    {
        L2SublayerKind.Default => L2tpSessionFlags.Sublayer,
        L2SublayerKind.Atm => L2tpSessionFlags.Sublayer | L2tpSessionFlags.AtmSublayer,
        _ => L2tpSessionFlags.None,
    };

    private static L2tpSessionFlags PayloadFlags(L2tpPayload payload) => payload switch
    {
        L2tpPayload.Ethernet => L2tpSessionFlags.None,
        L2tpPayload.Ppp => L2tpSessionFlags.Ppp,
        L2tpPayload.Ip => L2tpSessionFlags.Ip,
        _ => L2tpSessionFlags.Opaque,
    };

    private static OpaquePayload OpaquePayloadOf(L2tpSessionConfiguration session) => session.Payload switch
    {
        L2tpPayload.Hdlc => OpaquePayload.Hdlc,
        L2tpPayload.FrameRelay => session.FrameRelay?.HeaderLength == 4 ? OpaquePayload.FrameRelay4 : OpaquePayload.FrameRelay2,
        L2tpPayload.AtmAal5 => OpaquePayload.AtmAal5,
        L2tpPayload.AtmPort or L2tpPayload.AtmVcc or L2tpPayload.AtmVpc => OpaquePayload.AtmCells,
        _ => OpaquePayload.None,
    };

    /// <summary>A session's receiving half when its frames go to another session, whose DLCI they get and whose peer takes so many cells.</summary>
    private static DesiredSession Towards(DesiredSession receiving, NegotiatedSession egress) => receiving with
    {
        NewDlci = egress.Session.FrameRelay?.Dlci ?? receiving.NewDlci,
        MaxCells = receiving.MaxCells == 0 ? (ushort)0 : (ushort)Math.Min(receiving.MaxCells, egress.PeerMaxCells),
    };

    private ResolvedPath PathTo(L2tpTunnelConfiguration tunnel)
    {
        if (!_peers.TryGetValue((tunnel.Vrf, tunnel.Remote), out ResolvedPath? path))
        {
            path = _resolver.Resolve(tunnel.Vrf, tunnel.Remote, null, byDefaultRoute: true);
            _peers.Add((tunnel.Vrf, tunnel.Remote), path);
        }

        return path;
    }

    private void ReportPath(L2tpTunnelConfiguration tunnel, string key)
    {
        ResolvedPath path = PathTo(tunnel);
        if (path.Interface is null)
        {
            Pending(key, $"no way to {tunnel.Remote}: {path.Failure ?? $"the route says {path.Fixed}"}");
        }
        else
        {
            _ = FitsLabels(path, key);
        }
    }
}
