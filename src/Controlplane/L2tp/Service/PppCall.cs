using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.Ppp;
using Router.Controlplane.Ppp.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A PPP session in an L2TP session: a subscriber.</summary>
internal sealed class PppCall : Timed
{
    private readonly PppCalls _calls;
    private readonly TunnelContext _tunnel;

    public PppCall(PppCalls calls, TunnelContext tunnel, L2tpSession session, PppProfile profile)
    {
        _calls = calls;
        _tunnel = tunnel;
        Session = session;
        Profile = profile;
        Name = $"{tunnel.Configuration.Name}/{session.LocalId}";
        Key = tunnel.SessionOf(session, Name).KeyIn(tunnel.Configuration);
    }

    /// <summary>The L2TP session.</summary>
    public L2tpSession Session { get; }

    /// <summary>The profile that serves it.</summary>
    public PppProfile Profile { get; }

    /// <summary>Name of the session: peer, our tunnel id, our session id.</summary>
    public string Name { get; }

    /// <summary>What names the session in data to this router.</summary>
    public uint Key { get; }

    /// <summary>The PPP session; null until the L2TP session is established.</summary>
    public PppSession? Ppp { get; set; }

    /// <summary>When the L2TP session was established.</summary>
    public DateTimeOffset Since { get; set; }

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
            Interface = Profile.Configuration.Interface,
            Routes = [.. Routes],
            Mru = Ppp?.Link.Mtu is > 0 and ushort mtu ? mtu : null,
        };
        return new NegotiatedSession(_tunnel.Configuration, session)
        {
            ReceivesSublayer = Session.ReceiveSublayer,
            IsNetworkUp = Ipv4 is not null || Ipv6 is not null,
        };
    }

    /// <inheritdoc/>
    internal override void OnDeadline(long now) => _calls.Tick(this, now);
}
