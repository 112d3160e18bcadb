using System.Diagnostics.CodeAnalysis;

namespace Router.Configuration.Syntax;

/// <summary>Parses a scalar; returns what is wrong and what would be right, or null.</summary>
internal delegate string? ScalarParser<T>(ScalarNode node, [NotNull] out T value);

/// <summary>
/// Reads the keys of one mapping. A parser asks for every key that it knows and then calls <see cref="Finish"/>, which
/// reports the keys that nobody asked for: the list of valid keys cannot differ from what is parsed.
/// </summary>
internal sealed class MappingReader
{
    private readonly MappingNode _node;
    private readonly ParseContext _context;
    private readonly int _errorsBefore;
    private readonly List<string> _known = [];
    private readonly int _line;
    private readonly int _column;
    private int _found;

    private MappingReader(MappingNode node, KeyPath path, ParseContext context, MappingEntry? named)
    {
        _node = node;
        _line = named?.Line ?? node.Line;
        _column = named?.Column ?? node.Column;
        Path = path;
        _context = context;
        _errorsBefore = context.Errors.Count;
    }

    public KeyPath Path { get; }

    /// <summary>True if this mapping or something in it has an error.</summary>
    public bool Failed => _context.Errors.Count != _errorsBefore;

    /// <summary>The place and value of a key, for parsers of mappings with chosen names.</summary>
    public IReadOnlyList<MappingEntry> Entries => _node.Entries;

    public ParseContext Context => _context;

    /// <summary>Wraps a node as a mapping: nothing is an empty one, anything else is an error.</summary>
    /// <param name="node">The value, null if the key is not in the file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="context">The file's context.</param>
    /// <param name="named">The entry whose value it is: errors about the mapping as a whole point at its key.</param>
    public static MappingReader From(Node? node, KeyPath path, ParseContext context, MappingEntry? named = null)
    {
        switch (node)
        {
            case MappingNode mapping:
                return new MappingReader(mapping, path, context, named);
            case null or ScalarNode { IsNull: true }:
                return new MappingReader(new MappingNode(node?.Line ?? 0, node?.Column ?? 0, []), path, context, named);
            default:
                var empty = new MappingReader(new MappingNode(node.Line, node.Column, []), path, context, named);
                context.Errors.Add(node, path, $"is {node.Description}; it must be a mapping of keys to values");
                return empty;
        }
    }

    /// <summary>True if the key is in the file.</summary>
    public bool Has(string key) => _node.IndexOf(key) >= 0;

    /// <summary>Reports at the value of a key, or at the mapping if the key is not there.</summary>
    public void Report(string key, string message)
    {
        int index = _node.IndexOf(key);
        if (index >= 0)
        {
            _context.Errors.Add(_node.Entries[index].Value, Path.Key(key), message);
        }
        else
        {
            ReportHere(message);
        }
    }

    /// <summary>Reports at the mapping itself.</summary>
    public void ReportHere(string message) => _context.Errors.Add(_line, _column, Path.ToString(), message);

