using System.Collections.Concurrent;
using System.Net;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Unit.Tests.Controlplane.L2tp;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>PPP frames of a call that is not connected yet, from a LAC made by hand.</summary>
public sealed class EarlyDataTests : IAsyncLifetime
{
    private const int Tunnel = 0x77;
    private const int Call = 0x4321;

    private static readonly L2tpEndpoint Lac = new(
        0, L2tpEncapsulation.Udp, L2tpAddress.From(IPAddress.Parse("10.0.1.1")), L2tpEndpoint.Port, L2tpAddress.From(IPAddress.Parse("10.0.1.5")), L2tpEndpoint.Port);

    private readonly BlockingCollection<byte[]> _sent = [];
    private ManagedRouter _router = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _router = await ManagedRouter.Start("    - { name: lac, local: 10.0.1.1, remote: 10.0.1.5, version: 2, ppp: subscribers }\n");
        _router.Elsewhere = (endpoint, octets) =>
        {
            if (endpoint.RemoteAddress == Lac.RemoteAddress)
            {
                _sent.Add(octets);
            }
        };

        // All peers are known as soon as one that the router opens a tunnel to is.
        _ = await _router.Until("/v1/l2tp/tunnels?peer=pe2&state=established", list => list.GetArrayLength() == 1);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _router.DisposeAsync();
        _sent.Dispose();
    }

    [Fact]
    [Trait("l2tp", "E62")]
    [Trait("l2tp", "F83")]
    public async Task Frames_before_the_call_is_connected_are_dropped_and_advance_nothing()
    {
        Give(V2(0, 0, 0, 0, [Type(1), Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(Tunnel))]));
        int tunnel = Take(2).U16(9);
        Give(V2(tunnel, 0, 1, 1, Type(3)));
        _ = Take(0);
        Give(V2(tunnel, 0, 2, 1, Type(10), Avp(14, U16(Call)), Avp(15, U32(1))));
        int call = Take(11).U16(14);

        byte[] request = Join(Hex("0002"), U16(tunnel), U16(call), Hex("FF03C021 0101000A 0506 01020304"));
        Give(request);
        Give(request);
        Give(V2(tunnel, 0, 3, 2, Type(6)));

        // The Hello was behind them: nothing has answered them, and the call still waits.
        _ = Take(0);
        Assert.Equal("wait-connect", (await _router.Api.Get("/v1/l2tp/sessions?peer=lac"))[0].GetProperty("state").GetString());

        // The same frame is answered when the call is connected.
        Give(V2(tunnel, call, 4, 2, Type(12), Avp(24, U32(1)), Avp(19, U32(1))));
        _ = await _router.Until("/v1/l2tp/sessions?peer=lac", static list => list[0].GetProperty("state").GetString() == "established");
        Give(request);
        bool acknowledged = false;
        while (!acknowledged)
        {
            Assert.True(_sent.TryTake(out byte[]? octets, 10_000));
            acknowledged = octets.AsSpan().EndsWith((ReadOnlySpan<byte>)Hex("C021 0201000A 0506 01020304"));
        }
    }

    private void Give(byte[] octets) => _router.Deliver(Lac, octets);

    // Repetitions may come between; data would be no control message.
    private SeenMessage Take(int type)
    {
        while (true)
        {
            Assert.True(_sent.TryTake(out byte[]? octets, 10_000), $"no message {type}");
            SeenMessage seen = new(octets);
            if (seen.Type == type)
            {
                return seen;
            }
        }
    }
}
