using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.Ppp;
using Router.Controlplane.Ppp.Service;
using Router.Controlplane.Radius;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A PPP session in an L2TP session: a subscriber.</summary>
internal sealed class PppCall : Timed
{
    private static long _lastAccountingId = DateTimeOffset.UtcNow.ToUnixTimeSeconds() << 32;

    private readonly PppCalls _calls;
    private readonly TunnelContext _tunnel;

    /// <summary>A call of a subscriber.</summary>
    public PppCall(PppCalls calls, TunnelContext tunnel, L2tpSession session, PppProfile profile)
        : this(calls, tunnel, session, profile.Settings, profile.Configuration.Interface) => Profile = profile;

    /// <summary>A call in which this router is the subscriber.</summary>
    public PppCall(PppCalls calls, TunnelContext tunnel, L2tpSession session, L2tpCall own)
        : this(calls, tunnel, session, own.Settings, own.Configuration.Interface)
    {
        Own = own;
        User = own.Configuration.User;
        UserRoutes = own.Configuration.Routes;
    }

    private PppCall(PppCalls calls, TunnelContext tunnel, L2tpSession session, PppSettings settings, string interfaceName)
    {
        _calls = calls;
        _tunnel = tunnel;
        Session = session;
        Settings = settings;
        Interface = interfaceName;
        Name = $"{tunnel.Configuration.Name}/{session.LocalId}";
        Key = tunnel.SessionOf(session, Name).KeyIn(tunnel.Configuration);
    }

    /// <summary>The L2TP session.</summary>
    public L2tpSession Session { get; }

    /// <summary>The profile that serves a subscriber; null in a call of this router's own.</summary>
    public PppProfile? Profile { get; }

    /// <summary>The call of this router's own; null for a subscriber's.</summary>
    public L2tpCall? Own { get; }

    /// <summary>What the PPP session is made with.</summary>
    public PppSettings Settings { get; }

    /// <summary>The loopback interface on which the peer's packets enter.</summary>
    public string Interface { get; }

    /// <summary>Name of the session: peer, our tunnel id, our session id.</summary>
    public string Name { get; }

    /// <summary>What names the session in data to this router.</summary>
    public uint Key { get; }

    /// <summary>The PPP session; null until the L2TP session is established.</summary>
    public PppSession? Ppp { get; set; }

    /// <summary>When the L2TP session was established.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Acct-Session-Id: unique over restarts.</summary>
    public string AccountingId { get; } = $"{Interlocked.Increment(ref _lastAccountingId):x16}";

    /// <summary>An Accounting-Start was sent, and no Stop yet.</summary>
    public bool IsAccounted { get; set; }

    /// <summary>Class attributes that go back in accounting.</summary>
    public IReadOnlyList<byte[]> Classes { get; set; } = [];

    /// <summary>Time between interim reports if the server says so.</summary>
    public TimeSpan? InterimInterval { get; set; }

    /// <summary>The subscriber's IPv4 address, also after IPv4 went down.</summary>
    public IPAddress? LastAddress { get; set; }

    /// <summary>Why PPP ended.</summary>
    public PppDownReason Reason { get; set; } = PppDownReason.LowerLayerDown;

    /// <summary>What RADIUS requests say about the call.</summary>
    public RadiusSession RadiusSession => new()
    {
        Id = AccountingId,
        Port = Session.LocalId,
        PortId = Name,
        CallingStation = CallingStation,
        CalledStation = Text(Session.Remote.Ppp?.CalledNumber),
        TunnelClient = _tunnel.Configuration.Remote,
        TunnelServer = _tunnel.Configuration.Local,
    };

    /// <summary>Calling-Station-Id: the Calling Number, if the peer told it.</summary>
    public string? CallingStation => Text(Session.Remote.Ppp?.CallingNumber);

    /// <summary>Name of the user; null before authentication.</summary>
    public string? User { get; set; }

    /// <summary>IPv4, if it is up.</summary>
    public PppIpv4? Ipv4 { get; set; }

    /// <summary>IPv6, if it is up.</summary>
    public PppIpv6? Ipv6 { get; set; }

    /// <summary>Prefixes that DHCPv6 has delegated.</summary>
    public HashSet<IpPrefix> Delegated { get; } = [];

    /// <summary>Destinations behind the subscriber, from the configuration or RADIUS.</summary>
    public IReadOnlyList<IpPrefix> UserRoutes { get; set; } = [];

    /// <summary>Limit of what comes from the subscriber, from the configuration or RADIUS; null for none.</summary>
    public RateLimit? RateUp { get; set; }

    /// <summary>Limit of what goes to the subscriber.</summary>
    public RateLimit? RateDown { get; set; }

    /// <summary>All destinations behind the subscriber.</summary>
    public IReadOnlyList<IpPrefix> Routes
    {
        get
        {
            List<IpPrefix> routes = [];
            if (Ipv4 is { } ipv4)
            {
                if (!ipv4.Peer.Equals(IPAddress.Any))
                {
                    routes.Add(new IpPrefix(ipv4.Peer, 32));
                }

                routes.AddRange(UserRoutes.Where(static route => route.AddressFamily == AddressFamily.InterNetwork));
            }

            if (Ipv6 is { } ipv6)
            {
                if (ipv6.LinkPrefix is { } link)
                {
                    routes.Add(link);
                }

                routes.AddRange(Delegated);
                routes.AddRange(UserRoutes.Where(static route => route.AddressFamily == AddressFamily.InterNetworkV6));
            }

            return routes;
        }
    }

    /// <summary>What the dataplane must know.</summary>
    public NegotiatedSession ToNegotiated()
    {
        L2tpSessionConfiguration session = _tunnel.SessionOf(Session, Name) with
        {
            Payload = L2tpPayload.Ppp,
            Interface = Interface,
            Routes = [.. Routes],
            Mru = Ppp?.Link.Mtu is > 0 and ushort mtu ? mtu : null,
            TcpMss = TcpMssOf(Own?.Configuration.TcpMss ?? Profile!.Configuration.TcpMss, Ppp?.Link.Mru ?? 0),
            RateUp = WithBurst(RateUp, Ppp?.Link.Mru ?? 0),
            RateDown = RateDown,
        };
        return new NegotiatedSession(_tunnel.Configuration, session)
        {
            ReceivedSublayer = Session.ReceiveSublayer,
            HasHostRoutes = Own is not null,
            IsNetworkUp = Ipv4 is not null || Ipv6 is not null,
        };
    }

    /// <summary>What the peer sends is not longer than our MRU, so neither must be what others send to ask for it.</summary>
    private static TcpMss TcpMssOf(TcpMss configured, int mru) =>
        configured == TcpMss.Off || mru <= TcpMss.Ipv4AndTcp || configured.Octets <= mru - TcpMss.Ipv4AndTcp
            ? configured : TcpMss.At((ushort)(mru - TcpMss.Ipv4AndTcp));

    /// <summary>Only we know how long a packet of the peer may be: the session has the MRU of the peer alone.</summary>
    private static RateLimit? WithBurst(RateLimit? limit, int mru) =>
        limit is { BitsPerSecond: not 0 } given && mru > AdjacencySet.DefaultMru ? given with { Burst = given.BurstOf(mru) } : limit;

    private static string? Text(byte[]? octets) => octets is null ? null : System.Text.Encoding.UTF8.GetString(octets);

    /// <inheritdoc/>
    internal override void OnDeadline(long now) => _calls.Tick(this, now);
}
