namespace Router.Controlplane.Store;

/// <summary>An edit of the running configuration that cannot be done, such as the removal of what is not there.</summary>
public sealed class ConfigurationEditException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">Key of the configuration, such as <c>l2tp.sessions</c>.</param>
    /// <param name="message">What is wrong.</param>
    public ConfigurationEditException(string key, string message)
        : base(message) => Key = key;

    /// <summary>Key of the configuration.</summary>
    public string Key { get; }
}
