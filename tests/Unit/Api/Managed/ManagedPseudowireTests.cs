using System.Diagnostics;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>Which pseudowires a peer gets, and what both ends hear of their circuits.</summary>
public sealed class ManagedPseudowireTests : IAsyncLifetime
{
    private ManagedRouter _router = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _router = await ManagedRouter.Start();
        _ = await _router.Until("/v1/l2tp/sessions?state=established&peer=pe2", list => list.GetArrayLength() == 1);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _router.DisposeAsync();

    [Fact]
    [Trait("l2tp", "J145")]
    public async Task An_end_that_is_unknown_disabled_or_taken_is_refused()
    {
        _router.Pe.Ask("nobody", "pw3", "pw1");
        await Told("session PeerRequest 5", 2);
        await Told("session PeerRequest 4", 1);
        Assert.Equal(1, (await _router.Api.Get("/v1/l2tp/sessions?state=established&peer=pe2")).GetArrayLength());

        // pw2, which the peer refused when it was asked, is there for it.
        _router.Pe.Ask("pw2");
        _ = await _router.Until("/v1/l2tp/sessions?state=established&peer=pe2", list => list.GetArrayLength() == 2);
    }

    [Fact]
    [Trait("l2tp", "J149")]
    public async Task A_circuit_that_goes_down_and_up_is_told_within_a_second()
    {
        await Apply("  ce0: { enabled: false }");
        Stopwatch watch = Stopwatch.StartNew();
        await Told("circuit None", 1);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 1500);
        await Apply("  ce0: {}");
        await Told("circuit Active", 1);
        Assert.DoesNotContain(_router.Pe.Told(), static text => text.StartsWith("session", StringComparison.Ordinal) && !text.EndsWith(" 5", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("l2tp", "J149")]
    public async Task The_peers_circuit_is_known()
    {
        _router.Pe.SetCircuits(CircuitStatus.None);
        _ = await _router.Until("/v1/l2tp/sessions?peer=pe2&state=established", list => list[0].GetProperty("peerCircuitStatus").GetString() != "active");
        _router.Pe.SetCircuits(CircuitStatus.Active);
        _ = await _router.Until("/v1/l2tp/sessions?peer=pe2&state=established", list => list[0].GetProperty("peerCircuitStatus").GetString() == "active");
    }

    private async Task Apply(string circuit)
    {
        string yaml = ManagedRouter.Configuration().Replace("  ce0: {}", circuit, StringComparison.Ordinal);
        (int status, string body) = await _router.Post("/v1/config/apply", yaml);
        Assert.True(status == 200, body);
    }

    private async Task Told(string text, int times)
    {
        long end = Environment.TickCount64 + 20_000;
        while (_router.Pe.Told().Count(told => told == text) < times)
        {
            Assert.True(Environment.TickCount64 < end, $"{text}: {string.Join(", ", _router.Pe.Told())}");
            await Task.Delay(10);
        }
    }
}
