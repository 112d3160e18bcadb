using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.peers</c>: who may open a tunnel to this router, or to whom this router opens one.</summary>
public sealed record L2tpPeerConfiguration : IL2tpOuterHeader
{
    /// <summary>Name that pseudowires refer to.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public required IPAddress Local { get; init; }

    /// <summary>The addresses of the peers, of the family of <see cref="Local"/>: one host, or a prefix whose every host is a peer.</summary>
    public required IpPrefix Remote { get; init; }

    /// <summary>Versions of L2TP.</summary>
    public L2tpPeerVersion Version { get; init; } = L2tpPeerVersion.Version3;

    /// <inheritdoc/>
    public L2tpEncapsulation Encapsulation { get; init; } = L2tpEncapsulation.Udp;

    /// <summary>The peer's UDP port when this router opens the tunnel.</summary>
    public ushort UdpPort { get; init; } = L2tpTunnelConfiguration.DefaultUdpPort;

    /// <summary>This router opens the tunnel and keeps it open. Then <see cref="Remote"/> is one host.</summary>
    public bool Initiate { get; init; }

    /// <summary>Shared secret; null for none.</summary>
    public string? Secret { get; init; }

    /// <summary>Second secret that is accepted while secrets change; null for none.</summary>
    public string? SecretPrevious { get; init; }

    /// <summary>What is demanded of the peer's control messages. The default depends on the secret, see <see cref="DefaultAuthentication"/>.</summary>
    public L2tpPeerAuthentication Authentication { get; init; } = L2tpPeerAuthentication.None;

    /// <summary>Hides the AVPs that may be hidden (RFC 2661 4.3, RFC 3931 5.3).</summary>
    public bool HideAvps { get; init; }

    /// <summary>Host Name that the peer must have; null for any.</summary>
    public string? PeerHostName { get; init; }

    /// <summary>Silence of the peer after which a Hello is sent; zero for never.</summary>
    public TimeSpan HelloInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time between repetitions of a control message.</summary>
    public TimeSpan RetransmitCap { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Repetitions of a control message until the peer is given up.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>Control messages that the peer may have outstanding.</summary>
    public ushort ReceiveWindow { get; init; } = 64;

    /// <summary>Most sessions of a tunnel.</summary>
    public int MaximumSessions { get; init; } = 65535;

    /// <summary>Octets of the cookies that this router assigns: 0, 4 or 8; version 3.</summary>
    public byte CookieLength { get; init; } = 8;

    /// <summary>L2-specific sublayer that is demanded in received packets; version 3.</summary>
    public L2SublayerKind L2Sublayer { get; init; } = L2SublayerKind.Default;

    /// <summary>
    /// <see cref="L2tpSequencing.Receive"/> demands sequence numbers in received packets and drops late ones, else
    /// <see cref="L2tpSequencing.None"/>. In version 2 a LAC alone can demand them, and of both ends (RFC 2661 5.4).
    /// </summary>
    public L2tpSequencing Sequencing { get; init; } = L2tpSequencing.None;

    /// <inheritdoc/>
    public byte Ttl { get; init; } = 255;

    /// <inheritdoc/>
    public OuterDscp Dscp { get; init; }

    /// <inheritdoc/>
    public bool Df { get; init; } = true;

    /// <inheritdoc/>
    public UdpChecksumMode UdpChecksum { get; init; } = UdpChecksumMode.Auto;

    /// <inheritdoc/>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <inheritdoc/>
    public int? Mtu { get; init; }

    /// <summary>Name of the PPP profile that serves the peer's PPP calls; null: PPP calls are refused.</summary>
    public string? Ppp { get; init; }

    /// <summary>The peer's only address; null if <see cref="Remote"/> has more.</summary>
    public IPAddress? RemoteAddress => Remote.IsHost ? Remote.Network : null;

    /// <summary>Whether L2TPv2 is spoken with the peer.</summary>
    public bool AllowsVersion2 => Version != L2tpPeerVersion.Version3;

    /// <summary>Whether L2TPv3 is spoken with the peer.</summary>
    public bool AllowsVersion3 => Version != L2tpPeerVersion.Version2;

    /// <summary>What is demanded of a peer for which the file does not say it.</summary>
    /// <param name="secret">The secret, or null.</param>
    public static L2tpPeerAuthentication DefaultAuthentication(string? secret) =>
        secret is null ? L2tpPeerAuthentication.None : L2tpPeerAuthentication.Required;
}
