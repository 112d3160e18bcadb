using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;
using Router.Controlplane.Ppp.Service;

namespace Router.Controlplane.L2tp.Service;

/// <content>
/// What the operator sees and does, see <see cref="L2tpInspector"/>. Only the service's thread may use these members, but for
/// <see cref="Sockets"/> before the service runs.
/// </content>
public sealed partial class L2tpService
{
    private readonly L2tpRecorder _recorder;
    private readonly Dictionary<L2tpPeerProfile, L2tpPeer> _peersByProfile = new(ReferenceEqualityComparer.Instance);
    private RouterConfiguration? _indexed;
    private L2tpDebug? _debug;

    internal L2tpSockets Sockets => _sockets;

    internal L2tpEngine Engine => _engine;

    internal IReadOnlyCollection<L2tpPeer> Peers => _peers.Values;

    internal PppCalls Calls => _calls;

    internal L2tpRecorder Recorder => _recorder;

    internal PppPools Pools => _pools;

    /// <summary>The configuration that is followed; null before the first round.</summary>
    internal RouterConfiguration? Followed => _configuration;

    internal L2tpDebug Debug => _debug ??= new L2tpDebug(this, _logger);

    /// <summary>Name of a peer; empty for none.</summary>
    internal static string NameOf(L2tpPeer? peer) => peer?.Configuration.Name ?? "";

    internal L2tpPeer? Peer(string name) => _peers.GetValueOrDefault(name);

    internal string VrfName(in L2tpEndpoint endpoint) => _vrfs.NameOf(endpoint.Vrf);

    /// <summary>The peer of a tunnel in any state; null if it is not configured any more.</summary>
    internal L2tpPeer? PeerBehind(ControlConnection tunnel)
    {
        if (!ReferenceEquals(_indexed, _configuration))
        {
            _indexed = _configuration;
            _peersByProfile.Clear();
            foreach (L2tpPeer peer in _peers.Values)
            {
                _peersByProfile[peer.Profile] = peer;
            }
        }

        // Peers change in the middle of following a configuration: then the tunnel itself knows.
        return _peersByProfile.GetValueOrDefault(tunnel.Profile) ?? (tunnel.Owner as TunnelContext)?.Peer ?? PeerOf(tunnel);
    }

    /// <summary>Name of a tunnel, as its sessions have it.</summary>
    internal string NameOf(ControlConnection tunnel) =>
        (tunnel.Owner as TunnelContext)?.Configuration.Name ?? $"{NameOf(PeerBehind(tunnel))}/{tunnel.LocalId}";

    /// <summary>Name of a session, as the dataplane knows it when it is established.</summary>
    internal string NameOf(L2tpSession session) => session.Owner switch
    {
        PppCall call => call.Name,
        L2tpPseudowire pseudowire => pseudowire.Configuration.Name,
        _ => $"{NameOf(session.Tunnel)}/{session.LocalId}",
    };

    /// <summary>A session by its name; null if there is none.</summary>
    internal L2tpSession? Session(string name)
    {
        foreach (L2tpPeer peer in _peers.Values)
        {
            foreach (L2tpPseudowire pseudowire in peer.Pseudowires.Values)
            {
                if (pseudowire.Configuration.Name == name)
                {
                    return pseudowire.Session;
                }
            }
        }

        string[] parts = name.Split('/');
        return parts.Length == 3 && uint.TryParse(parts[1], out uint tunnelId) && uint.TryParse(parts[2], out uint id)
            && _engine.Tunnels.TryGet(tunnelId, out ControlConnection tunnel)
            && _engine.Sessions.Table.Find(tunnel, id) is { } session && NameOf(session) == name ? session : null;
    }

    /// <summary>Tunnels by name or by this router's id.</summary>
    internal ControlConnection? Tunnel(string name)
    {
        string number = name[(name.LastIndexOf('/') + 1)..];
        return uint.TryParse(number, out uint id) && _engine.Tunnels.TryGet(id, out ControlConnection tunnel)
            && (number.Length == name.Length || NameOf(tunnel) == name) ? tunnel : null;
    }

    /// <summary>Ends a tunnel with StopCCN.</summary>
    /// <returns>False if it is ending already.</returns>
    internal bool Clear(ControlConnection tunnel)
    {
        if (tunnel.State is not (TunnelState.WaitControlReply or TunnelState.WaitControlConnection or TunnelState.Established))
        {
            return false;
        }

        _engine.CloseTunnel(tunnel, new L2tpResult(StopResult.GeneralRequest, GeneralError.None, "cleared"), Now);
        return true;
    }

    /// <summary>Ends a session: of PPP first with Terminate-Request, the second time and else with CDN at once.</summary>
    internal void Clear(L2tpSession session)
    {
        long now = Now;
        if (session.Owner is PppCall { Ppp: { Phase: not (PppPhase.Dead or PppPhase.Terminate) } } call)
        {
            _calls.Close(call, now);
        }
        else
        {
            _engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative, GeneralError.None, "cleared"), now);
        }
    }
}
