using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>neighbours</c>.</summary>
internal static class NeighbourParser
{
    public static NeighbourConfiguration? Parse(MappingReader map) => new()
    {
        Interface = map.Required("interface", Names.Reference),
        Address = map.Required<System.Net.IPAddress>("address", AddressScalars.Unicast),
        Mac = map.Required<MacAddress>("mac", Scalars.Mac),
    };
}
