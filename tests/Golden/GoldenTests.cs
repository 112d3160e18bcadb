using System.Globalization;
using System.Text;

namespace Router.Golden.Tests;

/// <summary>Replays the stored groups and compares what leaves the ports octet by octet.</summary>
[Collection(ReplayDefinition.Name)]
public sealed class GoldenTests(ReplayFixture fixture)
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> rows = [];
        foreach (string group in ExpectedGroup.Names)
        {
            foreach (ExpectedCase entry in ExpectedGroup.Load(group).Cases)
            {
                rows.Add(group, entry.Name);
            }
        }

        return rows;
    }

    public static TheoryData<string> Groups() => [.. ExpectedGroup.Names];

    /// <summary>The packets that a case causes, on every port and on the punt path, are the expected ones in their order.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case(string group, string name)
    {
        GroupRun run = await fixture.RunAsync(group);
        ExpectedCase entry = run.Expected.Cases.Single(entry => entry.Name == name);
        StringBuilder problems = new();
        foreach (string port in run.Wanted.Keys)
        {
            Compare(problems, port, entry, Of(run.Wanted, port, entry), Of(run.Result.Outputs, port, entry));
        }

        if (problems.Length > 0)
        {
            string items = entry.Items.Length > 0 ? $" (behaviours {string.Join(", ", entry.Items)})" : "";
            Assert.Fail($"{group}/{name}{items}: {entry.Text}\n{problems}");
        }
    }

    /// <summary>Every packet of a group is accounted for under the expected reasons, nothing else left, no buffer is lost.</summary>
    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Counters(string group)
    {
        GroupRun run = await fixture.RunAsync(group);
        ReplayCounters counters = run.Result.Counters;
        List<string> problems = [];
        if (counters.Unbalanced() is { } unbalanced)
        {
            problems.Add(unbalanced);
        }

        Equal(problems, "mbufsLeaked", 0, counters.MbufsLeaked);
        Equal(problems, "received", run.Sent.Values.Sum(records => records.Count), counters.Received);
        Equal(problems, "originated", run.Expected.Cases.Sum(entry => entry.Originated), counters.Originated);
        Equal(problems, "transmitted", run.Wanted.Where(port => port.Key != ReplayResult.Punt).Sum(port => port.Value.Count), counters.Transmitted);
        Equal(problems, "punted", run.Wanted[ReplayResult.Punt].Count, counters.Punted);
        Reasons(problems, "dropped", run.Expected.Cases, entry => entry.Drops, counters.Dropped);
        Reasons(problems, "punted", run.Expected.Cases, entry => entry.Punts, counters.PuntedBy);
        Ports(problems, run, counters);
        HashSet<long> seconds = [.. run.Expected.Cases.Select(entry => entry.Second)];
        foreach ((string port, List<PcapRecord> records) in run.Result.Outputs)
        {
            int stray = records.Count(record => !seconds.Contains(record.Second));
            Equal(problems, $"packets of no case on {port}", 0, stray);
        }

        Assert.True(problems.Count == 0, $"{group}:\n  {string.Join("\n  ", problems)}");
    }

    /// <summary>IPv4 headers of everything that leaves with EtherType IPv4 from a port with an address sum up, masked fields included.</summary>
    [Theory]
    [MemberData(nameof(Groups))]
    public async Task HeaderChecksums(string group)
    {
        GroupRun run = await fixture.RunAsync(group);
        foreach (string port in run.Expected.Ports.Where(port => port is "a" or "b" or "c"))
        {
            foreach (PcapRecord record in run.Result.Outputs[port].Where(record => IsIpv4(record.Data)))
            {
                Assert.True(InternetChecksum.IsRight(record.Data.AsSpan(14, (record.Data[14] & 15) * 4)), $"{group}: {port}: {Convert.ToHexString(record.Data)}");
            }
        }
    }

    private static bool IsIpv4(byte[] frame) => frame.Length >= 34 && frame[12] == 8 && frame[13] == 0;

    private static List<byte[]> Of(IReadOnlyDictionary<string, List<PcapRecord>> packets, string port, ExpectedCase entry) =>
        [.. packets[port].Where(record => record.Second == entry.Second).Select(record => record.Data)];

    private static void Compare(StringBuilder problems, string port, ExpectedCase entry, List<byte[]> wanted, List<byte[]> got)
    {
        IgnoredBits[] ignored = [.. entry.Ignore.Where(bits => bits.Port == port)];
        if (wanted.Count != got.Count)
        {
            problems.AppendLine(CultureInfo.InvariantCulture, $" {port}: wanted {wanted.Count} packets, got {got.Count}");
        }

        for (int at = 0; at < Math.Max(wanted.Count, got.Count); at++)
        {
            byte[]? left = at < wanted.Count ? PacketDifference.Mask(wanted[at], ignored) : null;
            byte[]? right = at < got.Count ? PacketDifference.Mask(got[at], ignored) : null;
            if (left is null || right is null || !left.AsSpan().SequenceEqual(right))
            {
                problems.AppendLine(CultureInfo.InvariantCulture, $" {port}: packet {at + 1} of {wanted.Count}").Append(PacketDifference.Show(left, right));
                return;
            }
        }
    }

    private static void Equal(List<string> problems, string what, long wanted, long got)
    {
        if (wanted != got)
        {
            problems.Add($"{what}: wanted {wanted}, got {got}");
        }
    }

    private static void Reasons(
        List<string> problems, string what, ExpectedCase[] cases, Func<ExpectedCase, Dictionary<string, long>> of, Dictionary<string, long> got)
    {
        Dictionary<string, long> wanted = [];
        foreach ((string reason, long count) in cases.SelectMany(of))
        {
            wanted[reason] = wanted.GetValueOrDefault(reason) + count;
        }

        foreach (string reason in wanted.Keys.Union(got.Keys).Order(StringComparer.Ordinal))
        {
            if (wanted.GetValueOrDefault(reason) != got.GetValueOrDefault(reason))
            {
                string users = string.Join(", ", cases.Where(entry => of(entry).ContainsKey(reason)).Select(entry => $"{entry.Name} {of(entry)[reason]}"));
                problems.Add($"{what} {reason}: wanted {wanted.GetValueOrDefault(reason)}, got {got.GetValueOrDefault(reason)} ({users})");
            }
        }
    }

    /// <summary>What the interfaces of a port count as sent is what left it; what they count as received is all that had an interface.</summary>
    private static void Ports(List<string> problems, GroupRun run, ReplayCounters counters)
    {
        foreach (string port in run.Expected.Ports)
        {
            List<PcapRecord> left = run.Result.Outputs[port];
            IEnumerable<ReplayInterface> interfaces = counters.Interfaces.Where(entry => entry.Port == port);
            Equal(problems, $"{port} txPackets", left.Count, interfaces.Sum(entry => entry.TxPackets));
            Equal(problems, $"{port} txBytes", left.Sum(record => (long)record.Data.Length), interfaces.Sum(entry => entry.TxBytes));
        }

        long homeless = counters.Dropped.GetValueOrDefault("runt") + counters.Dropped.GetValueOrDefault("unknown-vlan") + counters.Dropped.GetValueOrDefault("mac-control");
        Equal(problems, "rxPackets of all interfaces", counters.Received - homeless, counters.Interfaces.Sum(entry => entry.RxPackets));
    }
}
