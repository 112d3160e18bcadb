using Router.Configuration;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A configured peer at work.</summary>
internal sealed class L2tpPeer
{
    private const long ShortestWait = 1000;
    private const long LongestWait = 60_000;

    private long _wait = ShortestWait;

    public L2tpPeer(L2tpPeerConfiguration configuration, L2tpConfiguration section, string instance, uint vrf, PppProfile? ppp)
    {
        Configuration = configuration;
        Ppp = ppp;
        Vrf = vrf;
        Profile = ProfileOf(configuration, section, instance);
    }

    /// <summary>As configured.</summary>
    public L2tpPeerConfiguration Configuration { get; }

    /// <summary>Serves the peer's PPP calls; null refuses them.</summary>
    public PppProfile? Ppp { get; set; }

    /// <summary>Number of the VRF.</summary>
    public uint Vrf { get; }

    /// <summary>How the engine speaks with it.</summary>
    public L2tpPeerProfile Profile { get; }

    /// <summary>Negotiated pseudowires by Remote End ID.</summary>
    public Dictionary<string, L2tpPseudowire> Pseudowires { get; } = new(StringComparer.Ordinal);

    /// <summary>This router's own calls by name.</summary>
    public Dictionary<string, L2tpCall> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>The tunnel that carries the pseudowires and calls: the one that this router keeps open, or the last one that the peer opened.</summary>
    public ControlConnection? Tunnel { get; set; }

    /// <summary>When to try to open the tunnel again.</summary>
    public long NextAttempt { get; private set; }

    /// <summary>Where the tunnel is opened to; null if this router does not open it.</summary>
    public L2tpEndpoint? Target => Configuration is { Initiate: true, RemoteAddress: { } remote }
        ? new L2tpEndpoint(
            Vrf,
            Configuration.Encapsulation,
            L2tpAddress.From(Configuration.Local),
            Configuration.Encapsulation == L2tpEncapsulation.Udp ? L2tpEndpoint.Port : (ushort)0,
            L2tpAddress.From(remote),
            Configuration.Encapsulation == L2tpEncapsulation.Udp ? Configuration.UdpPort : (ushort)0)
        : null;

    /// <summary>The tunnel did not come up or is gone: waits longer each time, up to a minute.</summary>
    /// <param name="now">Time.</param>
    public void Failed(long now)
    {
        NextAttempt = now + _wait;
        _wait = Math.Min(LongestWait, 2 * _wait);
    }

    /// <summary>The tunnel is up.</summary>
    public void Succeeded() => _wait = ShortestWait;

    private static L2tpPeerProfile ProfileOf(L2tpPeerConfiguration peer, L2tpConfiguration section, string instance)
    {
        List<L2tpSecret> secrets = [];
        foreach (string? secret in new[] { peer.Secret, peer.SecretPrevious })
        {
            if (secret is not null)
            {
                secrets.Add(new L2tpSecret(System.Text.Encoding.UTF8.GetBytes(secret)));
            }
        }

        return new L2tpPeerProfile
        {
            HostName = section.HostName ?? instance,
            RouterId = section.RouterId is { } router ? (uint)(Desired.RouteKey.BitsOf(router) >> 96) : 0,
            VendorName = "Router",
            Versions = peer.Version switch
            {
                L2tpPeerVersion.Version2 => L2tpVersions.V2Only,
                L2tpPeerVersion.Version3 => L2tpVersions.V3Only,
                _ => L2tpVersions.V3OrV2,
            },
            Authentication = peer.Authentication switch
            {
                L2tpPeerAuthentication.Required => L2tpAuthentication.Required,
                L2tpPeerAuthentication.Integrity => L2tpAuthentication.IntegrityOnly,
                _ => L2tpAuthentication.None,
            },
            Secrets = secrets,
            HideAvps = peer.HideAvps,
            PeerHostName = peer.PeerHostName,
            HelloMilliseconds = (int)peer.HelloInterval.TotalMilliseconds,
            Retransmit = new RetransmitSettings
            {
                MaximumMilliseconds = (int)peer.RetransmitCap.TotalMilliseconds,
                Maximum = peer.Retries,
                MaximumInVersion3 = peer.Retries,
                MaximumOfRequest = Math.Min(peer.Retries, 5),
            },
            ReceiveWindow = peer.ReceiveWindow,
            PseudowireTypes = peer.Ppp is null ? Wire.PseudowireTypes.Configurable : [.. Wire.PseudowireTypes.Configurable, PseudowireType.Ppp],
            CookieLength = peer.CookieLength,
            Sublayer = peer.L2Sublayer == L2SublayerKind.Default,
            Sequencing = peer.Sequencing == L2tpSequencing.None ? DataSequencingLevel.None : DataSequencingLevel.All,
            MaximumSessions = peer.MaximumSessions,
        };
    }
}
