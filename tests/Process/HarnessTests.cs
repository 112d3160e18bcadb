using System.Net;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>What the other tests measure with must itself be without loss.</summary>
public sealed class HarnessTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void A_stream_over_a_plain_wire_loses_nothing()
    {
        using Lab lab = new();
        lab.AddNodes("a", "b");
        lab.WithoutIpv6("a", "b");
        lab.Wire("a", "wire", "b", "wire");
        lab.Address("a", "wire", "10.0.0.1/24");
        lab.Address("b", "wire", "10.0.0.2/24");
        lab.Exec("a", "ping", "-c", "1", "-W", "2", "10.0.0.2").Checked();
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = lab.FullName("a"),
            To = lab.FullName("b"),
            Destination = IPAddress.Parse("10.0.0.2"),
        });
        Thread.Sleep(TimeSpan.FromSeconds(3));
        StreamReport report = stream.Stop();
        output.WriteLine(report.ToString());
        Assert.Equal(0, report.Lost);
        Assert.Equal(0, report.Duplicated);
        Assert.True(report.Sent > 100_000, report.ToString());
    }

    [SkippableFact]
    public void A_stream_notices_loss_and_a_gap()
    {
        using Lab lab = new();
        lab.AddNodes("a", "b");
        lab.WithoutIpv6("a", "b");
        lab.Wire("a", "wire", "b", "wire");
        lab.Address("a", "wire", "10.0.0.1/24");
        lab.Address("b", "wire", "10.0.0.2/24");
        lab.Exec("a", "ip", "neighbour", "add", "10.0.0.2", "dev", "wire", "lladdr", MacOf(lab, "b"), "nud", "permanent").Checked();
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = lab.FullName("a"),
            To = lab.FullName("b"),
            Destination = IPAddress.Parse("10.0.0.2"),
            Rate = 5_000,
        });
        Thread.Sleep(500);
        lab.Exec("b", "ip", "link", "set", "wire", "address", "02:00:00:00:00:99").Checked();
        Thread.Sleep(700);
        lab.Exec("a", "ip", "neighbour", "replace", "10.0.0.2", "dev", "wire", "lladdr", MacOf(lab, "b"), "nud", "permanent").Checked();
        Thread.Sleep(500);
        StreamReport report = stream.Stop();
        output.WriteLine(report.ToString());
        Assert.InRange(report.Lost, 2_000, 6_000);
        Assert.InRange(report.LongestGap.TotalMilliseconds, 650, 2_000);
    }

    [SkippableFact]
    public void A_lab_leaves_nothing_behind()
    {
        string directory;
        string name;
        using (Lab lab = new())
        {
            lab.AddNodes("a");
            directory = lab.RunDirectory;
            name = Path.Combine(NetworkNamespace.Directory, lab.FullName("a"));
            Assert.True(File.Exists(name));
        }

        Assert.False(File.Exists(name));
        Assert.False(Directory.Exists(directory));
    }

    private static string MacOf(Lab lab, string node) => lab.Exec(node, "cat", "/sys/class/net/wire/address").Checked().Output.Trim();
}
