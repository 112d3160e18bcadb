namespace Router.Configuration.Syntax;

/// <summary>What the section parsers of one file share.</summary>
internal sealed class ParseContext(ErrorList errors)
{
    private readonly Dictionary<string, List<int>> _sources = new(StringComparer.Ordinal);

    public ErrorList Errors { get; } = errors;

    /// <summary>Called with the pattern of a mapping's path and each key that its parser knows. Lets a test compare with the JSON Schema.</summary>
    public Action<string, string>? KeyObserver { get; init; }

    /// <summary>Remembers which entries of a list in the file became entries of the model; the others had errors.</summary>
    public void SetSources(KeyPath list, List<int> indices) => _sources[list.ToString()] = indices;

    /// <summary>Index in the file of an entry of the model.</summary>
    public int SourceIndex(KeyPath list, int index) =>
        _sources.TryGetValue(list.ToString(), out List<int>? indices) && index < indices.Count ? indices[index] : index;
}
