using System.Security.Cryptography;
using System.Text;
using Router.Configuration;

namespace Router.Controlplane.Store;

/// <summary>
/// The running configuration and those before it. It is kept in the runtime directory, so that a control plane that is
/// started again goes on with what the dataplane has; a configuration file that was edited meanwhile has precedence.
/// </summary>
public sealed class ConfigurationStore
{
    /// <summary>File of the running configuration in the runtime directory.</summary>
    public const string FileName = "running.yaml";

    private const int MaxHistory = 10;
    private const string OriginMark = "# origin: ";

    private readonly string _path;
    private readonly string _originDigest;
    private readonly TimeProvider _clock;
    private readonly List<ConfigurationRevision> _history = [];

    private ConfigurationStore(string path, string originDigest, TimeProvider clock, ConfigurationRevision first)
    {
        _path = path;
        _originDigest = originDigest;
        _clock = clock;
        Running = first;
    }

    /// <summary>The configuration in force.</summary>
    public ConfigurationRevision Running { get; private set; }

    /// <summary>The configurations before, the last one first.</summary>
    public IReadOnlyList<ConfigurationRevision> History => _history;

    /// <summary>Opens the store: the running configuration of this file if there is one, else the file.</summary>
    /// <param name="configurationFile">The configuration file.</param>
    /// <param name="runDirectory">Runtime directory of all instances; null keeps nothing.</param>
    /// <param name="clock">Time.</param>
    /// <param name="store">The store, null if there are errors.</param>
    /// <returns>What is wrong with the configuration file.</returns>
    public static IReadOnlyList<ConfigurationError> Open(
        string configurationFile, string? runDirectory, TimeProvider clock, out ConfigurationStore? store)
    {
        ArgumentNullException.ThrowIfNull(clock);
        store = null;
        string text;
        try
        {
            text = File.ReadAllText(configurationFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new ConfigurationError(configurationFile, 0, 0, "", $"cannot be read: {exception.Message}")];
        }

        ConfigurationResult result = ConfigurationReader.Parse(text, configurationFile);
        if (result.Configuration is null)
        {
            return result.Errors;
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        ConfigurationRevision first = new(1, result.Configuration, text, configurationFile, clock.GetUtcNow());
        string path = runDirectory is null ? "" : Path.Combine(runDirectory, result.Configuration.Instance, FileName);
        store = new ConfigurationStore(path, digest, clock, Kept(path, digest, first, clock) ?? first);
        return [];
    }

    /// <summary>Puts a configuration in force.</summary>
    /// <param name="configuration">What it says.</param>
    /// <param name="text">Its YAML text.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="IOException">It cannot be kept; nothing has changed then.</exception>
    public void Commit(RouterConfiguration configuration, string text, string source)
    {
        ConfigurationRevision next = new(Running.Number + 1, configuration, text, source, _clock.GetUtcNow());
        Save(next);
        _history.Insert(0, Running);
        if (_history.Count > MaxHistory)
        {
            _history.RemoveAt(MaxHistory);
        }

        Running = next;
    }

    /// <summary>Puts the configuration before the running one in force again; the running one is forgotten.</summary>
    /// <exception cref="IOException">It cannot be kept; nothing has changed then.</exception>
    public void RollBack()
    {
        ConfigurationRevision next = _history[0] with { Number = Running.Number + 1, AppliedAt = _clock.GetUtcNow() };
        Save(next);
        _history.RemoveAt(0);
        Running = next;
    }

    /// <summary>Keeps the configuration that is in force.</summary>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public void Save() => Save(Running);

    private void Save(ConfigurationRevision revision)
    {
        if (_path.Length == 0)
        {
            return;
        }

        string temporary = _path + ".new";
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (StreamWriter writer = new(temporary, options))
        {
            // The cookies of sessions are secrets: the file is the owner's alone.
            writer.Write($"{OriginMark}{_originDigest}\n");
            writer.Write(revision.Text);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    private static ConfigurationRevision? Kept(string path, string digest, ConfigurationRevision file, TimeProvider clock)
    {
        if (path.Length == 0 || !File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path);
        string mark = $"{OriginMark}{digest}\n";
        if (!text.StartsWith(mark, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = text[mark.Length..];
        ConfigurationResult result = ConfigurationReader.Parse(rest, path);
        return result.Configuration is { } configuration && configuration.Instance == file.Configuration.Instance
            ? new ConfigurationRevision(1, configuration, rest, rest == file.Text ? file.Source : path, clock.GetUtcNow())
            : null;
    }
}
