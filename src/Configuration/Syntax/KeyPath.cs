using System.Globalization;
using System.Text;

namespace Router.Configuration.Syntax;

/// <summary>
/// Where something is in the configuration: a chain of keys and list indices. Kept as a chain and not as text, because
/// interface names contain points, and because text is needed only for errors.
/// </summary>
internal sealed class KeyPath
{
    private readonly StepKind _kind;

    private KeyPath(KeyPath? parent, StepKind kind, string name, int index)
    {
        Parent = parent;
        _kind = kind;
        Name = name;
        Position = index;
    }

    private enum StepKind
    {
        Root,
        Key,
        Name,
        Index,
    }

    /// <summary>The whole file.</summary>
    public static KeyPath Root { get; } = new(null, StepKind.Root, "", 0);

    public KeyPath? Parent { get; }

    /// <summary>Key or name of the last step.</summary>
    public string Name { get; }

    /// <summary>Index of the last step.</summary>
    public int Position { get; }

    public bool IsIndex => _kind == StepKind.Index;

    /// <summary>True if the operator chose the last step, for example the name of a port.</summary>
    public bool IsEntry => _kind == StepKind.Name;

    /// <summary>A key of the schema.</summary>
    public KeyPath Key(string key) => new(this, StepKind.Key, key, 0);

    /// <summary>A key that the operator chose, for example a port's name.</summary>
    public KeyPath Entry(string name) => new(this, StepKind.Name, name, 0);

    /// <summary>An element of a list.</summary>
    public KeyPath Index(int index) => new(this, StepKind.Index, "", index);

    /// <summary>For example <c>interfaces.core0.100.vlan</c> or <c>routes[3].via</c>.</summary>
    public override string ToString() => Append(new StringBuilder(), pattern: false).ToString();

    /// <summary>The path with indices as [] and chosen names as *.</summary>
    public string ToPattern() => Append(new StringBuilder(), pattern: true).ToString();

    private StringBuilder Append(StringBuilder text, bool pattern)
    {
        if (Parent is null)
        {
            return text;
        }

        _ = Parent.Append(text, pattern);
        if (_kind == StepKind.Index)
        {
            return pattern ? text.Append("[]") : text.Append(CultureInfo.InvariantCulture, $"[{Position}]");
        }

        return (text.Length > 0 ? text.Append('.') : text).Append(pattern && _kind == StepKind.Name ? "*" : Name);
    }
}
