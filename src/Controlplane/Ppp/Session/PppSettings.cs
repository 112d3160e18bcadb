using System.Net;

namespace Router.Controlplane.Ppp;

/// <summary>
/// What sessions are configured with; one object serves any number of them. An LNS requires authentication and assigns
/// addresses; a client has a user and asks for an address. Nothing else tells the roles apart.
/// </summary>
public sealed class PppSettings
{
    /// <summary>Largest packet that may be received, asked for when it is not 1500 (RFC 1661 6.1).</summary>
    public ushort Mru { get; init; } = 1500;

    /// <summary>Largest packet that the way to the peer takes; the MTU is this or the peer's MRU, whichever is less.</summary>
    public ushort MaximumMtu { get; init; } = 1500;

    /// <summary>Asks for a Magic-Number, which finds looped links (RFC 1661 6.4).</summary>
    public bool MagicNumber { get; init; } = true;

    /// <summary>Asks the peer to leave out half of small protocol numbers. Both forms are always received.</summary>
    public bool RequestProtocolCompression { get; init; }

    /// <summary>Asks the peer to leave out FF 03. Both forms are always received.</summary>
    public bool RequestAddressCompression { get; init; }

    /// <summary>Lets the peer ask for compressed protocol fields.</summary>
    public bool AcceptProtocolCompression { get; init; } = true;

    /// <summary>Lets the peer ask for frames without FF 03.</summary>
    public bool AcceptAddressCompression { get; init; } = true;

    /// <summary>Time between Echo-Requests; zero sends none.</summary>
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unanswered Echo-Requests after which the session ends.</summary>
    public int EchoFailures { get; init; } = 3;

    /// <summary>Restart timer (RFC 1661 4.6).</summary>
    public TimeSpan RestartTimer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Max-Configure (RFC 1661 4.6).</summary>
    public int MaximumConfigure { get; init; } = 10;

    /// <summary>Max-Terminate (RFC 1661 4.6).</summary>
    public int MaximumTerminate { get; init; } = 2;

    /// <summary>Max-Failure: Configure-Naks sent before options are rejected instead (RFC 1661 4.6).</summary>
    public int MaximumFailure { get; init; } = 5;

    /// <summary>Configure-Naks and -Rejects received in one negotiation before it is given up.</summary>
    public int MaximumNaksReceived { get; init; } = 20;

    /// <summary>What the peer must authenticate with, the best first; empty asks for nothing.</summary>
    public IReadOnlyList<PppAuthenticationMethod> RequiredAuthentication { get; init; } = [];

    /// <summary>Own name, in CHAP challenges.</summary>
    public string Name { get; init; } = "";

    /// <summary>Names and passwords that are verified here; null asks the owner.</summary>
    public IReadOnlyDictionary<string, string>? LocalUsers { get; init; }

    /// <summary>Time for one authentication, the owner's answer included.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between CHAP challenges in an open session (RFC 1994 2); zero challenges once.</summary>
    public TimeSpan RechallengeInterval { get; init; }

    /// <summary>Name to authenticate with at the peer; null refuses to.</summary>
    public string? User { get; init; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>What <see cref="User"/> may authenticate with, the best first.</summary>
    public IReadOnlyList<PppAuthenticationMethod> AllowedAuthentication { get; init; } =
        [PppAuthenticationMethod.MsChapV2, PppAuthenticationMethod.Chap, PppAuthenticationMethod.Pap];

    /// <summary>Takes over LCP that a LAC negotiated, if it is what would have been negotiated here (RFC 2661 4.4.5).</summary>
    public bool AcceptProxyLcp { get; init; } = true;

    /// <summary>Verifies the response to a LAC's challenge instead of sending an own one: trusts the LAC with the challenge.</summary>
    public bool AcceptProxyAuthentication { get; init; } = true;

    /// <summary>Keeps what a LAC must tell an LNS in proxy AVPs (RFC 2661 4.4.5): see <see cref="PppSession.ExportProxy"/>.</summary>
    public bool KeepProxyData { get; init; }

    /// <summary>Negotiates IPv4.</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>Own IPv4 address; the same one may serve every session.</summary>
    public IPAddress LocalAddress { get; init; } = IPAddress.Any;

    /// <summary>Asks the peer for an address and takes any that the peer has for itself: the client's side.</summary>
    public bool RequestAddress { get; init; }

    /// <summary>Asks the peer for DNS servers (RFC 1877).</summary>
    public bool RequestDns { get; init; }

    /// <summary>Pool of the peers' addresses, when the authorization names neither an address nor a pool.</summary>
    public Ipv4Pool? Ipv4Pool { get; init; }

    /// <summary>First DNS server for peers.</summary>
    public IPAddress? PrimaryDns { get; init; }

    /// <summary>Second DNS server for peers.</summary>
    public IPAddress? SecondaryDns { get; init; }

    /// <summary>Negotiates IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>Own interface identifier; 0 takes a random one.</summary>
    public ulong InterfaceIdentifier { get; init; }

    /// <summary>Pool of /64 for the links to the peers, when the authorization names no prefix.</summary>
    public Ipv6PrefixPool? LinkPrefixPool { get; init; }

    /// <summary>Pool of prefixes to delegate, when the authorization names none.</summary>
    public Ipv6PrefixPool? DelegatedPrefixPool { get; init; }

    /// <summary>Router Advertisements and DHCPv6 for peers; null speaks neither.</summary>
    public Ipv6ServiceSettings? Ipv6Service { get; init; }

    /// <summary>Source of magic numbers, identifiers and challenges.</summary>
    public PppRandom Random { get; init; } = SystemRandom.Fill;

    internal long RestartMilliseconds => (long)RestartTimer.TotalMilliseconds;
}
