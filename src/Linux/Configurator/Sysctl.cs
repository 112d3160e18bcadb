namespace Router.Linux;

/// <summary>A setting under <c>/proc/sys/net</c>.</summary>
public sealed record Sysctl
{
    internal const string Root = "/proc/sys/net/";

    /// <summary>A setting.</summary>
    /// <param name="path">The file below <c>/proc/sys/net</c>, for example <c>ipv4/ip_forward</c>.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="ArgumentException">The path leads elsewhere.</exception>
    public Sysctl(string path, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.Split('/').Any(part => part is "" or "." or "..") || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{path}' is not a path below {Root}", nameof(path));
        }

        Path = path;
        Value = value;
    }

    /// <summary>The file below <c>/proc/sys/net</c>.</summary>
    public string Path { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <summary>A setting of an interface.</summary>
    /// <param name="family">"ipv4" or "ipv6".</param>
    /// <param name="interfaceName">The interface, or "all" or "default".</param>
    /// <param name="key">For example <c>rp_filter</c>.</param>
    /// <param name="value">What to write.</param>
    public static Sysctl OfInterface(string family, string interfaceName, string key, string value) =>
        new($"{family}/conf/{InterfaceName.Check(interfaceName)}/{key}", value);
}
