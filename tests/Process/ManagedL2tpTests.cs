using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>L2TP tunnels and pseudowires that the control protocol sets up, between two routers.</summary>
public sealed class ManagedL2tpTests(ITestOutputHelper output) : IDisposable
{
    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableTheory]
    [InlineData("udp", false, "secret: s3cret")]
    [InlineData("ip", false, "secret: s3cret, cookie-length: 4, hide-avps: true")]
    [InlineData("udp", true, "l2-sublayer: none, cookie-length: 0")]
    [InlineData("ip", true, "sequencing: recv, authentication: integrity")]
    public void Pseudowires_come_up_and_carry_frames(string encapsulation, bool ipv6, string more)
    {
        ManagedPseudowires.Build(_lab, encapsulation, ipv6, more);
        _ = _lab.Ping("ce1", ManagedPseudowires.Destination, 20);
    }

    [SkippableTheory]
    [InlineData("version: 2, secret: s3cret", "authentication: [chap]")]
    [InlineData("version: 2", "authentication: [ms-chap-v2]")]
    [InlineData("version: 2, hide-avps: true, secret: s3cret", "authentication: [pap]")]
    [InlineData("version: 3, secret: s3cret", "authentication: [chap, pap]")]
    [InlineData("version: both", "authentication: [chap]")]
    public void Ppp_sessions_come_up_and_carry_packets(string peer, string profile)
    {
        _ = SubscriberNetwork.Build(_lab, peer, profile);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        _ = _lab.Ping("home", SubscriberNetwork.Gateway);
        _ = _lab.Ping("host", "192.168.7.2");
        _ = _lab.Ping("host", SubscriberNetwork.Subscriber);
        Assert.Contains("ttl=62", _lab.Ping("home", SubscriberNetwork.Host).Output, StringComparison.Ordinal);
    }
}
