using Router.Dataplane.Replay;

namespace Router.Dataplane;

/// <summary>What the program was started with.</summary>
internal sealed record CommandLine
{
    /// <summary>Text for <c>--help</c>.</summary>
    public const string Usage = """
        usage: router-dataplane --config FILE [--run-dir DIR]
               router-dataplane --config FILE --run-dir DIR --replay --in PORT=FILE [--in ...]
                                [--out PORT=FILE ...] [--punt FILE] [--stats FILE]

        Forwards packets between DPDK ports as the control plane says over the file DIR/INSTANCE/channel
        (DIR: --run-dir, else $ROUTER_RUN_DIR, else /run/router).
        --replay has no ports: it waits for the control plane on DIR/channel, takes packets from classic
        pcap files and prints counters as JSON. It is started by `routerctl replay`.

        exit code: 0 done, 1 failed, 2 wrong arguments
        """;

    private const string DefaultRunDirectory = "/run/router";

    /// <summary>Configuration file; empty with <see cref="Help"/>.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Directory of instances, or the directory of the channel in replay.</summary>
    public string RunDirectory { get; init; } = DefaultRunDirectory;

    /// <summary>Set in replay.</summary>
    public ReplayOptions? Replay { get; init; }

    /// <summary>Only print the usage.</summary>
    public bool Help { get; init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="environmentRunDirectory">$ROUTER_RUN_DIR.</param>
    /// <exception cref="ArgumentException">They are wrong; the message says how.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, string? environmentRunDirectory)
    {
        string? configuration = null;
        string? runDirectory = null;
        bool replay = false;
        ReplayOptions options = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            switch (name)
            {
                case "--help" or "-h":
                    return new CommandLine { Help = true };
                case "--config":
                    configuration = Value(arguments, ref i);
                    break;
                case "--run-dir":
                    runDirectory = Value(arguments, ref i);
                    break;
                case "--replay":
                    replay = true;
                    break;
                case "--in":
                    options = options with { Inputs = [.. options.Inputs, PortFile.Parse(name, Value(arguments, ref i))] };
                    break;
                case "--out":
                    options = options with { Outputs = [.. options.Outputs, PortFile.Parse(name, Value(arguments, ref i))] };
                    break;
                case "--punt":
                    options = options with { PuntFile = Value(arguments, ref i) };
                    break;
                case "--stats":
                    options = options with { StatisticsFile = Value(arguments, ref i) };
                    break;
                default:
                    throw new ArgumentException($"unknown argument {name}");
            }
        }

        if (configuration is null)
        {
            throw new ArgumentException("--config FILE is missing");
        }

        if (!replay && options != new ReplayOptions())
        {
            throw new ArgumentException("--in, --out, --punt and --stats are for --replay");
        }

        if (replay && runDirectory is null)
        {
            throw new ArgumentException("--replay needs --run-dir DIR");
        }

        if (replay)
        {
            options.Validate();
        }

        return new CommandLine
        {
            Configuration = configuration,
            RunDirectory = runDirectory
                ?? (string.IsNullOrEmpty(environmentRunDirectory) ? DefaultRunDirectory : environmentRunDirectory),
            Replay = replay ? options : null,
        };
    }

    private static string Value(IReadOnlyList<string> arguments, ref int index)
    {
        string name = arguments[index];
        if (++index >= arguments.Count || arguments[index].Length == 0)
        {
            throw new ArgumentException($"{name} needs a value");
        }

        return arguments[index];
    }
}
