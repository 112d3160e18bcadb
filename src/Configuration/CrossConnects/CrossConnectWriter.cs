using System.Text;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>cross-connects</c>.</summary>
internal static class CrossConnectWriter
{
    public static void Write(StringBuilder text, ConfigurationList<CrossConnectConfiguration> pairs)
    {
        Blocks.Open(text, "cross-connects", pairs.Count);
        foreach (CrossConnectConfiguration pair in pairs)
        {
            _ = text.Append("  - [").Append(YamlText.Of(pair.First)).Append(", ").Append(YamlText.Of(pair.Second)).Append("]\n");
        }
    }
}
