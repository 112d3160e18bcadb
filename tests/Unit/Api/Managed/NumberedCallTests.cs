using Router.Unit.Tests.Controlplane.L2tp;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>Who demands sequence numbers in a call (RFC 2661 5.4), and what follows, with peers made by hand.</summary>
public sealed class NumberedCallTests : IAsyncLifetime, IDisposable
{
    private const int Tunnel = 0x77;
    private const int Call = 0x4321;
    private const string Peers = """
            - { name: lac, local: 10.0.1.1, remote: 10.0.1.5, version: 2, sequencing: recv, ppp: subscribers }
            - { name: lns, local: 10.0.1.1, remote: 10.0.1.6, version: 2, initiate: true, sequencing: recv }
            - { name: lns-plain, local: 10.0.1.1, remote: 10.0.1.7, version: 2, initiate: true }
          calls:
            - { name: up1, peer: lns, user: alice, password: wonderland, interface: loopback0 }
            - { name: up2, peer: lns-plain, user: alice, password: wonderland, interface: loopback0 }

        """;

    private readonly HandmadePeer _lac = new("10.0.1.5");
    private readonly HandmadePeer _lns = new("10.0.1.6");
    private readonly HandmadePeer _plainLns = new("10.0.1.7");
    private ManagedRouter _router = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _router = await ManagedRouter.Start(Peers);
        await HandmadePeer.Join(_router, _lac, _lns, _plainLns);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _router.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lac.Dispose();
        _lns.Dispose();
        _plainLns.Dispose();
    }

    /// <summary>An LNS numbers if and only if the LAC demands it. In the place of the numbers are ids for the dataplane.</summary>
    [Theory]
    [Trait("l2tp", "E63")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_lns_numbers_what_the_lac_demands(bool demanded)
    {
        _lac.Give(V2(0, 0, 0, 0, [Type(1), Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(Tunnel))]));
        int tunnel = _lac.TakeBehindData(2).U16(9);
        _lac.Give(V2(tunnel, 0, 1, 1, Type(3)));
        _lac.Give(V2(tunnel, 0, 2, 1, Type(10), Avp(14, U16(Call)), Avp(15, U32(1))));
        int call = _lac.TakeBehindData(11).U16(14);
        byte[][] connected = [Type(12), Avp(24, U32(1)), Avp(19, U32(1)), .. demanded ? new[] { Avp(39, []) } : []];
        _lac.Give(V2(tunnel, call, 3, 2, connected));
        await Shows("lac", demanded);
        AssertData(_lac, demanded, tunnel, call);
    }

    /// <summary>A LAC demands numbers of both ends where its peer's key says so.</summary>
    [Theory]
    [Trait("l2tp", "E63")]
    [InlineData("lns", true)]
    [InlineData("lns-plain", false)]
    public async Task A_lac_demands_what_is_configured(string peer, bool demanded)
    {
        HandmadePeer lns = demanded ? _lns : _plainLns;
        int tunnel = lns.TakeBehindData(1).U16(9);
        lns.Give(V2(tunnel, 0, 0, 1, [Type(2), Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lns")), Avp(9, U16(Tunnel))]));
        _ = lns.TakeBehindData(3);
        SeenMessage request = lns.TakeBehindData(10);
        int call = request.U16(14);
        lns.Give(V2(tunnel, call, 1, request.Ns + 1, [Type(11), Avp(14, U16(Call))]));
        SeenMessage connected = lns.TakeBehindData(12);
        Assert.Equal(demanded, connected.Types.Contains(39));
        await Shows(peer, demanded);
        AssertData(lns, demanded, tunnel, call);
    }

    private async Task Shows(string peer, bool demanded)
    {
        System.Text.Json.JsonElement sessions = await _router.Until(
            $"/v1/l2tp/sessions?peer={peer}", static list => list.GetArrayLength() == 1 && list[0].GetProperty("state").GetString() == "established");
        Assert.Equal(demanded ? "both" : "none", sessions[0].GetProperty("sequencing").GetString());
    }

    /// <summary>The first PPP frame, a Configure-Request of LCP, has the right header.</summary>
    private static void AssertData(HandmadePeer peer, bool numbered, int tunnel, int call)
    {
        byte[] ids = Join(U16(Tunnel), U16(Call));
        byte[] header = numbered ? Join(Hex("0802"), ids, U16(tunnel), U16(call)) : Join(Hex("0002"), ids);
        Assert.Equal(Join(header, Hex("FF03C02101")), peer.TakeData()[..(header.Length + 5)]);
    }
}
