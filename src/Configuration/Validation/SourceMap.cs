using Router.Configuration.Syntax;

namespace Router.Configuration.Validation;

/// <summary>Finds the place of a path in the file by walking its nodes: only errors pay for it.</summary>
internal sealed class SourceMap(Node? root, ParseContext? parse)
{
    /// <summary>A configuration that was not read from a file.</summary>
    public static SourceMap None { get; } = new(null, null);

    /// <summary>Path of an entry of a list of the model, whose index in the file is larger if entries before it had errors.</summary>
    public KeyPath Entry(KeyPath list, int index) => list.Index(parse?.SourceIndex(list, index) ?? index);

    /// <summary>Line and column of the value at a path, or of the nearest thing around it; 0, 0 without a file.</summary>
    public (int Line, int Column) Find(KeyPath path)
    {
        (Node? _, int line, int column) = Walk(path);
        return (line, column);
    }

    private (Node? Node, int Line, int Column) Walk(KeyPath path)
    {
        if (path.Parent is null)
        {
            return (root, root?.Line ?? 0, root?.Column ?? 0);
        }

        (Node? parent, int line, int column) = Walk(path.Parent);
        switch (parent)
        {
            case MappingNode mapping when mapping.IndexOf(path.Name) is >= 0 and int index:
                MappingEntry entry = mapping.Entries[index];
                return path.IsEntry
                    ? (entry.Value, entry.Line, entry.Column)
                    : (entry.Value, entry.Value.Line, entry.Value.Column);
            case SequenceNode sequence when path.IsIndex && path.Position < sequence.Items.Count:
                Node item = sequence.Items[path.Position];
                return (item, item.Line, item.Column);
            default:
                return (null, line, column);
        }
    }
}
