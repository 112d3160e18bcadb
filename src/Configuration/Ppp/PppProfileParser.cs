using System.Net;
using System.Net.Sockets;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>ppp.profiles</c>.</summary>
internal static class PppProfileParser
{
    private const int MaximumDnsPerFamily = 2;

    private static readonly ScalarParser<int> Mru = Scalars.Integer<int>(576, 9600);
    private static readonly ScalarParser<TimeSpan> EchoInterval = Scalars.Seconds(0, 3600);
    private static readonly ScalarParser<int> EchoFailures = Scalars.Integer<int>(1, 100);
    private static readonly ScalarParser<int> Sessions = Scalars.Integer<int>(0, 1000);

    public static PppProfileConfiguration? Parse(MappingReader map)
    {
        var profile = new PppProfileConfiguration
        {
            Name = map.Required("name", Names.Object),
            Interface = map.Required("interface", Names.Reference),
        };
        profile = profile with
        {
            Authentication = map.OptionalList<PppAuthenticationProtocol>("authentication", Choices.PppAuthentication.Parse, profile.Authentication),
            Pools = map.List("pools", Names.Reference),
            Ipv6Pools = map.List("ipv6-pools", Names.Reference),
            Dns = map.List<IPAddress>("dns", AddressScalars.Unicast),
            Mru = map.Optional("mru", Mru, profile.Mru),
            EchoInterval = map.Optional("echo-interval", EchoInterval, profile.EchoInterval),
            EchoFailures = map.Optional("echo-failures", EchoFailures, profile.EchoFailures),
            MaximumSessionsPerUser = map.Optional("max-sessions-per-user", Sessions, profile.MaximumSessionsPerUser),
            Radius = map.OptionalObject("radius", Names.Reference),
            TcpMss = map.Optional<TcpMss>("tcp-mss", TcpMss.Parse, TcpMss.Clamp),
            RateUp = RateLimits.Parse(map, "up"),
            RateDown = RateLimits.Parse(map, "down"),
        };
        if (!map.Failed)
        {
            Check(profile, map);
        }

        return profile;
    }

    private static void Check(PppProfileConfiguration profile, MappingReader map)
    {
        CheckOnce(profile.Authentication, map, "authentication", Choices.PppAuthentication.WordOf);
        CheckOnce(profile.Pools, map, "pools", static name => name);
        CheckOnce(profile.Ipv6Pools, map, "ipv6-pools", static name => name);
        CheckDns(profile, map, AddressFamily.InterNetwork, "IPv4");
        CheckDns(profile, map, AddressFamily.InterNetworkV6, "IPv6");
        if (profile.Ipv6Pools.Count > 0 && profile.Mru < 1280)
        {
            map.Report("mru", $"{profile.Mru} is too small for IPv6; write 1280 or more (RFC 8200 5), or remove ipv6-pools");
        }
    }

    private static void CheckOnce<T>(ConfigurationList<T> items, MappingReader map, string key, Func<T, string> nameOf)
    {
        var seen = new HashSet<T>();
        foreach (T item in items)
        {
            if (!seen.Add(item))
            {
                map.Report(key, $"'{nameOf(item)}' is given twice; give each once, in order of preference");
                return;
            }
        }
    }

    private static void CheckDns(PppProfileConfiguration profile, MappingReader map, AddressFamily family, string name)
    {
        int count = profile.Dns.Count(address => address.AddressFamily == family);
        if (count > MaximumDnsPerFamily)
        {
            map.Report("dns", $"has {count} {name} addresses; a subscriber is told at most {MaximumDnsPerFamily} of each family");
        }
    }
}
