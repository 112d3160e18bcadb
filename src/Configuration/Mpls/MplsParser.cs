using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>mpls</c>.</summary>
internal static class MplsParser
{
    private static readonly ScalarParser<byte> Ttl = Scalars.Integer<byte>(1, 255);

    public static MplsConfiguration Parse(MappingReader map)
    {
        var section = new MplsConfiguration
        {
            Ttl = map.Optional("ttl", Ttl, new MplsConfiguration().Ttl),
            Labels = map.Entry("labels", LabelParser.Parse),
            Pseudowires = map.Entry("pseudowires", PseudowireParser.Parse),
        };
        map.Finish();
        return section;
    }
}