    /// <summary>Reports keys that are there and must not be.</summary>
    public void Refuse(string reason, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Has(key))
            {
                Report(key, $"not valid {reason}; remove it");
            }
        }
    }

    /// <summary>The value of a key; null if it is not there.</summary>
    public Node? Take(string key)
    {
        _known.Add(key);
        _context.KeyObserver?.Invoke(Path.ToPattern(), key);
        int index = _node.IndexOf(key);
        if (index < 0)
        {
            return null;
        }

        _found++;
        return _node.Entries[index].Value;
    }

    /// <summary>A key that must be there.</summary>
    public T Required<T>(string key, ScalarParser<T> parser)
    {
        Node? node = Take(key);
        if (node is null)
        {
            ReportHere($"key '{key}' is missing");
            return default!;
        }

        return Parse(node, Path.Key(key), parser, default!);
    }

    /// <summary>A key with a default.</summary>
    public T Optional<T>(string key, ScalarParser<T> parser, T otherwise)
    {
        Node? node = Take(key);
        return node is null ? otherwise : Parse(node, Path.Key(key), parser, otherwise);
    }

    /// <summary>A key that may be absent.</summary>
    public T? OptionalValue<T>(string key, ScalarParser<T> parser)
        where T : struct
    {
        Node? node = Take(key);
        return node is null ? null : Parse(node, Path.Key(key), parser, default);
    }

    /// <summary>A key that may be absent.</summary>
    public T? OptionalObject<T>(string key, ScalarParser<T> parser)
        where T : class
    {
        Node? node = Take(key);
        return node is null ? null : Parse(node, Path.Key(key), parser, default!);
    }

    /// <summary>A list of scalars; empty if the key is not there.</summary>
    public ConfigurationList<T> List<T>(string key, ScalarParser<T> parser)
    {
        var items = new List<T>();
        KeyPath path = Path.Key(key);
        IReadOnlyList<Node> nodes = Items(Take(key), path);
        for (int i = 0; i < nodes.Count; i++)
        {
            items.Add(Parse(nodes[i], path.Index(i), parser, default!));
        }

        return items.ToConfigurationList();
    }

    /// <summary>A list of scalars with a default: an empty one is written [].</summary>
    public ConfigurationList<T> OptionalList<T>(string key, ScalarParser<T> parser, ConfigurationList<T> otherwise)
    {
        int index = _node.IndexOf(key);
        if (index >= 0 && _node.Entries[index].Value is ScalarNode { IsNull: true })
        {
            _ = Take(key);
            Report(key, "has no value; give a list, [] for none, or remove the key");
            return otherwise;
        }

        ConfigurationList<T> given = List(key, parser);
        return index >= 0 ? given : otherwise;
    }

    /// <summary>A list of mappings. Entries with errors are left out.</summary>
    public ConfigurationList<T> Entry<T>(string key, Func<MappingReader, T?> parse)
        where T : class
    {
        KeyPath path = Path.Key(key);
        IReadOnlyList<Node> nodes = Items(Take(key), path);
        var items = new List<T>(nodes.Count);
        var sources = new List<int>();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (ParseEntry(nodes[i], path.Index(i), parse) is { } item)
            {
                items.Add(item);
                sources.Add(i);
            }
        }

        if (sources.Count != nodes.Count)
        {
            _context.SetSources(path, sources);
        }

        return items.ToConfigurationList();
    }

    /// <summary>A mapping of chosen names to mappings. Entries with errors are left out.</summary>
    public ConfigurationList<T> Named<T>(string key, Func<string, MappingReader, T?> parse)
        where T : class
    {
        KeyPath path = Path.Key(key);
        MappingReader names = From(Take(key), path, _context);
        var items = new List<T>(names.Entries.Count);
        foreach (MappingEntry entry in names.Entries)
        {
            if (ParseEntry(entry.Value, path.Entry(entry.Key), reader => parse(entry.Key, reader), entry) is { } item)
            {
                items.Add(item);
            }
        }

        return items.ToConfigurationList();
    }

    /// <summary>A mapping with its own keys; an empty one if the key is not there.</summary>
    public MappingReader Section(string key) => From(Take(key), Path.Key(key), _context);

    /// <summary>The elements of a list, none with an error if it is not one.</summary>
    public IReadOnlyList<Node> Items(Node? node, KeyPath path)
    {
        switch (node)
        {
            case SequenceNode sequence:
                return sequence.Items;
            case null or ScalarNode { IsNull: true }:
                return [];
            default:
                _context.Errors.Add(node, path, $"is {node.Description}; it must be a list, for example [a, b]");
                return [];
        }
    }

    /// <summary>Parses one scalar.</summary>
    public T Parse<T>(Node node, KeyPath path, ScalarParser<T> parser, T otherwise)
    {
        if (node is not ScalarNode scalar)
        {
            _context.Errors.Add(node, path, $"is {node.Description}; it must be a single value");
            return otherwise;
        }

        if (scalar.IsNull)
        {
            _context.Errors.Add(node, path, "has no value; give one or remove the key");
            return otherwise;
        }

        string? problem = parser(scalar, out T value);
        if (problem is null)
        {
            return value;
        }

        _context.Errors.Add(node, path, problem);
        return otherwise;
    }

    /// <summary>Reports the keys that were never asked for. Call after all keys were read.</summary>
    public void Finish()
    {
        if (_found == _node.Entries.Count)
        {
            return;
        }

        foreach (MappingEntry entry in _node.Entries)
        {
            if (!_known.Contains(entry.Key))
            {
                string message = _context.Errors.IsFull ? "" : ExplainUnknown(entry.Key);
                _context.Errors.Add(entry.Line, entry.Column, Path.Key(entry.Key).ToString(), message);
            }
        }
    }

    private string ExplainUnknown(string key)
    {
        string? nearest = EditDistance.Nearest(key, _known);
        string hint = nearest is null ? "" : $"did you mean '{nearest}'? ";
        return $"unknown key '{key}'; {hint}Valid keys: {string.Join(", ", _known)}";
    }

    private T? ParseEntry<T>(Node node, KeyPath path, Func<MappingReader, T?> parse, MappingEntry? named = null)
        where T : class
    {
        int before = _context.Errors.Count;
        MappingReader reader = From(node, path, _context, named);
        if (_context.Errors.Count != before)
        {
            return null;
        }

        T? item = parse(reader);
        reader.Finish();
        return reader.Failed ? null : item;
    }
}
