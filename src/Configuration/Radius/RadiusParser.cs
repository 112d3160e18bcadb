using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>radius</c>.</summary>
internal static class RadiusParser
{
    public static RadiusConfiguration Parse(MappingReader map)
    {
        var section = new RadiusConfiguration { Groups = map.Entry("groups", RadiusGroupParser.Parse) };
        map.Finish();
        return section;
    }
}
