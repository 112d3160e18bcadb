using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.Radius;

/// <summary>What a server says to an Access-Request. Attributes with a wrong length are ignored.</summary>
public sealed partial record AccessReply
{
    /// <summary>The user may have the service.</summary>
    public required bool IsAccepted { get; init; }

    /// <summary>Framed-IP-Address; null if there was none or it names the two special cases.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Framed-IP-Address 255.255.255.254: the router chooses (RFC 2865 5.8).</summary>
    public bool RouterChoosesAddress { get; private set; }

    /// <summary>Framed-IP-Address 255.255.255.255: the user chooses (RFC 2865 5.8).</summary>
    public bool UserChoosesAddress { get; private set; }

    /// <summary>Framed-IP-Netmask as a length; a network behind the subscriber if it is less than 32.</summary>
    public int? NetmaskLength { get; private set; }

    /// <summary>Framed-Pool.</summary>
    public string? Pool { get; private set; }

    /// <summary>Framed-IPv6-Prefix: the link's.</summary>
    public IpPrefix? LinkPrefix { get; private set; }

    /// <summary>Framed-IPv6-Pool.</summary>
    public string? LinkPrefixPool { get; private set; }

    /// <summary>Delegated-IPv6-Prefix.</summary>
    public IpPrefix? DelegatedPrefix { get; private set; }

    /// <summary>Delegated-IPv6-Prefix-Pool.</summary>
    public string? DelegatedPrefixPool { get; private set; }

    /// <summary>Framed-IPv6-Address, lent by DHCPv6.</summary>
    public IPAddress? Ipv6Address { get; private set; }

    /// <summary>Framed-Interface-Id; 0 if there was none.</summary>
    public ulong InterfaceIdentifier { get; private set; }

    /// <summary>Framed-Route and Framed-IPv6-Route.</summary>
    public IReadOnlyList<FramedRoute> Routes => _routes;

    /// <summary>Routes that could not be read.</summary>
    public IReadOnlyList<string> WrongRoutes => _wrongRoutes;

    /// <summary>MS-Primary-DNS-Server.</summary>
    public IPAddress? PrimaryDns { get; private set; }

    /// <summary>MS-Secondary-DNS-Server.</summary>
    public IPAddress? SecondaryDns { get; private set; }

    /// <summary>DNS-Server-IPv6-Address.</summary>
    public IReadOnlyList<IPAddress> Ipv6Dns => _ipv6Dns;

    /// <summary>Session-Timeout.</summary>
    public TimeSpan? SessionTimeout { get; private set; }

    /// <summary>Idle-Timeout.</summary>
    public TimeSpan? IdleTimeout { get; private set; }

    /// <summary>Acct-Interim-Interval; not less than a minute, whatever the server says (RFC 2869 5.16).</summary>
    public TimeSpan? InterimInterval { get; private set; }

    /// <summary>Class, which goes back in accounting.</summary>
    public IReadOnlyList<byte[]> Classes => _classes;

    /// <summary>Reply-Message; several are joined.</summary>
    public string? Message { get; private set; }

    /// <summary>Filter-Id.</summary>
    public string? FilterId { get; private set; }

    /// <summary>MS-CHAP2-Success without its identifier: "S=" and forty digits (RFC 2548 2.3.3).</summary>
    public string? MsChapProof { get; private set; }

    /// <summary>MS-CHAP-Error without its identifier: "E=" and more (RFC 2548 2.1.5).</summary>
    public string? MsChapError { get; private set; }

    /// <summary>VRF and rates.</summary>
    public SubscriberPolicy Policy { get; private set; }

    /// <summary>What PPP needs of all this.</summary>
    /// <param name="ipv4Pool">The pool named by <see cref="Pool"/>; null takes the settings'.</param>
    public PppAuthorization ToAuthorization(Ipv4Pool? ipv4Pool) => new()
    {
        Address = Address,
        PeerChoosesAddress = UserChoosesAddress,
        Ipv4Pool = ipv4Pool,
        PrimaryDns = PrimaryDns,
        SecondaryDns = SecondaryDns,
        InterfaceIdentifier = InterfaceIdentifier,
        LinkPrefix = LinkPrefix,
        DelegatedPrefix = DelegatedPrefix,
        Ipv6Address = Ipv6Address,
        Ipv6Dns = _ipv6Dns.Count > 0 ? _ipv6Dns : null,
        SessionTimeout = SessionTimeout,
        MsChapProof = MsChapProof,
        Message = Message,
    };
}
