using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>
/// What a session tells the code around it. One owner may serve all sessions. The methods are called from within calls to the
/// session and may call it in turn; what the session had still to do is void if they close it.
/// </summary>
public interface IPppOwner
{
    /// <summary>Sends a frame: FF 03, protocol, information. The octets are valid during the call only.</summary>
    /// <param name="session">The session.</param>
    /// <param name="frame">The frame.</param>
    void Send(PppSession session, ReadOnlySpan<byte> frame);

    /// <summary>
    /// Wants to know who the peer is. The answer is <see cref="PppSession.Accept"/> or <see cref="PppSession.Reject"/>, now or
    /// later. Not called for users of <see cref="PppSettings.LocalUsers"/>.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What the peer said; goes back with the answer.</param>
    /// <param name="now">The time of the call to the session.</param>
    void Authenticate(PppSession session, PppAuthenticationRequest request, long now);

    /// <summary>A request was answered in time. For those who count.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="accepted">Whether the peer is who it says.</param>
    void Answered(PppSession session, PppAuthenticationRequest request, bool accepted)
    {
    }

    /// <summary>IPv4 is up; <see cref="PppSession.Link"/> has the MTU.</summary>
    /// <param name="session">The session.</param>
    /// <param name="network">Addresses.</param>
    void Ipv4Up(PppSession session, PppIpv4 network);

    /// <summary>IPv4 is down, for a while or for good.</summary>
    /// <param name="session">The session.</param>
    void Ipv4Down(PppSession session);

    /// <summary>IPv6 is up; <see cref="PppSession.Link"/> has the MTU.</summary>
    /// <param name="session">The session.</param>
    /// <param name="network">Addresses and prefixes.</param>
    void Ipv6Up(PppSession session, PppIpv6 network);

    /// <summary>IPv6 is down, for a while or for good; nothing is delegated any more.</summary>
    /// <param name="session">The session.</param>
    void Ipv6Down(PppSession session);

    /// <summary>DHCPv6 has delegated a prefix or it is free again: its route comes or goes (RFC 8415 6.3).</summary>
    /// <param name="session">The session.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="nextHop">The peer's link-local address, from which it asked.</param>
    /// <param name="delegated">True if it was delegated.</param>
    void PrefixDelegated(PppSession session, IpPrefix prefix, System.Net.IPAddress nextHop, bool delegated);

    /// <summary>The session is over; its last event.</summary>
    /// <param name="session">The session.</param>
    /// <param name="reason">Why.</param>
    void Down(PppSession session, PppDownReason reason);
}
