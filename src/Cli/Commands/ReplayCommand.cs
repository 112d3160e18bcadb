using System.CommandLine;
using System.Diagnostics;

namespace Router.Cli.Commands;

/// <summary><c>replay</c>: checks the arguments and hands over to the control plane's replay.</summary>
internal static class ReplayCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Argument<string> config = new("CONFIG") { Description = "Configuration file." };
        Option<string[]> inputs = Ports("--in", "Capture whose packets arrive on PORT.", "PORT=IN.pcap");
        Option<string[]> outputs = Ports("--out", "Capture to write with what leaves PORT.", "PORT=OUT.pcap");
        Option<string?> punt = new("--punt") { Description = "Capture to write with punted packets.", HelpName = "FILE" };
        Option<string?> stats = new("--stats") { Description = "Write the counters here, not to standard output.", HelpName = "FILE" };
        Option<bool> trace = new("--trace") { Description = "Print each packet's way through the nodes on standard error." };
        CliCommand replay = new("replay", "Run the dataplane over capture files; prints JSON counters.",
            "replay router.yaml --in ce0=in.pcap --out core0=out.pcap",
            "replay router.yaml --in ce0=a.pcap --in core0=b.pcap --out ce0=c.pcap --punt punted.pcap --stats counters.json");
        replay.Arguments.Add(config);
        foreach (Option option in new Option[] { inputs, outputs, punt, stats, trace })
        {
            replay.Options.Add(option);
        }

        replay.SetAction(wrap(async invocation =>
        {
            ParseResult line = invocation.Line;
            List<string> arguments = ["replay", Existing(line.GetRequiredValue(config))];
            Add(arguments, "--in", line.GetValue(inputs) ?? [], mustExist: true);
            Add(arguments, "--out", line.GetValue(outputs) ?? [], mustExist: false);
            AddFile(arguments, "--punt", line.GetValue(punt));
            AddFile(arguments, "--stats", line.GetValue(stats));
            if (line.GetValue(trace))
            {
                arguments.Add("--trace");
            }

            string program = invocation.Environment.FindProgram("router-controlplane", "ROUTER_CONTROLPLANE");
            return await Execute(program, arguments, invocation.Cancel).ConfigureAwait(false);
        }));
        return replay;
    }

    private static Option<string[]> Ports(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        Required = name == "--in",
    };

    private static void Add(List<string> arguments, string option, string[] pairs, bool mustExist)
    {
        HashSet<string> ports = [];
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                throw new UsageException($"{option} {pair}: PORT=FILE is wanted.");
            }

            if (!ports.Add(pair[..equals]))
            {
                throw new UsageException($"{option} {pair}: port {pair[..equals]} is given twice.");
            }

            string file = mustExist ? Existing(pair[(equals + 1)..]) : Writable(pair[(equals + 1)..]);
            arguments.Add(option);
            arguments.Add($"{pair[..equals]}={file}");
        }
    }

    private static void AddFile(List<string> arguments, string option, string? file)
    {
        if (file is not null)
        {
            arguments.Add(option);
            arguments.Add(Writable(file));
        }
    }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new UsageException($"{file}: no such file.");

    private static string Writable(string file) => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))
        ? file
        : throw new UsageException($"{file}: no such directory.");

    /// <summary>Runs with our standard streams; Ctrl-C reaches the child by itself (same process group), so this only waits.</summary>
    private static async Task<int> Execute(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })
            ?? throw new CliException(ExitCodes.Failed, $"{program} did not start.");
        try
        {
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
