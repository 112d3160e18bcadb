using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>ppp.profiles</c>: how PPP subscribers are served.</summary>
public sealed record PppProfileConfiguration
{
    /// <summary>Authentication of a profile that does not say it.</summary>
    public static ConfigurationList<PppAuthenticationProtocol> DefaultAuthentication { get; } =
        [PppAuthenticationProtocol.Chap, PppAuthenticationProtocol.Pap];

    /// <summary>Name that L2TP peers and users refer to.</summary>
    public required string Name { get; init; }

    /// <summary>The loopback interface on which subscribers' packets enter; its VRF is theirs.</summary>
    public required string Interface { get; init; }

    /// <summary>Authentication protocols in order of preference; empty for none.</summary>
    public ConfigurationList<PppAuthenticationProtocol> Authentication { get; init; } = DefaultAuthentication;

    /// <summary>Names of the pools of IPv4 addresses, in order.</summary>
    public ConfigurationList<string> Pools { get; init; } = [];

    /// <summary>Names of the pools of delegated IPv6 prefixes, in order.</summary>
    public ConfigurationList<string> Ipv6Pools { get; init; } = [];

    /// <summary>DNS servers that subscribers are told, at most two of each family.</summary>
    public ConfigurationList<IPAddress> Dns { get; init; } = [];

    /// <summary>Our MRU in octets.</summary>
    public int Mru { get; init; } = 1492;

    /// <summary>Time between Echo-Requests; zero for none.</summary>
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Echo-Requests without an answer after which the session ends.</summary>
    public int EchoFailures { get; init; } = 3;

    /// <summary>Most sessions of one user; 0 for any number.</summary>
    public int MaximumSessionsPerUser { get; init; }

    /// <summary>Name of the RADIUS group that knows the users; null: those of <see cref="PppConfiguration.Users"/>.</summary>
    public string? Radius { get; init; }

    /// <summary>What becomes of TCP's MSS option.</summary>
    public TcpMss TcpMss { get; init; }

    /// <summary>Limit of what comes from the subscriber; null for none.</summary>
    public RateLimit? RateUp { get; init; }

    /// <summary>Limit of what goes to the subscriber; null for none.</summary>
    public RateLimit? RateDown { get; init; }
}
