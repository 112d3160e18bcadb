namespace Router.Controlplane.Replay;

/// <summary>Arguments of <c>router-controlplane replay</c>.</summary>
internal sealed record ReplayOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage =
        "router-controlplane replay CONFIG --in PORT=FILE [...] [--out PORT=FILE ...] [--punt FILE] [--stats FILE] [--trace]";

    /// <summary>Configuration file.</summary>
    public required string Configuration { get; init; }

    /// <summary>Arguments that are the dataplane's: captures and where the counters go.</summary>
    public required IReadOnlyList<string> Captures { get; init; }

    /// <summary>Ports that captures name.</summary>
    public required IReadOnlySet<string> Ports { get; init; }

    /// <summary>Whether to print the packets' ways through the nodes.</summary>
    public bool Trace { get; init; }

    /// <summary>Reads the arguments after <c>replay</c>.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">What is wrong with them; null if nothing is.</param>
    public static ReplayOptions? Parse(IReadOnlyList<string> arguments, out string? error)
    {
        string? configuration = null;
        List<string> captures = [];
        HashSet<string> ports = new(StringComparer.Ordinal);
        bool trace = false;
        bool input = false;
        error = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            switch (argument)
            {
                case "--trace":
                    trace = true;
                    break;
                case "--in" or "--out" or "--punt" or "--stats" when i + 1 < arguments.Count:
                    string value = arguments[++i];
                    if (argument is "--in" or "--out")
                    {
                        int equals = value.IndexOf('=', StringComparison.Ordinal);
                        if (equals <= 0 || equals == value.Length - 1)
                        {
                            error = $"{argument} {value}: PORT=FILE is wanted";
                            return null;
                        }

                        _ = ports.Add(value[..equals]);
                        input |= argument == "--in";
                    }

                    captures.Add(argument);
                    captures.Add(value);
                    break;
                case var _ when configuration is null && !argument.StartsWith('-'):
                    configuration = argument;
                    break;
                default:
                    error = $"{argument}: not understood";
                    return null;
            }
        }

        if (configuration is null || !input)
        {
            error = configuration is null ? "the configuration file is missing" : "at least one --in is wanted";
            return null;
        }

        return new ReplayOptions { Configuration = configuration, Captures = captures, Ports = ports, Trace = trace };
    }
}
