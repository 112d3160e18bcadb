using System.Net;
using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;

namespace Router.Controlplane.L2tp.Service;

/// <summary>Which tunnels, sessions or subscribers are wanted. What is null or 0 is not asked for.</summary>
internal sealed record L2tpFilter
{
    /// <summary>Everything.</summary>
    public static L2tpFilter Everything { get; } = new();

    /// <summary>Name of the peer.</summary>
    public string? Peer { get; init; }

    /// <summary>Name of the PPP user.</summary>
    public string? User { get; init; }

    /// <summary>An address of the tunnel's ends, of the subscriber or inside its prefixes.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Word of the state; of subscribers the phase.</summary>
    public string? State { get; init; }

    /// <summary>This router's tunnel id.</summary>
    public uint Tunnel { get; init; }

    /// <summary>This router's session id.</summary>
    public uint Session { get; init; }

    /// <summary>PPP calls that are established only.</summary>
    public bool Subscribers { get; init; }

    /// <summary>Whether a session is wanted. On the service's thread.</summary>
    /// <param name="service">The service.</param>
    /// <param name="session">The session.</param>
    public bool Wants(L2tpService service, L2tpSession session)
    {
        PppCall? call = session.Owner as PppCall;
        string state = Subscribers ? L2tpWords.Of(call?.Ppp?.Phase ?? default) : L2tpWords.Of(session.State);
        return session.State != SessionState.Closed
            && (!Subscribers || call?.Ppp is not null)
            && (Tunnel == 0 || session.Tunnel.LocalId == Tunnel)
            && (Session == 0 || session.LocalId == Session)
            && (User is null || call?.User == User)
            && (State is null || state == State)
            && (Peer is null || L2tpService.NameOf(service.PeerBehind(session.Tunnel)) == Peer)
            && (Address is null || Touches(session.Tunnel.Endpoint, Address) || (call is not null && Holds(call, Address)));
    }

    /// <summary>Whether an address is that of an end.</summary>
    /// <param name="endpoint">The ends.</param>
    /// <param name="address">The address.</param>
    public static bool Touches(in L2tpEndpoint endpoint, IPAddress address)
    {
        L2tpAddress wanted = L2tpAddress.From(address);
        return endpoint.RemoteAddress == wanted || endpoint.LocalAddress == wanted;
    }

    private static bool Holds(PppCall call, IPAddress address)
    {
        if (call.Ipv4 is { } ipv4 && (ipv4.Peer.Equals(address) || ipv4.Local.Equals(address)))
        {
            return true;
        }

        foreach (IpPrefix route in call.Routes)
        {
            if (route.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
