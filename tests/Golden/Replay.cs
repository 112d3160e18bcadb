using System.Text.Json;

namespace Router.Golden.Tests;

/// <summary>Runs <c>routerctl replay</c>.</summary>
internal static class Replay
{
    /// <summary>Replays captures; <paramref name="folder"/> takes the outputs.</summary>
    /// <param name="configuration">Configuration file.</param>
    /// <param name="inputs">Capture by port.</param>
    /// <param name="ports">Ports whose output is wanted.</param>
    /// <param name="folder">Scratch folder.</param>
    /// <param name="limit">Time after which the program is killed.</param>
    public static async Task<ReplayResult> RunAsync(
        string configuration, IReadOnlyDictionary<string, string> inputs, IReadOnlyList<string> ports, TemporaryFolder folder, TimeSpan limit)
    {
        if (!File.Exists(Places.RouterCtl))
        {
            throw new Xunit.Sdk.XunitException("artifacts/bin/routerctl/routerctl is missing: build first (make build)");
        }

        List<string> arguments = ["replay", configuration];
        foreach ((string port, string file) in inputs)
        {
            arguments.AddRange(["--in", $"{port}={file}"]);
        }

        foreach (string port in ports)
        {
            arguments.AddRange(["--out", $"{port}={Output(folder, port)}"]);
        }

        arguments.AddRange(["--punt", Output(folder, ReplayResult.Punt), "--stats", folder.File("stats.json")]);
        ChildResult child = await Child.RunAsync(Places.RouterCtl, arguments, folder.Path, limit);
        if (child.ExitCode != 0)
        {
            return new ReplayResult(child, null, []);
        }

        ReplayCounters counters = ReplayCounters.Parse(await File.ReadAllTextAsync(folder.File("stats.json")));
        Dictionary<string, List<PcapRecord>> outputs = [];
        foreach (string port in ports.Append(ReplayResult.Punt))
        {
            outputs[port] = Pcap.Read(Output(folder, port));
        }

        return new ReplayResult(child, counters, outputs);
    }

    private static string Output(TemporaryFolder folder, string port) => folder.File($"out-{port}.pcap");
}
