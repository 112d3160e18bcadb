using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Every network namespace is one VRF's: two would share one routing table in Linux.</summary>
internal static class VrfValidator
{
    public static void Validate(ValidationContext context)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (VrfConfiguration vrf in context.Configuration.Vrfs)
        {
            if (vrf.Netns is not null && !users.TryAdd(vrf.Netns, vrf.Name))
            {
                context.Report(
                    ListPaths.Vrfs.Entry(vrf.Name).Key("netns"),
                    $"namespace {vrf.Netns} is already used by {context.Where(ListPaths.Vrfs.Entry(users[vrf.Netns]))}; each VRF needs a namespace of its own");
            }
        }
    }
}
