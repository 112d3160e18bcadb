using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>cross-connects</c>.</summary>
internal static class CrossConnectParser
{
    public static ConfigurationList<CrossConnectConfiguration> ParseAll(MappingReader root)
    {
        const string Key = "cross-connects";
        KeyPath path = root.Path.Key(Key);
        IReadOnlyList<Node> nodes = root.Items(root.Take(Key), path);
        var pairs = new List<CrossConnectConfiguration>();
        var sources = new List<int>();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (Parse(nodes[i], path.Index(i), root) is { } pair)
            {
                pairs.Add(pair);
                sources.Add(i);
            }
        }

        root.Context.SetSources(path, sources);
        return pairs.ToConfigurationList();
    }

    private static CrossConnectConfiguration? Parse(Node node, KeyPath path, MappingReader root)
    {
        int before = root.Context.Errors.Count;
        if (node is not SequenceNode { Items.Count: 2 } pair)
        {
            string found = node is SequenceNode list ? $"has {list.Items.Count} ends" : $"is {node.Description}";
            root.Context.Errors.Add(node, path, $"{found}; write two names, for example [ce0, pw1]");
            return null;
        }

        string first = root.Parse(pair.Items[0], path.Index(0), Names.Reference, "");
        string second = root.Parse(pair.Items[1], path.Index(1), Names.Reference, "");
        return root.Context.Errors.Count == before ? new CrossConnectConfiguration(first, second) : null;
    }
}
