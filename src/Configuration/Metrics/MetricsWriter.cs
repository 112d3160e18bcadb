using System.Text;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>metrics</c>.</summary>
internal static class MetricsWriter
{
    public static void Write(StringBuilder text, MetricsConfiguration metrics)
    {
        MappingWriter map = new MappingWriter().AddObject("listen", metrics.Listen, YamlText.Of);
        Blocks.Open(text, "metrics", map.Entries.Count);
        Blocks.Keys(text, "  ", map);
    }
}
