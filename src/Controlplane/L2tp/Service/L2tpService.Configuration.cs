using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp.Service;
using Router.Controlplane.Radius.Service;
using Router.Controlplane.Service;
using Router.Linux;

namespace Router.Controlplane.L2tp.Service;

/// <content>What is configured: peers, pseudowires, PPP profiles; and what follows from it over time.</content>
public sealed partial class L2tpService
{
    private const long PseudowireWait = 5000;
    private const long CallWait = 5000;

    private readonly Dictionary<string, L2tpPeer> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PppProfile> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RadiusGroup> _radius = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _staticIds = [];
    private RouterConfiguration? _configuration;

    /// <summary>Takes over a new configuration.</summary>
    private void Follow(long now)
    {
        RouterConfiguration wanted = _router.Snapshot.Configuration;
        if (ReferenceEquals(wanted, _configuration))
        {
            return;
        }

        RouterConfiguration? before = _configuration;
        _configuration = wanted;
        ReserveStaticIds(wanted);
        SetRadius(wanted, before);
        SetProfiles(wanted, before);
        SetPeers(wanted, before, now);
        if (before is null)
        {
            _orphans.Adopt(_store.Load(), _pools.AllIpv4, now);
        }
    }

    private void ReserveStaticIds(RouterConfiguration wanted)
    {
        ConfigurationIndex index = new(wanted);
        HashSet<uint> ids = [];
        foreach (L2tpSessionConfiguration session in wanted.L2tp.Sessions)
        {
            if (index.Tunnel(session.Tunnel) is { } tunnel)
            {
                _ = ids.Add(session.KeyIn(tunnel));
            }
        }

        foreach (uint gone in _staticIds.Except(ids).ToList())
        {
            _engine.UnreserveSessionId(gone);
            _ = _staticIds.Remove(gone);
        }

        foreach (uint id in ids)
        {
            if (!_staticIds.Contains(id) && _engine.ReserveSessionId(id))
            {
                _ = _staticIds.Add(id);
            }
        }
    }

    private void SetProfiles(RouterConfiguration wanted, RouterConfiguration? before)
    {
        if (before is not null && before.Ppp.Equals(wanted.Ppp) && before.Radius.Equals(wanted.Radius) && before.Interfaces.Equals(wanted.Interfaces) && before.L2tp.HostName == wanted.L2tp.HostName)
        {
            return;
        }

        // Sessions that are up keep what they were made with.
        _pools.Configure(wanted);
        _profiles.Clear();
        foreach (PppProfileConfiguration profile in wanted.Ppp.Profiles)
        {
            _profiles[profile.Name] = new PppProfile(
                profile, wanted, _pools, profile.Radius is null ? null : _radius.GetValueOrDefault(profile.Radius));
        }
    }

    private void SetRadius(RouterConfiguration wanted, RouterConfiguration? before)
    {
        if (before is not null && before.Radius.Equals(wanted.Radius) && before.Vrfs.Equals(wanted.Vrfs))
        {
            return;
        }

        foreach (RadiusGroup group in _radius.Values)
        {
            group.Dispose();
        }

        _radius.Clear();
        foreach (RadiusGroupConfiguration group in wanted.Radius.Groups)
        {
            _radius[group.Name] = new RadiusGroup(group, wanted, request => AskAsync(() => _calls.Change(request, Now)), _logger);
        }
    }

