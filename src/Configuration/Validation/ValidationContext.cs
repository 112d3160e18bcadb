using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration.Validation;

/// <summary>What the validators of one configuration share.</summary>
/// <param name="configuration">What is validated. Entries of the file that have errors of their own are missing.</param>
/// <param name="source">Where its parts are in the file.</param>
/// <param name="errors">Takes the errors.</param>
internal sealed class ValidationContext(RouterConfiguration configuration, SourceMap source, ErrorList errors)
{
    private readonly HashSet<(string Vrf, IPAddress Address)> _own = OwnAddresses(configuration);

    // Something that is missing or unreachable may be an entry that could not be parsed: then only that is an error.
    private readonly bool _isComplete = errors.Count == 0;

    public RouterConfiguration Configuration { get; } = configuration;

    public ConfigurationIndex Index { get; } = new(configuration);

    /// <summary>Resolves next hops.</summary>
    public NextHopResolver Resolver { get; } = new(configuration);

    /// <summary>True if an interface of the VRF has the address.</summary>
    public bool IsOwnAddress(string vrf, IPAddress address) => _own.Contains((vrf, address));

    /// <summary>Reports something that stays wrong whatever else is added to the configuration.</summary>
    public void Report(KeyPath path, string message)
    {
        (int line, int column) = source.Find(path);
        errors.Add(line, column, path.ToString(), message);
    }

    /// <summary>Reports that something is missing. Nothing is reported while entries with errors are left out.</summary>
    public void ReportMissing(KeyPath path, string message)
    {
        if (_isComplete)
        {
            Report(path, message);
        }
    }

    /// <summary>Reports a name that nothing has.</summary>
    public void ReportUnknown(KeyPath path, string kind, string name, IEnumerable<string> existing)
    {
        if (!_isComplete)
        {
            return;
        }

        List<string> names = [.. existing];
        string? nearest = EditDistance.Nearest(name, names);
        string hint = nearest is null ? "" : $" did you mean '{nearest}'?";
        string list = names.Count switch
        {
            0 => "there are none",
            <= 8 => $"there are: {string.Join(", ", names)}",
            _ => $"there are: {string.Join(", ", names.Take(8))} and {names.Count - 8} more",
        };
        Report(path, $"no {kind} '{name}';{hint} {list}");
    }

    /// <summary>Path of an entry of a list.</summary>
    public KeyPath Entry(KeyPath list, int index) => source.Entry(list, index);

    /// <summary>An entry in words: its path, and its line if it is from a file.</summary>
    public string Where(KeyPath path)
    {
        int line = source.Find(path).Line;
        return line > 0 ? $"{path}, line {line}" : path.ToString();
    }

    private static HashSet<(string Vrf, IPAddress Address)> OwnAddresses(RouterConfiguration configuration) =>
        [.. configuration.Interfaces.SelectMany(entry => entry.Addresses.Select(address => (entry.Vrf, address.Address)))];
}
