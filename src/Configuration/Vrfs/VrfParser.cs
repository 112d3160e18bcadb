using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>vrfs</c>.</summary>
internal static class VrfParser
{
    /// <summary>The VRFs with the default one first, whether or not the file names it.</summary>
    public static ConfigurationList<VrfConfiguration> ParseAll(MappingReader root)
    {
        ConfigurationList<VrfConfiguration> given = root.Named("vrfs", Parse);
        return [VrfConfiguration.Default, .. given.Where(vrf => vrf.Name != VrfConfiguration.DefaultName)];
    }

    private static VrfConfiguration? Parse(string name, MappingReader map)
    {
        if (Names.CheckVrf(name) is { } problem)
        {
            map.ReportHere(problem);
        }

        var vrf = new VrfConfiguration { Name = name, Netns = map.OptionalObject<string>("netns", Names.Netns) };
        if (name == VrfConfiguration.DefaultName)
        {
            map.Refuse("for VRF default, which is the network namespace the router runs in", "netns");
        }

        return vrf;
    }
}
