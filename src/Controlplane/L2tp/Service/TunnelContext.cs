using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp.Service;

/// <summary>What the service remembers of an established control connection: its peer, and what the dataplane must know of it.</summary>
internal sealed class TunnelContext
{
    public TunnelContext(L2tpPeer peer, ControlConnection tunnel, string vrf)
    {
        Peer = peer;
        L2tpPeerConfiguration configured = peer.Configuration;
        L2tpEndpoint endpoint = tunnel.Endpoint;
        bool udp = endpoint.Encapsulation == L2tpEncapsulation.Udp;
        Configuration = new L2tpTunnelConfiguration
        {
            Name = $"{configured.Name}/{tunnel.LocalId}",
            Version = (byte)tunnel.Version,
            TunnelId = tunnel.LocalId,
            PeerTunnelId = tunnel.PeerId,
            Encapsulation = endpoint.Encapsulation,
            Local = endpoint.LocalAddress.ToIPAddress(),
            Remote = endpoint.RemoteAddress.ToIPAddress(),
            UdpSourcePort = udp ? endpoint.LocalPort : L2tpTunnelConfiguration.DefaultUdpPort,
            UdpDestinationPort = udp ? endpoint.RemotePort : L2tpTunnelConfiguration.DefaultUdpPort,
            Ttl = configured.Ttl,
            Dscp = configured.Dscp,
            Df = configured.Df,
            UdpChecksum = configured.UdpChecksum,
            Vrf = vrf,
            Mtu = configured.Mtu,
        };
    }

    /// <summary>The peer.</summary>
    public L2tpPeer Peer { get; }

    /// <summary>The control connection in the form of a configured one.</summary>
    public L2tpTunnelConfiguration Configuration { get; }

    /// <summary>A session in the form of a configured one.</summary>
    /// <param name="session">The session, its ids and cookies known.</param>
    /// <param name="name">Its name.</param>
    public L2tpSessionConfiguration SessionOf(L2tpSession session, string name) => new()
    {
        Name = name,
        Tunnel = Configuration.Name,
        SessionId = session.LocalId,
        PeerSessionId = session.PeerId,
        Cookie = session.PeerCookie,
        PeerCookie = session.LocalCookie,
        L2Sublayer = session.SendSublayer,
        Sequencing = SequencingOf(session.SendSequencing)
            | (session.ReceiveSequencing != DataSequencingLevel.None ? L2tpSequencing.Receive : L2tpSequencing.None),
    };

    /// <summary>What a level that the peer demands means for packets to it.</summary>
    /// <param name="level">The level.</param>
    public static L2tpSequencing SequencingOf(DataSequencingLevel level) => level switch
    {
        DataSequencingLevel.None => L2tpSequencing.None,
        DataSequencingLevel.NonIp => L2tpSequencing.SendNonIp,
        _ => L2tpSequencing.Send,
    };
}
