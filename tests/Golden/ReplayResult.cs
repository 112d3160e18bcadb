using System.Text.Json;

namespace Router.Golden.Tests;

/// <summary>Counters of one interface.</summary>
internal sealed record ReplayInterface(string Name, long RxPackets, long RxBytes, long TxPackets, long TxBytes)
{
    public string Port => Name.Split('.')[0];
}

/// <summary>The counters that <c>routerctl replay</c> prints.</summary>
internal sealed record ReplayCounters(
    long Received,
    long Originated,
    long Transmitted,
    long Punted,
    Dictionary<string, long> Dropped,
    Dictionary<string, long> PuntedBy,
    long MbufsLeaked,
    ReplayInterface[] Interfaces)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static ReplayCounters Parse(string text) =>
        JsonSerializer.Deserialize<ReplayCounters>(text, Json) ?? throw new InvalidDataException("no counters");

    /// <summary>Null when every packet that came in or was made has left, was dropped or punted.</summary>
    public string? Unbalanced()
    {
        long dropped = Dropped.Values.Sum();
        long ended = Transmitted + dropped + Punted;
        return Received + Originated == ended
            ? null
            : $"received {Received} + originated {Originated} ≠ transmitted {Transmitted} + dropped {dropped} + punted {Punted} (difference {Received + Originated - ended})";
    }
}

/// <summary>A finished replay: counters, and what left each port and the punt path.</summary>
internal sealed class ReplayResult(ChildResult child, ReplayCounters? counters, Dictionary<string, List<PcapRecord>> outputs)
{
    /// <summary>Name of the pseudo port of punted packets.</summary>
    public const string Punt = "punt";

    public ChildResult Child => child;

    /// <summary>The counters; fails the test when the replay failed.</summary>
    public ReplayCounters Counters =>
        child.ExitCode == 0 && counters is not null ? counters : throw new Xunit.Sdk.XunitException($"routerctl replay failed: {child.Describe()}");

    public IReadOnlyDictionary<string, List<PcapRecord>> Outputs
    {
        get
        {
            _ = Counters;
            return outputs;
        }
    }
}
