using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>ppp</c>.</summary>
internal static class PppParser
{
    public static PppConfiguration Parse(MappingReader map)
    {
        var section = new PppConfiguration
        {
            Profiles = map.Entry("profiles", PppProfileParser.Parse),
            Users = map.Entry("users", PppUserParser.Parse),
            Pools = map.Entry("pools", PppPoolParser.Parse),
        };
        map.Finish();
        return section;
    }
}
