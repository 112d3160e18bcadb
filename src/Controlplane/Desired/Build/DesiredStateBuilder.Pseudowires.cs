using Router.Channel;
using Router.Configuration;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Controlplane.Desired.Build;

/// <content>L2TP sessions, MPLS pseudowires and cross-connects.</content>
public sealed partial class DesiredStateBuilder
{
    private void BuildPseudowires()
    {
        BuildSessions();
        for (int i = 0; i < _configuration.Mpls.Pseudowires.Count; i++)
        {
            BuildPseudowire(_configuration.Mpls.Pseudowires[i], $"mpls.pseudowires[{i}]");
        }
    }

    private void BuildSessions()
    {
        Dictionary<string, ResolvedPath> paths = new(StringComparer.Ordinal);
        for (int i = 0; i < _configuration.L2tp.Tunnels.Count; i++)
        {
            L2tpTunnelConfiguration tunnel = _configuration.L2tp.Tunnels[i];
            ResolvedPath path = _resolver.Resolve(tunnel.Vrf, tunnel.Remote, null, byDefaultRoute: true);
            paths.Add(tunnel.Name, path);
            if (path.Interface is null)
            {
                Pending($"l2tp.tunnels[{i}].remote", $"no way to {tunnel.Remote}: {path.Failure ?? $"the route says {path.Fixed}"}");
            }
            else
            {
                _ = FitsLabels(path, $"l2tp.tunnels[{i}].remote");
            }
        }

        for (int i = 0; i < _configuration.L2tp.Sessions.Count; i++)
        {
            L2tpSessionConfiguration session = _configuration.L2tp.Sessions[i];
            if (_index.Tunnel(session.Tunnel) is not L2tpTunnelConfiguration tunnel)
            {
                continue;
            }

            DesiredSession made = Make(session, tunnel);
            _sessions[made.Key] = made;
            ResolvedPath path = paths[tunnel.Name];
            if (session.Enabled && path.Interface is not null && path.Labels.Length <= AdjacencyRecord.MaxLabels)
            {
                if (session.Payload == L2tpPayload.Ppp)
                {
                    AddPppRoutes(session, tunnel, path, $"l2tp.sessions[{i}]");
                }
                else
                {
                    AddEncapsulation(session, tunnel, path, $"l2tp.sessions[{i}]");
                }
            }
        }
    }

    /// <summary>Leads the destinations behind the peer of a PPP session into it. Routes of other sources are better.</summary>
    private void AddPppRoutes(L2tpSessionConfiguration session, L2tpTunnelConfiguration tunnel, ResolvedPath path, string key)
    {
        if (!_links.TryGetValue(session.Interface!, out DesiredInterface? link))
        {
            return;
        }

        foreach (IpPrefix prefix in session.Routes)
        {
            RouteKey route = RouteKey.Of(link.Vrf, prefix);
            DesiredTarget target = _adjacencies.L2tp(path, tunnel, session, route.Family);
            if (target.Kind == TargetKind.None)
            {
                RefuseHeaders(key, session, tunnel);
                return;
            }

            if (_routes.TryAdd(route, new DesiredRoute(route, target, RouteSource.Session)))
            {
                // Linux answers on the loopback interface's mirror, which routes what it sends.
                _hostRoutes.Add(new HostRoute(_index.Interface(link.Name)!.Vrf, prefix, null, link.Name, TargetKind.Adjacency));
            }
        }
    }

    private void RefuseHeaders(string key, L2tpSessionConfiguration session, L2tpTunnelConfiguration tunnel) => Refuse(
        key,
        $"the headers of session {session.Name} are longer than {AdjacencyRecord.MaxRewriteLength} octets: fewer labels or VLAN tags on the way to {tunnel.Remote}");

    private void AddEncapsulation(L2tpSessionConfiguration session, L2tpTunnelConfiguration tunnel, ResolvedPath path, string key)
    {
        DesiredTarget target = _adjacencies.L2tp(path, tunnel, session, family: 0);
        if (target.Kind == TargetKind.None)
        {
            RefuseHeaders(key, session, tunnel);
            return;
        }

        _encapsulations[session.Name] = target;
    }

