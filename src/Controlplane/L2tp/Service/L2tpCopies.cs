using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <summary>Copies tunnels and sessions as they are now. On the service's thread.</summary>
internal static class L2tpCopies
{
    /// <summary>State of a configured pseudowire without a session.</summary>
    public static string IdleState(L2tpPseudowireConfiguration pseudowire) => pseudowire.Enabled ? "idle" : "disabled";

    /// <summary>Copies a tunnel.</summary>
    public static L2tpTunnelView Of(L2tpService service, ControlConnection tunnel)
    {
        L2tpPeer? peer = service.PeerBehind(tunnel);
        return new L2tpTunnelView
        {
            Name = service.NameOf(tunnel),
            Peer = L2tpService.NameOf(peer),
            Configured = peer?.Configuration,
            Vrf = service.VrfName(tunnel.Endpoint),
            Version = tunnel.Version,
            State = tunnel.State,
            Endpoint = tunnel.Endpoint,
            LocalId = tunnel.LocalId,
            PeerId = tunnel.PeerId,
            IsInitiator = tunnel.IsInitiator,
            IsAuthenticated = tunnel.IsAuthenticated,
            HostName = tunnel.PeerHostName,
            RouterId = tunnel.PeerRouterId,
            VendorName = tunnel.PeerVendorName,
            Sessions = tunnel.SessionCount,
            Since = service.Recorder.UpSince(tunnel),
            Counters = tunnel.Counters,
        };
    }

    /// <summary>Copies a session.</summary>
    public static L2tpSessionView Of(L2tpService service, L2tpSession session)
    {
        ControlConnection tunnel = session.Tunnel;
        L2tpPseudowireConfiguration? pseudowire = (session.Owner as L2tpPseudowire)?.Configuration;
        return new L2tpSessionView
        {
            Name = service.NameOf(session),
            Peer = L2tpService.NameOf(service.PeerBehind(tunnel)),
            Tunnel = service.NameOf(tunnel),
            Endpoint = tunnel.Endpoint,
            Version = tunnel.Version,
            TunnelId = tunnel.LocalId,
            PeerTunnelId = tunnel.PeerId,
            LocalId = session.LocalId,
            PeerId = session.PeerId,
            State = session.State,
            Type = session.PseudowireType,
            IsInitiator = session.IsInitiator,
            SentCookie = session.PeerCookie.Length,
            DemandedCookie = session.LocalCookie.Length,
            SendSublayer = session.SendSublayer,
            Sequencing = TunnelContext.SequencingOf(session.SendSequencing)
                | (session.ReceiveSequencing != DataSequencingLevel.None ? L2tpSequencing.Receive : L2tpSequencing.None),
            LocalStatus = session.Local.CircuitStatus,
            PeerStatus = session.PeerStatus,
            Since = service.Recorder.UpSince(session),
            Pseudowire = pseudowire,
            LastDown = pseudowire is null ? null : service.Recorder.LastDownOfPseudowire(pseudowire.Name),
            Ppp = session.Owner is PppCall { Ppp: { } ppp } call ? Of(call, ppp) : null,
        };
    }

    /// <summary>Copies a configured pseudowire that has no session.</summary>
    public static L2tpSessionView Of(L2tpService service, L2tpPseudowireConfiguration pseudowire) => new()
    {
        Name = pseudowire.Name,
        Peer = pseudowire.Peer,
        Version = 3,
        Type = pseudowire.Mode == PseudowireMode.Vlan ? PseudowireType.EthernetVlan : PseudowireType.Ethernet,
        IsInitiator = pseudowire.Initiate,
        Pseudowire = pseudowire,
        LastDown = service.Recorder.LastDownOfPseudowire(pseudowire.Name),
    };

    private static PppView Of(PppCall call, PppSession ppp) => new()
    {
        User = call.User,
        Profile = call.Profile?.Configuration.Name,
        Phase = ppp.Phase,
        Ipv4 = call.Ipv4,
        Ipv6 = call.Ipv6,
        Delegated = [.. call.Delegated],
        Routes = [.. call.Routes],
        Mtu = ppp.Phase is PppPhase.Authenticate or PppPhase.Network ? ppp.Link.Mtu : 0,
        Since = call.Since,
    };
}
