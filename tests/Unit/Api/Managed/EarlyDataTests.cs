using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>PPP frames of a call that is not connected yet, from a LAC made by hand.</summary>
public sealed class EarlyDataTests : IAsyncLifetime, IDisposable
{
    private const int Tunnel = 0x77;
    private const int Call = 0x4321;

    private readonly HandmadePeer _lac = new("10.0.1.5");
    private ManagedRouter _router = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _router = await ManagedRouter.Start("    - { name: lac, local: 10.0.1.1, remote: 10.0.1.5, version: 2, ppp: subscribers }\n");
        await HandmadePeer.Join(_router, _lac);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _router.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _lac.Dispose();

    [Fact]
    [Trait("l2tp", "E62")]
    [Trait("l2tp", "F83")]
    public async Task Frames_before_the_call_is_connected_are_dropped_and_advance_nothing()
    {
        _lac.Give(V2(0, 0, 0, 0, [Type(1), Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(Tunnel))]));
        int tunnel = _lac.Take(2).U16(9);
        _lac.Give(V2(tunnel, 0, 1, 1, Type(3)));
        _ = _lac.Take(0);
        _lac.Give(V2(tunnel, 0, 2, 1, Type(10), Avp(14, U16(Call)), Avp(15, U32(1))));
        int call = _lac.Take(11).U16(14);

        byte[] request = Join(Hex("0002"), U16(tunnel), U16(call), Hex("FF03C021 0101000A 0506 01020304"));
        _lac.Give(request);
        _lac.Give(request);
        _lac.Give(V2(tunnel, 0, 3, 2, Type(6)));

        // The Hello was behind them: nothing has answered them, and the call still waits.
        _ = _lac.Take(0);
        Assert.Equal("wait-connect", (await _router.Api.Get("/v1/l2tp/sessions?peer=lac"))[0].GetProperty("state").GetString());

        // The same frame is answered when the call is connected.
        _lac.Give(V2(tunnel, call, 4, 2, Type(12), Avp(24, U32(1)), Avp(19, U32(1))));
        _ = await _router.Until("/v1/l2tp/sessions?peer=lac", static list => list[0].GetProperty("state").GetString() == "established");
        _lac.Give(request);
        bool acknowledged = false;
        while (!acknowledged)
        {
            acknowledged = _lac.Next("Configure-Ack").AsSpan().EndsWith((ReadOnlySpan<byte>)Hex("C021 0201000A 0506 01020304"));
        }
    }
}
