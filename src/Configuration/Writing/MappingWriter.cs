namespace Router.Configuration.Writing;

/// <summary>Collects the keys of one mapping; keys with their default value are left out.</summary>
internal sealed class MappingWriter
{
    private readonly List<(string Key, string Value)> _entries = [];

    public IReadOnlyList<(string Key, string Value)> Entries => _entries;

    /// <summary>On one line, in braces.</summary>
    public string Flow => _entries.Count == 0 ? "{}" : $"{{ {string.Join(", ", _entries.Select(entry => $"{entry.Key}: {entry.Value}"))} }}";

    /// <summary>A key that is always written.</summary>
    public MappingWriter Add(string key, string value)
    {
        _entries.Add((key, value));
        return this;
    }

    /// <summary>A key that is written if its value is not the default.</summary>
    public MappingWriter Add<T>(string key, T value, T otherwise, Func<T, string> format) =>
        EqualityComparer<T>.Default.Equals(value, otherwise) ? this : Add(key, format(value));

    /// <summary>A key that is written if it has a value.</summary>
    public MappingWriter AddValue<T>(string key, T? value, Func<T, string> format)
        where T : struct => value is T given ? Add(key, format(given)) : this;

    /// <summary>A key that is written if it has a value.</summary>
    public MappingWriter AddObject<T>(string key, T? value, Func<T, string> format)
        where T : class => value is null ? this : Add(key, format(value));

    /// <summary>A list that is written if it has elements.</summary>
    public MappingWriter AddList<T>(string key, ConfigurationList<T> items, Func<T, string> format) =>
        items.Count == 0 ? this : Add(key, YamlText.Of(items, format));
}
