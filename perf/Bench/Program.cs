using System.Globalization;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>
/// Measures the packet graph on an in-process feed: net_pcap repeats a capture, the worker's graph forwards, net_null
/// swallows. Prints one JSON line: TSC ticks per packet over everything, over the feed's own rewriting, and by node.
/// </summary>
internal static class Program
{
    private const string Usage = """
        usage: router-bench --scenario NAME --entries N [--against reference|self|none] [--seconds S] [--cpu N] [--packets N] [--vector N]
               router-bench --scenario memory --object NAME --entries N
               router-bench --scenario program --entries N
               router-bench --scenario churn --object SCENARIO --entries N
               router-bench --scenario NAME --instrument memif --sockets FOLDER
          scenarios: {0}
          --entries      routes, labels or sessions in use
          --instrument   what is measured: ticks per packet (ticks, default), two workers at once (two-workers),
                         time from port to port (latency), packets through a running router (memif)
          --sockets      where that router's memif ports listen: in.sock and out.sock
          --against      what to measure in turn with the router: the same work in C, the router itself (how far the
                         instrument can be trusted), nothing (default)
          --seconds      measured time (default 3)
          --cpu          CPU of the worker (default: the last)
          --packets      measure that many packets instead of a time
          --vector       packets that a round finds (default 64); 1 is a worker with little to do
          --pcap FILE    only write the scenario's capture and end
          --object       whose memory to measure: ipv4-route, ipv6-route, label, session, encapsulation, pseudowire, circuit, vrf,
                         vrf-with-default-route
        """;

    private static int Main(string[] arguments)
    {
        Options? options = Options.Parse(arguments);
        if (options is null)
        {
            Console.Error.WriteLine(Usage, string.Join(' ', Scenario.All.Select(static scenario => scenario.Name)));
            return 2;
        }

        if (options.Scenario == "memory" && options.Entries > 0 && MemoryUse.Objects.ContainsKey(options.Object))
        {
            Console.WriteLine(MemoryUse.Measure(options.Object, options.Entries));
            return 0;
        }

        if (options.Scenario == "control-side" && options.Channel is not null)
        {
            ControlSide.Run(options.Channel, options.Entries);
            return 0;
        }

        if (options.Scenario == "churn" && Scenario.Find(options.Object) is { } changed && options.Entries >= 1 && options.Entries <= changed.MaxEntries)
        {
            Console.WriteLine(ChurnRun.Measure(options.Object, options));
            return 0;
        }

        if (options.Scenario == "program" && options.Entries > Capture.Frames && options.Seconds >= 1)
        {
            Console.WriteLine(ProgramRun.Measure(options));
            return 0;
        }

        Scenario? scenario = Scenario.Find(options.Scenario);
        if (scenario is null || options.Entries < 1 || options.Entries > scenario.MaxEntries || options.Seconds < 1 || options.Packets < 0
            || options.Vector is < 1 or > Worker.BurstSize)
        {
            Console.Error.WriteLine(Usage, string.Join(' ', Scenario.All.Select(static scenario => scenario.Name)));
            return 2;
        }

        if (options.Pcap is not null)
        {
            Capture.Write(options.Pcap, scenario, options.Entries);
            return 0;
        }

        Console.WriteLine(options.Instrument switch
        {
            Instrument.TwoWorkers => TwoWorkers.Measure(scenario, options),
            Instrument.Latency => Latency.Measure(scenario, options),
            Instrument.Memif => MemifFeed.Measure(scenario, options),
            _ => Run.Measure(scenario, options),
        });
        return 0;
    }
}

/// <summary>What is measured.</summary>
internal enum Instrument
{
    /// <summary>Ticks per packet of one worker.</summary>
    Ticks,

    /// <summary>Ticks per packet of two workers, each alone and both at once.</summary>
    TwoWorkers,

    /// <summary>Time of packets from port to port under load.</summary>
    Latency,

    /// <summary>Packets through a router in other processes.</summary>
    Memif,
}

/// <summary>What is measured in turn with the router.</summary>
internal enum Against
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The same work in C.</summary>
    Reference,

    /// <summary>The router.</summary>
    Self,
}

/// <summary>The command line.</summary>
internal sealed record Options(string Scenario, int Entries, double Seconds, int Cpu, long Packets, string? Pcap, Against Against, string Object, string? Channel, Instrument Instrument, string Sockets, int Vector)
{
    public static Options? Parse(string[] arguments)
    {
        Options options = new("", 1, 3, Environment.ProcessorCount - 1, 0, null, Against.None, "", null, Instrument.Ticks, "", Worker.BurstSize);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
            {
                return null;
            }

            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--scenario" => options with { Scenario = value },
                "--entries" => options with { Entries = Number(value) },
                "--seconds" => options with { Seconds = Number(value) },
                "--cpu" => options with { Cpu = Number(value) },
                "--packets" => options with { Packets = Number(value) },
                "--vector" => options with { Vector = Number(value) },
                "--pcap" => options with { Pcap = value },
                "--object" => options with { Object = value },
                "--channel" => options with { Channel = value },
                "--sockets" => options with { Sockets = value },
                "--against" when Enum.TryParse(value, ignoreCase: true, out Against against) && !char.IsAsciiDigit(value[0]) => options with { Against = against },
                "--instrument" when Enum.TryParse(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out Instrument instrument)
                    && !char.IsAsciiDigit(value[0]) => options with { Instrument = instrument },
                _ => options with { Entries = -1 },
            };
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int value) ? value : -1;
}
