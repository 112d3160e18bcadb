using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>metrics</c>.</summary>
internal static class MetricsParser
{
    public static MetricsConfiguration Parse(MappingReader map)
    {
        var section = new MetricsConfiguration { Listen = map.OptionalObject<IPEndPoint>("listen", AddressScalars.Endpoint) };
        map.Finish();
        return section;
    }
}
