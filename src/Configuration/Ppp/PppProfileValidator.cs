using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>What a PPP profile refers to exists and is of the right kind.</summary>
internal static class PppProfileValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "profile names are unique");
        ConfigurationList<PppProfileConfiguration> profiles = context.Configuration.Ppp.Profiles;
        for (int i = 0; i < profiles.Count; i++)
        {
            PppProfileConfiguration profile = profiles[i];
            KeyPath path = context.Entry(ListPaths.PppProfiles, i);
            names.Add(profile.Name, ListPaths.PppProfiles, i, "name");
            LoopbackReference.Check(context, profile.Interface, path.Key("interface"));
            CheckPools(context, profile.Pools, path.Key("pools"), isIpv6: false);
            CheckPools(context, profile.Ipv6Pools, path.Key("ipv6-pools"), isIpv6: true);
            if (profile.Radius is not null && context.Index.RadiusGroup(profile.Radius) is null)
            {
                context.ReportUnknown(path.Key("radius"), "RADIUS group", profile.Radius, context.Configuration.Radius.Groups.Select(group => group.Name));
            }
        }
    }

    private static void CheckPools(ValidationContext context, ConfigurationList<string> names, KeyPath path, bool isIpv6)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (context.Index.PppPool(names[i]) is not { } pool)
            {
                IEnumerable<PppPoolConfiguration> fitting = context.Configuration.Ppp.Pools.Where(item => item.IsIpv6 == isIpv6);
                context.ReportUnknown(path.Index(i), isIpv6 ? "IPv6 pool" : "IPv4 pool", names[i], fitting.Select(item => item.Name));
            }
            else if (pool.IsIpv6 != isIpv6)
            {
                context.Report(
                    path.Index(i),
                    isIpv6 ? $"pool {pool.Name} has IPv4 addresses, {pool.Prefix}; write it in pools" : $"pool {pool.Name} has IPv6 prefixes, {pool.Prefix}; write it in ipv6-pools");
            }
        }
    }
}
