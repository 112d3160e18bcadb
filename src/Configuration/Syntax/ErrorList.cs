namespace Router.Configuration.Syntax;

/// <summary>Collects the errors of one file.</summary>
internal sealed class ErrorList(string file)
{
    /// <summary>Errors after this many are counted, not kept: a generated file can be wrong in every line.</summary>
    public const int MaximumKept = 1000;

    private readonly List<ConfigurationError> _errors = [];

    /// <summary>All errors, also those not kept.</summary>
    public int Count { get; private set; }

    /// <summary>True if further errors are only counted: then their messages need not be made.</summary>
    public bool IsFull => Count >= MaximumKept;

    public void Add(int line, int column, string key, string message)
    {
        Count++;
        if (Count <= MaximumKept)
        {
            _errors.Add(new ConfigurationError(file, line, column, Printable(key), Printable(message)));
        }
    }

    public void Add(Node node, KeyPath path, string message) => Add(node.Line, node.Column, path.ToString(), message);

    /// <summary>The errors in the order of the file.</summary>
    public IReadOnlyList<ConfigurationError> ToSortedList()
    {
        List<ConfigurationError> sorted = [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
        if (Count > sorted.Count)
        {
            sorted.Add(new ConfigurationError(file, 0, 0, "", $"{Count - sorted.Count} more errors are not shown"));
        }

        return sorted;
    }

    // Messages quote the file, and they go to terminals and logs.
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c)) : text;
}
