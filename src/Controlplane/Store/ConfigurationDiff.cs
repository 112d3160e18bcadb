using Router.Configuration;
using YamlDotNet.RepresentationModel;

namespace Router.Controlplane.Store;

/// <summary>Compares configurations key by key, as their canonical YAML says it.</summary>
public static class ConfigurationDiff
{
    private static readonly string[] Names = ["name", "prefix", "label", "address"];

    /// <summary>What differs.</summary>
    /// <param name="before">The configuration in force.</param>
    /// <param name="after">The configuration wanted.</param>
    public static IReadOnlyList<ConfigurationChange> Compare(RouterConfiguration before, RouterConfiguration after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Equals(after))
        {
            return [];
        }

        Dictionary<string, string> old = Flatten(before);
        Dictionary<string, string> @new = Flatten(after);
        List<ConfigurationChange> changes = [];
        foreach ((string key, string value) in old)
        {
            if (!@new.TryGetValue(key, out string? wanted))
            {
                changes.Add(new ConfigurationChange(ChangeKind.Remove, key, value, null, NeedsRestart(key)));
            }
            else if (wanted != value)
            {
                changes.Add(new ConfigurationChange(ChangeKind.Change, key, value, wanted, NeedsRestart(key)));
            }
        }

        foreach ((string key, string value) in @new)
        {
            if (!old.ContainsKey(key))
            {
                changes.Add(new ConfigurationChange(ChangeKind.Add, key, null, value, NeedsRestart(key)));
            }
        }

        return changes;
    }

    /// <summary>The dataplane reads its section and the ports when it starts.</summary>
    private static bool NeedsRestart(string key) =>
        key.StartsWith("dataplane.", StringComparison.Ordinal) || key.StartsWith("ports.", StringComparison.Ordinal);

    private static Dictionary<string, string> Flatten(RouterConfiguration configuration)
    {
        Dictionary<string, string> flat = new(StringComparer.Ordinal);
        YamlStream stream = [];
        using StringReader reader = new(ConfigurationWriter.ToYaml(configuration));
        stream.Load(reader);
        if (stream.Documents.Count > 0)
        {
            Flatten("", stream.Documents[0].RootNode, flat, new HashSet<string>(StringComparer.Ordinal));
        }

        return flat;
    }

    private static void Flatten(string path, YamlNode node, Dictionary<string, string> flat, HashSet<string> items)
    {
        switch (node)
        {
            case YamlMappingNode mapping when mapping.Children.Count > 0:
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    Flatten(path.Length == 0 ? TextOf(key) : $"{path}.{TextOf(key)}", value, flat, items);
                }

                break;
            case YamlSequenceNode sequence when sequence.Children.Any(static child => child is not YamlScalarNode):
                foreach (YamlNode child in sequence.Children)
                {
                    FlattenItem(path, child, flat, items);
                }

                break;
            default:
                flat[path] = TextOf(node);
                break;
        }
    }

    /// <summary>Items of lists are known by what names them, not by their place.</summary>
    private static void FlattenItem(string path, YamlNode item, Dictionary<string, string> flat, HashSet<string> items)
    {
        string name = TextOf(item);
        if (item is YamlMappingNode mapping)
        {
            string[] parts = [.. NamesOf(mapping).Where(static part => part.Length > 0)];
            name = parts.Length > 0 ? string.Join(' ', parts) : name;
        }

        string key = $"{path}[{name}]";
        for (int i = 2; !items.Add(key); i++)
        {
            key = $"{path}[{name} #{i}]";
        }

        Flatten(key, item, flat, items);
    }

    private static IEnumerable<string> NamesOf(YamlMappingNode mapping)
    {
        foreach (string key in Names)
        {
            if (mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value))
            {
                yield return TextOf(value);
                break;
            }
        }

        foreach (string key in (string[])["vrf", "interface", "bottom-of-stack"])
        {
            if (mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value))
            {
                yield return TextOf(value);
            }
        }
    }

    private static string TextOf(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode sequence => $"[{string.Join(", ", sequence.Children.Select(TextOf))}]",
        YamlMappingNode mapping => $"{{{string.Join(", ", mapping.Children.Select(static pair => $"{TextOf(pair.Key)}: {TextOf(pair.Value)}"))}}}",
        _ => "",
    };
}
