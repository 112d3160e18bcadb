using System.Diagnostics;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>DPDK really runs through the bindings, without hugepages and without a network card.</summary>
public class SmokeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void PacketsOfNetNullComeAndGo()
    {
        (int exit, Dictionary<string, string> seen, string log) = RunChild(
            "smoke", "--no-huge", "-m", "64", "--no-pci", "--no-shconf", "--no-telemetry", "-l", Linux.SchedGetaffinity()[0].ToString(System.Globalization.CultureInfo.InvariantCulture), "--vdev=net_null0,size=80");

        Assert.True(exit == 0, $"{string.Join('\n', seen)}\n{log}");
        Assert.True(ulong.Parse(seen["tsc-hz"], System.Globalization.CultureInfo.InvariantCulture) > 100_000_000, seen["tsc-hz"]);
        Assert.Contains("said by the shim", log, StringComparison.Ordinal);
        foreach ((string name, string value) in new[]
        {
            ("clock-runs", "True"), ("configure", "0"), ("rx-setup", "0"), ("tx-setup", "0"), ("start", "0"), ("data-room", "2176"),
            ("shim-received", "32"), ("packet-length", "80"), ("in-use", "32"), ("shim-sent", "32"), ("direct-received", "32"), ("direct-sent", "32"),
            ("bad-port", "0"), ("bulk", "0"), ("bulk-too-many", $"{-Linux.ENOBUFS}"), ("headroom", "128"), ("chain", "0"), ("chained-length", "200"),
            ("chained-segments", "2"), ("linearize", "0"), ("linear-segments", "1"), ("references", "2"), ("prefree-shared", "0"), ("prefree-last", "True"),
            ("left-in-use", "0"), ("stop", "0"), ("cleanup", "0"),
        })
        {
            Assert.True(seen.GetValueOrDefault(name) == value, $"{name} is {seen.GetValueOrDefault(name)}, expected {value}");
        }
    }

    [Fact]
    public void FailureOfEalLeavesItsErrorNumber()
    {
        (int exit, Dictionary<string, string> seen, _) = RunChild("smoke", "--no-huge", "--in-memory", "--no-such-option");

        Assert.Equal(1, exit);
        Assert.Equal("-1", seen["eal-arguments"]);
        Assert.Equal($"{Linux.EINVAL}", seen["errno"]);
    }

    private static (int Exit, Dictionary<string, string> Seen, string Log) RunChild(params string[] arguments)
    {
        string home = Path.Combine(AppContext.BaseDirectory, "probe", "dpdk");
        Directory.CreateDirectory(home);
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(SmokeTests).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // EAL keeps its runtime files there instead of in /var/run/dpdk.
        start.Environment["RUNTIME_DIRECTORY"] = home;
        start.Environment["XDG_RUNTIME_DIR"] = home;
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> log = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"the child did not end within {Patience}");
        }

        var seen = output.Result.Split('\n').Select(line => line.Split(' ')).Where(parts => parts is ["=", _, _]).ToDictionary(parts => parts[1], parts => parts[2]);
        return (child.ExitCode, seen, output.Result + log.Result);
    }
}
