using System.Text;

namespace Router.Configuration.Writing;

/// <summary>Sections: a heading and an indented line for each entry. Empty sections are left out.</summary>
internal static class Blocks
{
    /// <summary>A mapping of chosen names to mappings.</summary>
    public static void Named<T>(
        StringBuilder text, string key, ConfigurationList<T> items, Func<T, string> name, Action<MappingWriter, T> write)
    {
        Open(text, key, items.Count);
        foreach (T item in items)
        {
            var map = new MappingWriter();
            write(map, item);
            _ = text.Append("  ").Append(YamlText.Of(name(item))).Append(": ").Append(map.Flow).Append('\n');
        }
    }

    /// <summary>A list of mappings at the top level.</summary>
    public static void List<T>(StringBuilder text, string key, ConfigurationList<T> items, Action<MappingWriter, T> write)
    {
        Open(text, key, items.Count);
        Items(text, "  ", items, write);
    }

    /// <summary>A list of mappings inside a section.</summary>
    public static void NestedList<T>(StringBuilder text, string key, ConfigurationList<T> items, Action<MappingWriter, T> write)
    {
        if (items.Count > 0)
        {
            _ = text.Append("  ").Append(key).Append(":\n");
            Items(text, "    ", items, write);
        }
    }

    /// <summary>The heading of a section of the top level, if it has something.</summary>
    public static void Open(StringBuilder text, string key, int count)
    {
        if (count > 0)
        {
            _ = text.Append('\n').Append(key).Append(":\n");
        }
    }

    /// <summary>Keys of a section, a line each.</summary>
    public static void Keys(StringBuilder text, string indent, MappingWriter map)
    {
        foreach ((string key, string value) in map.Entries)
        {
            _ = text.Append(indent).Append(key).Append(": ").Append(value).Append('\n');
        }
    }

    private static void Items<T>(StringBuilder text, string indent, ConfigurationList<T> items, Action<MappingWriter, T> write)
    {
        foreach (T item in items)
        {
            var map = new MappingWriter();
            write(map, item);
            _ = text.Append(indent).Append("- ").Append(map.Flow).Append('\n');
        }
    }
}
