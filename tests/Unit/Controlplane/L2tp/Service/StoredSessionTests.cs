using System.Net;
using System.Text.Json;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Service;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp.Service;

/// <summary>What a session needs in the dataplane comes back from the file as it was.</summary>
public sealed class StoredSessionTests
{
    [Theory]
    [InlineData(L2tpPayload.Ethernet)]
    [InlineData(L2tpPayload.Ip)]
    [InlineData(L2tpPayload.Hdlc)]
    [InlineData(L2tpPayload.FrameRelay)]
    [InlineData(L2tpPayload.AtmAal5)]
    [InlineData(L2tpPayload.AtmVcc)]
    public void ComesBack(L2tpPayload payload)
    {
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = "t",
            TunnelId = 1,
            PeerTunnelId = 2,
            Encapsulation = L2tpEncapsulation.Ip,
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IPAddress.Parse("10.0.1.2"),
        };
        L2tpSessionConfiguration session = new()
        {
            Name = "s",
            Tunnel = "t",
            SessionId = 3,
            PeerSessionId = 4,
            Payload = payload,
            L2Sublayer = payload.DefaultSublayer(),
            Sequencing = L2tpSequencing.BothNonIp,
            Interface = payload == L2tpPayload.Ip ? "loopback0" : null,
            Routes = payload == L2tpPayload.Ip ? [new IpPrefix(IPAddress.Parse("10.7.0.0"), 16)] : [],
            FrameRelay = payload == L2tpPayload.FrameRelay ? new FrameRelayConfiguration(4, 1000, 1001) : null,
            MaxCells = payload.IsCells() ? 28 : null,
        };
        NegotiatedSession before = new(tunnel, session)
        {
            ReceivedSublayer = payload == L2tpPayload.AtmAal5 ? L2SublayerKind.Atm : L2SublayerKind.None,
            PeerMaxCells = 5,
            IsNetworkUp = payload == L2tpPayload.Ip,
            HasHostRoutes = payload == L2tpPayload.Ip,
        };
        List<StoredSession> stored = [StoredSession.Of(before)];
        string text = JsonSerializer.Serialize(stored, StoredSessionJson.Default.ListStoredSession);
        Assert.Equal(before, JsonSerializer.Deserialize(text, StoredSessionJson.Default.ListStoredSession)![0].ToNegotiated());
    }
}