    private static DesiredSession Make(L2tpSessionConfiguration session, L2tpTunnelConfiguration tunnel)
    {
        bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
        L2tpSessionFlags flags = (session.Enabled ? L2tpSessionFlags.Enabled : 0)
            | (udp ? L2tpSessionFlags.Udp : 0)
            | (tunnel.Version == 2 ? L2tpSessionFlags.Version2 : session.L2Sublayer == L2SublayerKind.Default ? L2tpSessionFlags.Sublayer : 0)
            | (session.Payload == L2tpPayload.Ppp ? L2tpSessionFlags.Ppp | L2tpSessionFlags.NetworkUp : 0)
            | ((session.Sequencing & L2tpSequencing.Receive) != 0 ? L2tpSessionFlags.CheckSequence : 0)
            | (session.Vlan is not null ? L2tpSessionFlags.PopVlan : 0)
            | (RouteKey.FamilyOf(tunnel.Local) == 6 ? L2tpSessionFlags.Ipv6 : 0);
        return new DesiredSession
        {
            Key = StableKey.OfSession(session.KeyIn(tunnel)),
            Name = session.Name,
            SessionId = session.KeyIn(tunnel),
            Interface = session.Interface is null ? 0 : StableKey.OfInterface(session.Interface),
            Vrf = StableKey.OfVrf(tunnel.Vrf),
            Flags = flags,
            Cookie = session.PeerCookie,
            PreviousCookie = session.PeerCookiePrevious.Length > 0 ? session.PeerCookiePrevious : session.PeerCookie,
            VlanId = session.Vlan ?? 0,
            PeerPort = udp ? tunnel.UdpDestinationPort : (ushort)0,
            LocalPort = udp ? tunnel.UdpSourcePort : (ushort)0,
            Peer = tunnel.Remote,
            Local = tunnel.Local,
        };
    }

    private void BuildPseudowire(PseudowireConfiguration pseudowire, string key)
    {
        ResolvedPath path = _resolver.Resolve(VrfConfiguration.DefaultName, pseudowire.Via, pseudowire.Interface, byDefaultRoute: false);
        if (path.Interface is null)
        {
            Pending(key, $"pseudowire {pseudowire.Name} has no way: {path.Failure ?? $"the route says {path.Fixed}"}");
            return;
        }

        path = path.Push(pseudowire.OutLabels, TtlMode.Pipe);
        if (FitsLabels(path, key + ".out-labels"))
        {
            _encapsulations[pseudowire.Name] = _adjacencies.Pseudowire(path, pseudowire);
        }
    }

    private void BuildCrossConnects()
    {
        foreach (CrossConnectConfiguration pair in _configuration.CrossConnects)
        {
            Connect(pair.First, pair.Second);
            Connect(pair.Second, pair.First);
        }
    }

    /// <summary>Lets frames that enter at one end leave at the other.</summary>
    private void Connect(string ingress, string egress)
    {
        DesiredTarget target = _interfaces.TryGetValue(egress, out DesiredInterface? circuit)
            ? _adjacencies.AttachmentCircuit(circuit)
            : _encapsulations.GetValueOrDefault(egress);
        if (target.Kind == TargetKind.None)
        {
            return;
        }

        if (_interfaces.TryGetValue(ingress, out DesiredInterface? from))
        {
            _crossConnects[from.Key] = new DesiredCrossConnect(from.Key, target);
        }
        else if (_index.Session(ingress) is L2tpSessionConfiguration session
            && _sessions.TryGetValue(StableKey.OfSession(session.SessionId), out DesiredSession? receiving))
        {
            _sessions[receiving.Key] = receiving with { Target = target };
        }
        else if (_index.Pseudowire(ingress) is PseudowireConfiguration pseudowire)
        {
            LabelKey key = new(pseudowire.Label, BottomOfStack: true);
            _labels[key] = new DesiredLabel
            {
                Key = key,
                Action = LabelAction.PopPseudowire,
                Payload = LabelPayload.Ethernet,
                Flags = (pseudowire.ControlWord ? LabelFlags.ControlWord : 0) | (pseudowire.Vlan is not null ? LabelFlags.PopVlan : 0),
                Target = target,
                VlanId = pseudowire.Vlan ?? 0,
            };
        }
    }
}