    private void SetPeers(RouterConfiguration wanted, RouterConfiguration? before, long now)
    {
        Dictionary<string, L2tpPeerConfiguration> configured = wanted.L2tp.Peers.ToDictionary(static peer => peer.Name, StringComparer.Ordinal);
        bool identity = before is not null && before.L2tp.HostName == wanted.L2tp.HostName && Equals(before.L2tp.RouterId, wanted.L2tp.RouterId);
        foreach (L2tpPeer peer in _peers.Values.ToList())
        {
            bool same = identity && configured.TryGetValue(peer.Configuration.Name, out L2tpPeerConfiguration? now1) && now1.Equals(peer.Configuration);
            if (!same)
            {
                Close(peer, "reconfigured", now);
                _ = _peers.Remove(peer.Configuration.Name);
            }
        }

        ConfigurationIndex index = new(wanted);
        Dictionary<L2tpSocketKey, NetworkNamespace> sockets = [];
        foreach (L2tpPeerConfiguration peer in wanted.L2tp.Peers)
        {
            uint vrf = _vrfs.Of(peer.Vrf);
            if (!_peers.TryGetValue(peer.Name, out L2tpPeer? known))
            {
                known = new L2tpPeer(peer, wanted.L2tp, wanted.Instance, vrf, null);
                _peers.Add(peer.Name, known);
            }

            known.Ppp = peer.Ppp is null ? null : _profiles.GetValueOrDefault(peer.Ppp);
            sockets[new L2tpSocketKey(vrf, peer.Encapsulation, L2tpAddress.From(peer.Local))] = NetworkNamespace.Named(index.Vrf(peer.Vrf)?.Netns);
        }

        SetPseudowires(wanted, now);
        SetCalls(wanted, now);
        _sockets.Set(sockets);
    }

    private void SetPseudowires(RouterConfiguration wanted, long now)
    {
        ILookup<string, L2tpPseudowireConfiguration> enabled = wanted.L2tp.Pseudowires
            .Where(static pseudowire => pseudowire.Enabled)
            .ToLookup(static pseudowire => pseudowire.Peer, StringComparer.Ordinal);
        foreach (L2tpPeer peer in _peers.Values)
        {
            Dictionary<string, L2tpPseudowireConfiguration> configured = enabled[peer.Configuration.Name]
                .ToDictionary(static pseudowire => pseudowire.RemoteEndId, StringComparer.Ordinal);
            foreach ((string id, L2tpPseudowire pseudowire) in peer.Pseudowires.ToList())
            {
                if (!configured.TryGetValue(id, out L2tpPseudowireConfiguration? kept) || !kept.Equals(pseudowire.Configuration))
                {
                    _ = peer.Pseudowires.Remove(id);
                    if (pseudowire.Session is { } session)
                    {
                        _engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative), now);
                    }
                }
            }

