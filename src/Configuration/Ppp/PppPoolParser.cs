using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>ppp.pools</c>.</summary>
internal static class PppPoolParser
{
    /// <summary>Hosts of a subscriber make their addresses in subnets of this length (RFC 4862 5.5.3).</summary>
    private const int LongestDelegated = 64;

    private static readonly ScalarParser<byte> Delegated = Scalars.Integer<byte>(1, LongestDelegated);

    public static PppPoolConfiguration? Parse(MappingReader map)
    {
        var pool = new PppPoolConfiguration
        {
            Name = map.Required("name", Names.Object),
            Prefix = map.Required<IpPrefix>("prefix", AddressScalars.UnicastPrefix),
            DelegatedLength = map.OptionalValue("delegate", Delegated),
        };
        if (!map.Failed)
        {
            Check(pool, map);
        }

        return pool;
    }

    private static void Check(PppPoolConfiguration pool, MappingReader map)
    {
        if (pool.Prefix.Length == 0)
        {
            map.Report("prefix", $"{pool.Prefix} is every address; write the prefix that subscribers get theirs from");
        }
        else if (!pool.IsIpv6)
        {
            map.Refuse("for an IPv4 pool, which gives out addresses", "delegate");
        }
        else if (pool.DelegatedLength is not { } length)
        {
            map.ReportHere($"key 'delegate' is missing; an IPv6 pool needs the length of the delegated prefixes, at most {LongestDelegated}");
        }
        else if (length <= pool.Prefix.Length)
        {
            string rule = pool.Prefix.Length < LongestDelegated
                ? $"write {pool.Prefix.Length + 1} to {LongestDelegated}"
                : $"write a prefix shorter than /{LongestDelegated}";
            map.Report("delegate", $"{length} is no longer than the pool's {pool.Prefix}; {rule}");
        }
    }
}
