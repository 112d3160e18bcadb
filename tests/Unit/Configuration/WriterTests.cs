using FsCheck;
using FsCheck.Fluent;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>What the writer writes, the reader reads as the same.</summary>
public sealed class WriterTests
{
    [Fact]
    public void RoundTripsEverything()
    {
        RouterConfiguration configuration = ConfigurationReader.Parse(Samples.Everything, "test.yaml").Configuration!;
        Assert.Equal(configuration, RoundTrip(configuration));
    }

    [Fact]
    public void RoundTripsTheEmptyConfiguration() => Assert.Equal(new RouterConfiguration(), RoundTrip(new RouterConfiguration()));

    [Fact]
    public void RoundTripsRandomConfigurations() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RouterConfiguration configuration = new RandomConfiguration(seed).Make();
            Assert.Empty(ConfigurationValidator.Validate(configuration, "random"));
            Assert.Equal(configuration, RoundTrip(configuration));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(1, 3));

    [Fact]
    public void LeavesDefaultsOut()
    {
        RouterConfiguration configuration = ConfigurationReader.Parse(Samples.Small, "test.yaml").Configuration!;
        string expected = """
            instance: router

            ports:
              core0: { device: net_tap0 }
              core1: { device: net_tap1 }

            interfaces:
              core0: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true }
              core1: { addresses: [10.0.2.1/24] }

            """;
        Assert.Equal(expected, ConfigurationWriter.ToYaml(configuration));
    }

    [Fact]
    public void AddedSessionIsWrittenAndValidated()
    {
        RouterConfiguration configuration = ConfigurationReader.Parse(Samples.Everything, "test.yaml").Configuration!;
        var session = new L2tpSessionConfiguration { Name = "pw9", Tunnel = "t2", SessionId = 99, PeerSessionId = 98 };
        RouterConfiguration changed = configuration with
        {
            L2tp = configuration.L2tp with { Sessions = configuration.L2tp.Sessions.Add(session) },
        };
        Assert.Empty(ConfigurationValidator.Validate(changed, "running"));
        Assert.Equal(changed, RoundTrip(changed));

        RouterConfiguration twice = changed with { L2tp = changed.L2tp with { Sessions = changed.L2tp.Sessions.Add(session with { Tunnel = "t9" }) } };
        Assert.Equal(
            ["l2tp.sessions[7].tunnel", "l2tp.sessions[7].session-id", "l2tp.sessions[7].name"],
            ConfigurationValidator.Validate(twice, "running").Select(error => error.Key));
    }

    private static RouterConfiguration? RoundTrip(RouterConfiguration configuration)
    {
        string yaml = ConfigurationWriter.ToYaml(configuration);
        ConfigurationResult result = ConfigurationReader.Parse(yaml, "written.yaml");
        Assert.True(result.Errors.Count == 0, $"{string.Join('\n', result.Errors)}\n{yaml}");
        return result.Configuration;
    }
}
