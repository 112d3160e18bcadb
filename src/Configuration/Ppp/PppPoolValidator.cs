using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Pool names are unique, and no address is in two pools of one VRF: each gives out its own.</summary>
internal static class PppPoolValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "pool names are unique");
        ConfigurationList<PppPoolConfiguration> pools = context.Configuration.Ppp.Pools;
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < pools.Count; i++)
        {
            names.Add(pools[i].Name, ListPaths.PppPools, i, "name");
            _ = indices.TryAdd(pools[i].Name, i);
        }

        var reported = new HashSet<int>();
        foreach (IGrouping<string?, PppProfileConfiguration> vrf in context.Configuration.Ppp.Profiles.GroupBy(context.Index.VrfOf))
        {
            if (vrf.Key is not null)
            {
                IEnumerable<string> used = vrf.SelectMany(profile => profile.Pools.Concat(profile.Ipv6Pools)).Distinct(StringComparer.Ordinal);
                CheckOverlaps(context, vrf.Key, [.. used.Where(indices.ContainsKey).Select(name => indices[name])], reported);
            }
        }
    }

    // Shortest first: a prefix then overlaps only what covers it.
    private static void CheckOverlaps(ValidationContext context, string vrf, List<int> used, HashSet<int> reported)
    {
        ConfigurationList<PppPoolConfiguration> pools = context.Configuration.Ppp.Pools;
        var seen = new PrefixTable<int>();
        foreach (int index in used.OrderBy(index => pools[index].Prefix.Length).ThenBy(index => index))
        {
            IpPrefix prefix = pools[index].Prefix;
            if (!seen.TryMatch(prefix.Network, prefix.Length, out int other))
            {
                _ = seen.TryAdd(prefix, index);
                continue;
            }

            (int later, int first) = (Math.Max(index, other), Math.Min(index, other));
            if (reported.Add(later))
            {
                string where = context.Where(context.Entry(ListPaths.PppPools, first));
                context.Report(
                    context.Entry(ListPaths.PppPools, later).Key("prefix"),
                    $"{pools[later].Prefix} overlaps {pools[first].Prefix} of {where}, and both are used in VRF {vrf}; give each pool addresses of its own");
            }
        }
    }
}
