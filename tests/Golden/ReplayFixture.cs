using System.Collections.Concurrent;

namespace Router.Golden.Tests;

/// <summary>Tests of the stored groups share the results of their replays, and run one after the other, beside those of <see cref="MutationReplayTests"/>.</summary>
[CollectionDefinition(Name)]
public sealed class ReplayDefinition : ICollectionFixture<ReplayFixture>
{
    public const string Name = "replay";
}

/// <summary>Replays each stored group once.</summary>
public sealed class ReplayFixture
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly ConcurrentDictionary<string, Task<GroupRun>> _runs = new(StringComparer.Ordinal);

    internal Task<GroupRun> RunAsync(string group) => _runs.GetOrAdd(group, ReplayAsync);

    private static async Task<GroupRun> ReplayAsync(string group)
    {
        ExpectedGroup expected = ExpectedGroup.Load(group);
        string folder = ExpectedGroup.Folder(group);
        Dictionary<string, string> inputs = [];
        foreach (string port in expected.Ports)
        {
            string file = Path.Combine(folder, $"in-{port}.pcap");
            if (File.Exists(file))
            {
                inputs.Add(port, file);
            }
        }

        using TemporaryFolder scratch = new();
        ReplayResult result = await Replay.RunAsync(Path.Combine(folder, "config.yaml"), inputs, expected.Ports, scratch, Limit);
        Dictionary<string, List<PcapRecord>> wanted = [];
        foreach (string port in expected.Ports)
        {
            wanted[port] = Pcap.Read(Path.Combine(folder, $"out-{port}.pcap"));
        }

        wanted[ReplayResult.Punt] = Pcap.Read(Path.Combine(folder, "punt.pcap"));
        return new GroupRun(expected, wanted, inputs.ToDictionary(input => input.Key, input => Pcap.Read(input.Value)), result);
    }
}

/// <summary>A replayed group: what went in, what was wanted, what came.</summary>
internal sealed record GroupRun(
    ExpectedGroup Expected,
    Dictionary<string, List<PcapRecord>> Wanted,
    Dictionary<string, List<PcapRecord>> Sent,
    ReplayResult Result);
