namespace Router.Golden.Tests;

/// <summary>
/// A million packets made of the golden ones by bit flips, cuts, extensions, edge values and splices, replayed with the
/// configurations they were made for: the router ends by itself, accounts for every one and loses no buffer.
/// </summary>
public sealed class MutationReplayTests
{
    private const int Total = 1_000_000;
    private const int Seed = 20_250_101;

    /// <summary>An output is an input with at most this much in front: 8 labels, or Ethernet, tags, IPv6, UDP and L2TPv3.</summary>
    private const int MostEncapsulation = 128;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Groups() => [.. ExpectedGroup.Names];

    private static int Share => (Total + ExpectedGroup.Names.Count - 1) / ExpectedGroup.Names.Count;

    [Theory]
    [Trait("l2tp", "K157")]
    [MemberData(nameof(Groups))]
    public async Task AccountsForEveryMutatedPacket(string group)
    {
        using TemporaryFolder folder = new();
        int longest = Write(group, Share, folder, out Dictionary<string, string> inputs);
        ReplayResult result = await ReplayAsync(group, inputs, folder);
        ReplayCounters counters = result.Counters;
        Assert.Equal(Share, counters.Received);
        Assert.Null(counters.Unbalanced());
        Assert.Equal(0, counters.MbufsLeaked);
        Assert.Equal(counters.Transmitted, result.Outputs.Where(port => port.Key != ReplayResult.Punt).Sum(port => port.Value.Count));
        int longestOut = result.Outputs.Values.SelectMany(records => records).Select(record => record.Data.Length).DefaultIfEmpty().Max();
        Assert.True(longestOut <= longest + MostEncapsulation, $"{longestOut} octets left the router, though no more than {longest} came in");
        Assert.True(counters.Dropped.Count > 1, "mutations that meet no two drop reasons test nothing");
    }

    /// <summary>The same captures give the same packets and the same counters.</summary>
    [Theory]
    [InlineData("l2tpv3-checks")]
    [InlineData("mpls-icmp")]
    public async Task ReplayIsDeterministic(string group)
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder again = new();
        _ = Write(group, 5000, folder, out Dictionary<string, string> inputs);
        ReplayResult one = await ReplayAsync(group, inputs, folder);
        ReplayResult two = await ReplayAsync(group, inputs, again);
        Assert.Equal(one.Counters.Dropped, two.Counters.Dropped);
        foreach ((string port, List<PcapRecord> records) in one.Outputs)
        {
            Assert.Equal(records.Select(record => (record.Nanos, Convert.ToHexString(record.Data))),
                two.Outputs[port].Select(record => (record.Nanos, Convert.ToHexString(record.Data))));
        }
    }

    private static Task<ReplayResult> ReplayAsync(string group, Dictionary<string, string> inputs, TemporaryFolder folder) =>
        Replay.RunAsync(Path.Combine(ExpectedGroup.Folder(group), "config.yaml"), inputs, ExpectedGroup.Load(group).Ports, folder, Limit);

    /// <summary>Writes mutated captures; returns the length of the longest frame.</summary>
    private static int Write(string group, int count, TemporaryFolder folder, out Dictionary<string, string> inputs)
    {
        string[] ports = ExpectedGroup.Load(group).Ports;
        List<(string Port, byte[] Data)> golden = [];
        foreach (string port in ports)
        {
            golden.AddRange(Pcap.Read(Path.Combine(ExpectedGroup.Folder(group), $"in-{port}.pcap"))
                .Where(record => record.Data.Length <= 2000)
                .DistinctBy(record => Convert.ToHexString(record.Data.AsSpan(0, Math.Min(40, record.Data.Length))))
                .Select(record => (port, record.Data)));
        }

        inputs = ports.ToDictionary(port => port, port => folder.File($"in-{port}.pcap"));
        Dictionary<string, Pcap.Writer> writers = inputs.ToDictionary(input => input.Key, input => Pcap.Create(input.Value));
        int index = 0;
        foreach (string name in ExpectedGroup.Names.TakeWhile(name => name != group))
        {
            index++;
        }

        Mutator mutator = new(Seed + index);
        long micros = 1_000_000_000_000;
        int left = 0;
        int longest = 0;
        for (int number = 0; number < count; number++)
        {
            // Vectors of every size, and a clock that lets the rate limits of ICMP work both ways.
            if (left-- == 0)
            {
                left = mutator.Random.Next(300);
                micros += mutator.Random.Next(1, 20_000);
            }

            (string port, byte[] frame) = golden[mutator.Random.Next(golden.Count)];
            byte[] changed = mutator.Change(frame, golden[mutator.Random.Next(golden.Count)].Data);
            longest = Math.Max(longest, changed.Length);
            writers[mutator.Random.Next(10) == 0 ? ports[mutator.Random.Next(ports.Length)] : port].Write(micros, changed);
        }

        foreach (Pcap.Writer writer in writers.Values)
        {
            writer.Dispose();
        }

        return longest;
    }
}
