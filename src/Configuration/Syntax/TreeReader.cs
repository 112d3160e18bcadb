using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Router.Configuration.Syntax;

/// <summary>
/// Builds the nodes of a file from YamlDotNet's events. Works on events and not on YamlDotNet's own nodes because the
/// events show what must be refused: anchors and aliases (they multiply), tags, duplicate keys, further documents.
/// </summary>
internal sealed class TreeReader
{
    /// <summary>Deepest nesting; the configuration itself needs six.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Longest key in characters.</summary>
    public const int MaximumKeyLength = 255;

    private readonly Parser _parser;
    private readonly ErrorList _errors;
    private KeyPath _path = KeyPath.Root;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private int _depth;

    private TreeReader(string text, ErrorList errors)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _errors = errors;
    }

    /// <summary>Reads a file of one document; null if the file is empty or not YAML, with an error.</summary>
    public static Node? Read(string text, ErrorList errors)
    {
        if (!CharacterCheck.Passes(text, errors))
        {
            return null;
        }

        var reader = new TreeReader(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            // What is missing at the end of the file is missed in the line after the last.
            int line = Math.Min(Place(exception.Start.Line), text.AsSpan().Count('\n') + 1);
            errors.Add(line, Place(exception.Start.Column), reader._path.ToString(), Explain(exception.Message));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner fails like this on some broken texts. They have no place; the last event is near.
            Mark last = reader._parser.Current?.End ?? Mark.Empty;
            errors.Add(Place(last.Line), Place(last.Column), reader._path.ToString(), Explain("cannot be read after this"));
            return null;
        }
    }

    private static string Explain(string message)
    {
        string reason = message.TrimEnd('.');
        return $"not valid YAML: {char.ToLowerInvariant(reason[0])}{reason[1..]}; check the indentation, and quote text that contains ': ', ' #', or starts with one of []{{}}&*!|>'\"%@`";
    }

    private static int Place(long position) => (int)Math.Clamp(position, 1, int.MaxValue);

    private Node? ReadDocument()
    {
        _ = _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _errors.Add(1, 1, "", "the file is empty; a configuration is a mapping with keys such as ports and interfaces");
            return null;
        }

        _ = _parser.Consume<DocumentStart>();
        Node? root = ReadNode();
        if (root is null)
        {
            return null;
        }

        _ = _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _errors.Add(Place(second.Start.Line), Place(second.Start.Column), "", "a second YAML document; a configuration file has one document, remove the line '---' or '...'");
        }

        return root;
    }

    /// <summary>Reads a node; null if nesting is too deep, after which nothing more is read.</summary>
    private Node? ReadNode()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            Report(alias, $"alias *{alias.Value}; YAML aliases are not supported, write the value out");
            return new ScalarNode(Place(alias.Start.Line), Place(alias.Start.Column), "", isQuoted: false);
        }

        if (_parser.Accept<NodeEvent>(out var node))
        {
            Refuse(node);
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new ScalarNode(Place(scalar.Start.Line), Place(scalar.Start.Column), scalar.Value, scalar.Style != ScalarStyle.Plain);
        }

        if (_depth == MaximumDepth)
        {
            Report(_parser.Current!, $"nested more than {MaximumDepth} levels deep");
            return null;
        }

        _depth++;
        Node? result = _parser.Accept<SequenceStart>(out _) ? ReadSequence() : ReadMapping();
        _depth--;
        return result;
    }

    private SequenceNode? ReadSequence()
    {
        SequenceStart start = _parser.Consume<SequenceStart>();
        KeyPath path = _path;
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            _path = path.Index(items.Count);
            Node? item = ReadNode();
            if (item is null)
            {
                return null;
            }

            items.Add(item);
        }

        _path = path;
        return new SequenceNode(Place(start.Start.Line), Place(start.Start.Column), items);
    }

    private MappingNode? ReadMapping()
    {
        MappingStart start = _parser.Consume<MappingStart>();
        KeyPath path = _path;
        var entries = new KeyedEntries();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            _path = path;
            Scalar? key = ReadKey();
            if (key is null)
            {
                return null;
            }

            _path = path.Entry(key.Value);
            int line = Place(key.Start.Line);
            MappingEntry? first = entries.Find(key.Value);
            if (first is not null)
            {
                Report(key, $"duplicate key '{key.Value}', first given in line {first.Value.Line}; give each key once");
            }

            Node? value = ReadNode();
            if (value is null)
            {
                return null;
            }

            if (first is null)
            {
                entries.Add(new MappingEntry(Pooled(key.Value), line, Place(key.Start.Column), value));
            }
        }

        _path = path;
        return new MappingNode(Place(start.Start.Line), Place(start.Start.Column), entries.Items);
    }

    private Scalar? ReadKey()
    {
        if (_parser.TryConsume<Scalar>(out var key))
        {
            Refuse(key);
            if (key.Value.Length <= MaximumKeyLength && !key.Value.Any(char.IsControl))
            {
                return key;
            }

            Report(key, $"a key has at most {MaximumKeyLength} characters and no control characters");
            return null;
        }

        Report(_parser.Current!, "a key must be plain text");
        return null;
    }

    /// <summary>One string for each distinct key: a table of a million routes has the same few in every entry.</summary>
    private string Pooled(string key)
    {
        if (_keys.TryGetValue(key, out string? pooled))
        {
            return pooled;
        }

        if (_keys.Count < 256)
        {
            _keys.Add(key, key);
        }

        return key;
    }

    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            Report(node, $"anchor &{node.Anchor.Value}; YAML anchors are not supported, write the value out where it is needed");
        }

        if (!node.Tag.IsEmpty)
        {
            Report(node, $"tag {node.Tag.Value}; YAML tags are not supported, the key decides the type");
        }
    }

    private void Report(ParsingEvent place, string message) =>
        _errors.Add(Place(place.Start.Line), Place(place.Start.Column), _path.ToString(), message);
}