            foreach ((string id, L2tpPseudowireConfiguration pseudowire) in configured)
            {
                if (!peer.Pseudowires.ContainsKey(id))
                {
                    peer.Pseudowires.Add(id, new L2tpPseudowire(pseudowire, peer.Configuration));
                }
            }
        }

        _circuits.Forget();
        _pseudowires = _peers.Values.SelectMany(static peer => peer.Pseudowires.Values)
            .ToDictionary(static pseudowire => pseudowire.Configuration.Name, StringComparer.Ordinal);
    }

    private void SetCalls(RouterConfiguration wanted, long now)
    {
        ILookup<string, L2tpCallConfiguration> enabled = wanted.L2tp.Calls
            .Where(static call => call.Enabled)
            .ToLookup(static call => call.Peer, StringComparer.Ordinal);
        foreach (L2tpPeer peer in _peers.Values)
        {
            Dictionary<string, L2tpCallConfiguration> configured = enabled[peer.Configuration.Name]
                .ToDictionary(static call => call.Name, StringComparer.Ordinal);
            foreach ((string name, L2tpCall call) in peer.Calls.ToList())
            {
                if (!configured.TryGetValue(name, out L2tpCallConfiguration? kept) || !kept.Equals(call.Configuration))
                {
                    _ = peer.Calls.Remove(name);
                    if (call.Session is { } session)
                    {
                        _engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative), now);
                    }
                }
            }

            foreach ((string name, L2tpCallConfiguration call) in configured)
            {
                if (!peer.Calls.ContainsKey(name))
                {
                    peer.Calls.Add(name, new L2tpCall(call, wanted));
                }
            }
        }
    }

    /// <summary>Opens the tunnels, pseudowires and calls that are to be kept open, and tells peers of their circuits.</summary>
    private void Tend(long now)
    {
        bool circuits = _circuits.Follow(_router.Snapshot);
        foreach (L2tpPeer peer in _peers.Values)
        {
            if (peer.Tunnel is null && now >= peer.NextAttempt && peer.Target is { } target)
            {
                peer.Failed(now); // until it is up
                peer.Tunnel = _engine.OpenTunnel(target, peer.Profile, now);
            }

            if (peer.Calls.Count != 0 && peer.Tunnel is { State: TunnelState.Established })
            {
                TendCalls(peer, now);
            }

            if (peer.Pseudowires.Count == 0)
            {
                continue;
            }

            bool established = peer.Tunnel is { State: TunnelState.Established, Version: 3 };
            foreach (L2tpPseudowire pseudowire in peer.Pseudowires.Values)
            {
                if (circuits || _circuits.HasSwitched)
                {
                    TendCircuit(pseudowire, now);
                }

                if (established && pseudowire is { Session: null, Configuration.Initiate: true } && now >= pseudowire.NextAttempt)
                {
                    pseudowire.NextAttempt = now + PseudowireWait;
                    _sockets.Hold();
                    L2tpSession? session = _engine.OpenSession(peer.Tunnel!, pseudowire.Parameters, now);
                    if (session is not null && session.State != SessionState.Closed)
                    {
                        pseudowire.Session = session;
                        session.Owner = pseudowire;
                        Expect(session, pseudowire);
                    }
                }
            }
        }
    }

    private void TendCalls(L2tpPeer peer, long now)
    {
        foreach (L2tpCall call in peer.Calls.Values)
        {
            if (call.Session is not null || now < call.NextAttempt)
            {
                continue;
            }

            call.NextAttempt = now + CallWait;
            L2tpSession? session = _engine.OpenSession(peer.Tunnel!, L2tpCall.ParametersFor(peer.Configuration), now);
            if (session is not null && session.State != SessionState.Closed)
            {
                call.Session = session;
                session.Owner = call;
            }
        }
    }

    /// <summary>The peer hears within a second what becomes of the attachment circuit (RFC 3931 5.4.5).</summary>
    private void TendCircuit(L2tpPseudowire pseudowire, long now)
    {
        bool up = _circuits.IsUp(pseudowire.Configuration)
            && (_circuits.SwitchedTo(pseudowire.Configuration.Name) is not { } other || IsSessionUp(other));
        CircuitStatus status = up ? CircuitStatus.Active : CircuitStatus.None;
        if (status == pseudowire.Status)
        {
            return;
        }

        pseudowire.Status = status;
        if (pseudowire.Session is { State: SessionState.Established } session)
        {
            _engine.SetCircuitStatus(session, status, now);
        }
    }

    /// <summary>Whether frames get further by the session that a pseudowire is switched to; nobody knows of static sessions.</summary>
    private bool IsSessionUp(string name) => !_pseudowires.TryGetValue(name, out L2tpPseudowire? pseudowire)
        || (pseudowire.Session is { State: SessionState.Established } session && (session.PeerStatus & CircuitStatus.Active) != 0);

    private void Close(L2tpPeer peer, string why, long now)
    {
        foreach (ControlConnection tunnel in _engine.AllTunnels.Where(tunnel => ReferenceEquals(tunnel.Profile, peer.Profile)).ToList())
        {
            _engine.CloseTunnel(tunnel, new L2tpResult(StopResult.GeneralRequest, GeneralError.None, why), now);
        }
    }

    private void CloseAll()
    {
        long now = Now;
        foreach (ControlConnection tunnel in _engine.AllTunnels.ToList())
        {
            _engine.CloseTunnel(tunnel, new L2tpResult(StopResult.ShuttingDown), now);
        }

        Flush();
    }
}
