namespace Router.Configuration.Syntax;

/// <summary>A node of the file with the place where it starts, both from 1.</summary>
internal abstract class Node(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The kind in words for messages.</summary>
    public abstract string Description { get; }
}

/// <summary>A scalar. Its type is decided by the key, never by its looks.</summary>
internal sealed class ScalarNode(int line, int column, string text, bool isQuoted) : Node(line, column)
{
    public string Text { get; } = text;

    public bool IsQuoted { get; } = isQuoted;

    /// <summary>Nothing, <c>~</c> or <c>null</c>, not in quotes.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null";

    public override string Description => IsNull ? "nothing" : $"'{Shown}'";

    /// <summary>The text, shortened for messages.</summary>
    public string Shown => Text.Length <= 60 ? Text : string.Concat(Text.AsSpan(0, 57), "...");
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(int line, int column, IReadOnlyList<Node> items) : Node(line, column)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override string Description => "a list";
}

/// <summary>A mapping, in the order of the file, keys distinct.</summary>
internal sealed class MappingNode(int line, int column, IReadOnlyList<MappingEntry> entries) : Node(line, column)
{
    public IReadOnlyList<MappingEntry> Entries { get; } = entries;

    public override string Description => "a mapping";

    /// <summary>Index of a key, or -1.</summary>
    public int IndexOf(string key)
    {
        for (int i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A key with the place where it starts, and its value.</summary>
internal readonly record struct MappingEntry(string Key, int Line, int Column, Node Value);
