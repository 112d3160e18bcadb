using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes an entry of <c>neighbours</c>.</summary>
internal static class NeighbourWriter
{
    public static void Write(MappingWriter map, NeighbourConfiguration neighbour) => map
        .Add("interface", YamlText.Of(neighbour.Interface))
        .Add("address", YamlText.Of(neighbour.Address))
        .Add("mac", YamlText.Of(neighbour.Mac));
}
