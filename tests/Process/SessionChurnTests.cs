using System.Globalization;
using System.Text;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>L2TPv3 sessions come and go by the thousand, and the one that carries traffic.</summary>
public sealed class SessionChurnTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 5;
    private const int Sessions = 1000;
    private const int Rate = 10_000;

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    [Trait("l2tp", "K158")]
    public void Others_come_and_go_and_the_traffic_of_one_session_loses_nothing()
    {
        RouterProcess pe1 = PseudowireNetwork.Build(_lab);
        RouterProcess pe2 = _lab.Routers.Single(router => router != pe1);
        string configuration = File.ReadAllText(pe2.ConfigurationFile);
        StringBuilder more = new("  sessions:\n");
        for (int i = 0; i < Sessions; i++)
        {
            more.AppendLine(CultureInfo.InvariantCulture, $"    - {{ name: s{i}, tunnel: t1, session-id: {1000 + i}, peer-session-id: {1000 + i} }}");
        }

        string few = _lab.WriteFile("few.yaml", configuration);
        string many = _lab.WriteFile("many.yaml", configuration.Replace("  sessions:\n", more.ToString(), StringComparison.Ordinal));
        ChannelInfo before = pe2.Api.Channel;
        using PacketStream stream = PseudowireNetwork.StartStream(_lab, Rate);
        for (int round = 0; round < Rounds; round++)
        {
            _lab.RouterCtl(pe2, "config", "apply", many).Checked();
            Assert.Equal(Sessions + 1, pe2.Api.Sessions.Count);
            _lab.RouterCtl(pe2, "config", "apply", few).Checked();
            _ = Assert.Single(pe2.Api.Sessions);
        }

        StreamReport report = stream.Stop();
        ulong created = pe2.Api.Channel.Commands!.Created - before.Commands!.Created;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report}; {created} created"));
        Assert.True(created >= Rounds * Sessions, $"{created} created");
        Assert.Equal(0, report.Lost);
        Conservation.Check(pe2);
    }

    [SkippableFact]
    [Trait("l2tp", "A20")]
    public void A_session_that_is_deleted_under_traffic_is_unknown_and_comes_back()
    {
        RouterProcess pe1 = PseudowireNetwork.Build(_lab);
        RouterProcess pe2 = _lab.Routers.Single(router => router != pe1);
        string configuration = File.ReadAllText(pe2.ConfigurationFile);
        string with = _lab.WriteFile("with.yaml", configuration);

        // Another session keeps the tunnel's port.
        string without = _lab.WriteFile("without.yaml", configuration.Replace("name: pw1, tunnel: t1, session-id: 2", "name: other, tunnel: t1, session-id: 22", StringComparison.Ordinal)
            .Replace("cross-connects:\n  - [ac0, pw1]", "", StringComparison.Ordinal));
        Assert.DoesNotContain("pw1", File.ReadAllText(without), StringComparison.Ordinal);
        using PacketStream stream = PseudowireNetwork.StartStream(_lab, Rate);
        for (int round = 0; round < 3; round++)
        {
            ulong dropped = pe2.Api.DropsBy("l2tp-unknown-session");
            _lab.RouterCtl(pe2, "config", "apply", without).Checked();
            Wait.Until("packets to no session", TimeSpan.FromSeconds(5), () => pe2.Api.DropsBy("l2tp-unknown-session") > dropped + (Rate / 10));
            _lab.RouterCtl(pe2, "config", "apply", with).Checked();
            dropped = pe2.Api.DropsBy("l2tp-unknown-session");
            ulong received = Received(pe2);
            Wait.Until("packets to the session", TimeSpan.FromSeconds(5), () => Received(pe2) > received + (Rate / 10));
            Assert.Equal(dropped, pe2.Api.DropsBy("l2tp-unknown-session"));
        }

        StreamReport report = stream.Stop();
        output.WriteLine(report.ToString());
        Assert.InRange(report.Received, Rate / 10, report.Sent - (3 * Rate / 10));
        Conservation.Check(pe2);
    }

    private static ulong Received(RouterProcess router) => router.Api.Sessions.Single(session => session.Name == "pw1").Counters!.RxPackets;
}
