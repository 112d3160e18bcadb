using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using Router.Configuration;
using Router.Controlplane.Desired;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A session as it is kept on disk: what the dataplane needs to go on with it, and what is needed to tell its peer.</summary>
internal sealed record StoredSession
{
    public required string Name { get; init; }

    public required string Tunnel { get; init; }

    public required byte Version { get; init; }

    public required uint TunnelId { get; init; }

    public required uint PeerTunnelId { get; init; }

    public required L2tpEncapsulation Encapsulation { get; init; }

    public required string Local { get; init; }

    public required string Remote { get; init; }

    public required ushort LocalPort { get; init; }

    public required ushort RemotePort { get; init; }

    public required byte Ttl { get; init; }

    public required string Dscp { get; init; }

    public required bool Df { get; init; }

    public required UdpChecksumMode UdpChecksum { get; init; }

    public required string Vrf { get; init; }

    public int? Mtu { get; init; }

    public required uint SessionId { get; init; }

    public required uint PeerSessionId { get; init; }

    public required string Cookie { get; init; }

    public required string PeerCookie { get; init; }

    public required L2SublayerKind SentSublayer { get; init; }

    public required L2SublayerKind ReceivedSublayer { get; init; }

    public required L2tpSequencing Sequencing { get; init; }

    public required PseudowireMode Mode { get; init; }

    public ushort? Vlan { get; init; }

    public required L2tpPayload Payload { get; init; }

    public string? Interface { get; init; }

    public IReadOnlyList<string> Routes { get; init; } = [];

    public int? Mru { get; init; }

    /// <summary>0: as the MTU; 65535: left alone.</summary>
    public ushort TcpMss { get; init; }

    public ulong RateUp { get; init; }

    public ulong RateDown { get; init; }

    public uint? BurstUp { get; init; }

    public uint? BurstDown { get; init; }

    public FrameRelayConfiguration? FrameRelay { get; init; }

    public int? MaxCells { get; init; }

    public int PeerMaxCells { get; init; } = 1;

    public bool IsNetworkUp { get; init; }

    public bool IsPeerActive { get; init; }

    public static StoredSession Of(NegotiatedSession negotiated)
    {
        (L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session) = negotiated;
        return new StoredSession
        {
            Name = session.Name,
            Tunnel = tunnel.Name,
            Version = tunnel.Version,
            TunnelId = tunnel.TunnelId,
            PeerTunnelId = tunnel.PeerTunnelId,
            Encapsulation = tunnel.Encapsulation,
            Local = tunnel.Local.ToString(),
            Remote = tunnel.Remote.ToString(),
            LocalPort = tunnel.UdpSourcePort,
            RemotePort = tunnel.UdpDestinationPort,
            Ttl = tunnel.Ttl,
            Dscp = tunnel.Dscp.ToString(),
            Df = tunnel.Df,
            UdpChecksum = tunnel.UdpChecksum,
            Vrf = tunnel.Vrf,
            Mtu = tunnel.Mtu,
            SessionId = session.SessionId,
            PeerSessionId = session.PeerSessionId,
            Cookie = session.Cookie.ToString(),
            PeerCookie = session.PeerCookie.ToString(),
            SentSublayer = session.L2Sublayer,
            ReceivedSublayer = negotiated.ReceivedSublayer,
            Sequencing = session.Sequencing,
            Mode = session.Mode,
            Vlan = session.Vlan,
            Payload = session.Payload,
            Interface = session.Interface,
            Routes = [.. session.Routes.Select(static route => route.ToString())],
            Mru = session.Mru,
            TcpMss = session.TcpMss == Configuration.TcpMss.Off ? ushort.MaxValue : session.TcpMss.Octets ?? 0,
            RateUp = session.RateUp?.BitsPerSecond ?? 0,
            RateDown = session.RateDown?.BitsPerSecond ?? 0,
            BurstUp = session.RateUp?.Burst,
            BurstDown = session.RateDown?.Burst,
            FrameRelay = session.FrameRelay,
            MaxCells = session.MaxCells,
            PeerMaxCells = negotiated.PeerMaxCells,
            IsNetworkUp = negotiated.IsNetworkUp,
            IsPeerActive = negotiated.IsPeerActive,
        };
    }

    /// <exception cref="FormatException">The file was changed by someone else.</exception>
    public NegotiatedSession ToNegotiated()
    {
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = Tunnel,
            Version = Version,
            TunnelId = TunnelId,
            PeerTunnelId = PeerTunnelId,
            Encapsulation = Encapsulation,
            Local = IPAddress.Parse(Local),
            Remote = IPAddress.Parse(Remote),
            UdpSourcePort = LocalPort,
            UdpDestinationPort = RemotePort,
            Ttl = Ttl,
            Dscp = OuterDscp.Parse(Dscp),
            Df = Df,
            UdpChecksum = UdpChecksum,
            Vrf = Vrf,
            Mtu = Mtu,
        };
        L2tpSessionConfiguration session = new()
        {
            Name = Name,
            Tunnel = Tunnel,
            SessionId = SessionId,
            PeerSessionId = PeerSessionId,
            Cookie = CookieOf(Cookie),
            PeerCookie = CookieOf(PeerCookie),
            L2Sublayer = SentSublayer,
            Sequencing = Sequencing,
            Mode = Mode,
            Vlan = Vlan,
            Payload = Payload,
            Interface = Interface,
            Routes = [.. Routes.Select(PrefixOf)],
            Mru = Mru,
            TcpMss = TcpMss == ushort.MaxValue ? Configuration.TcpMss.Off : Configuration.TcpMss.At(TcpMss),
            RateUp = RateUp == 0 ? null : new RateLimit(RateUp, BurstUp),
            RateDown = RateDown == 0 ? null : new RateLimit(RateDown, BurstDown),
            FrameRelay = FrameRelay,
            MaxCells = MaxCells,
        };
        return new NegotiatedSession(tunnel, session)
        {
            ReceivedSublayer = ReceivedSublayer,
            PeerMaxCells = PeerMaxCells,
            HasHostRoutes = Payload == L2tpPayload.Ip,
            IsNetworkUp = IsNetworkUp,
            IsPeerActive = IsPeerActive,
        };
    }

    private static L2tpCookie CookieOf(string text) =>
        L2tpCookie.TryParse(text, out L2tpCookie cookie) ? cookie : throw new FormatException($"'{text}' is no cookie");

    private static IpPrefix PrefixOf(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new FormatException($"'{text}' is no prefix")
            : new IpPrefix(IPAddress.Parse(text[..slash]), int.Parse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}

/// <summary>The file's form.</summary>
[JsonSerializable(typeof(List<StoredSession>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StoredSessionJson : JsonSerializerContext
{
}
