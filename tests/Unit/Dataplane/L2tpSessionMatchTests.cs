using System.Net;
using Router.Channel;
using Router.Dataplane.Nodes;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>What of a packet's headers must be its session's: each octet of the 44 is changed in turn.</summary>
public sealed unsafe class L2tpSessionMatchTests
{
    private const uint SessionId = 0x01020304;

    [Theory]
    [Trait("l2tp", "A6")]
    [Trait("l2tp", "A7")]
    [Trait("l2tp", "B22")]
    [Trait("l2tp", "B31")]
    [InlineData(true, 0)]
    [InlineData(true, 4)]
    [InlineData(true, 8)]
    [InlineData(false, 0)]
    [InlineData(false, 4)]
    [InlineData(false, 8)]
    public void EveryOctetThatCountsCounts(bool udp, int cookieLength)
    {
        using TestTables tables = new();
        Program(tables, udp ? L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp : L2tpSessionFlags.Enabled, cookieLength, true);
        byte[] cookie = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18];
        byte[] ports = udp ? [0x13, 0x88, 0x06, 0xa5] : [];
        byte[] lengthAndVersion = udp ? [0x77, 0x77, 0x77, 0x77, 0x00, 0x03, 0x77, 0x77] : [];
        byte[] packet = new byte[44];
        Array.Fill(packet, (byte)0x77);
        packet[9] = (byte)(udp ? 17 : 115);
        byte[] beforeId = [192, 0, 2, 1, 192, 0, 2, 2, .. ports, .. lengthAndVersion];
        byte[] matched = [.. beforeId, 1, 2, 3, 4, .. cookie[..cookieLength]];
        matched.CopyTo(packet, 12);
        int idAt = 12 + beforeId.Length;
        Assert.True(Matches(tables, packet, idAt));

        for (int at = 0; at < packet.Length; at++)
        {
            // Over UDP, length and checksum and the reserved octets may be anything. By its session id the session is found.
            bool free = (at < 12 && at != 9) || at >= 12 + matched.Length || (udp && at is (>= 24 and <= 27) or 30 or 31)
                || (at >= idAt && at < idAt + 4);
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. packet];
                changed[at] ^= (byte)(1 << bit);

                // Of the flags the T bit, and of the version its four bits.
                bool ignored = free || (udp && ((at == 28 && bit != 7) || (at == 29 && bit > 3)));
                Assert.Equal(ignored, Matches(tables, changed, idAt));
            }
        }

        Assert.False(Matches(tables, packet, idAt, vrf: 1));
    }

    [Theory]
    [InlineData(L2tpSessionFlags.Udp, true)]
    [InlineData(L2tpSessionFlags.Udp | L2tpSessionFlags.Enabled | L2tpSessionFlags.CheckSequence | L2tpSessionFlags.Sublayer, true)]
    [InlineData(L2tpSessionFlags.Udp | L2tpSessionFlags.Enabled | L2tpSessionFlags.Ipv6, true)]
    [InlineData(L2tpSessionFlags.Udp | L2tpSessionFlags.Enabled, false)]
    public void SessionsThatAskForMoreMatchNothing(L2tpSessionFlags flags, bool connected)
    {
        using TestTables tables = new();
        Program(tables, flags, 0, connected);
        Assert.Equal(PlainPayload.None, tables.State.Tables->L2tpSessions.Find(SessionId)->Plain);
    }

    [Fact]
    public void SessionsOfATunnelShareIt()
    {
        using TestTables tables = new();
        Program(tables, L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp, 8, true);
        L2tpSessionRecord second = Record(L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp, 4, true) with { Key = 2, Id = 2, SessionId = 9 };
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, second));
        Assert.Equal(1u, tables.State.L2tpTunnels.Count);

        L2tpSessionRecord moved = second with { PeerPort = 6000 };
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, moved));
        Assert.Equal(2u, tables.State.L2tpTunnels.Count);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, moved, delete: true));
        Assert.Equal(1u, tables.State.L2tpTunnels.Count);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, Record(0, 0, true), delete: true));
        Assert.Equal(0u, tables.State.L2tpTunnels.Count);
    }

    private static void Program(TestTables tables, L2tpSessionFlags flags, int cookieLength, bool connected)
    {
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, Record(flags, cookieLength, connected)));
    }

    private static L2tpSessionRecord Record(L2tpSessionFlags flags, int cookieLength, bool connected) => new()
    {
        Key = 1,
        SessionId = SessionId,
        Target = connected ? new ForwardingTarget(TargetKind.Adjacency, 1).Value : 0,
        Flags = flags,
        CookieLength = (byte)cookieLength,
        PeerPort = 5000,
        LocalPort = 1701,
        Cookie = 0x1817161514131211,
        PreviousCookie = 0x1817161514131211,
        Peer = Address16.From(IPAddress.Parse("192.0.2.1")),
        Local = Address16.From(IPAddress.Parse("192.0.2.2")),
    };

    private static bool Matches(TestTables tables, byte[] packet, int idAt, uint vrf = 0)
    {
        // The octets before the IP header belong to the link.
        byte[] frame = [1, 2, 3, 4, .. packet];
        L2tpSession* session = tables.State.Tables->L2tpSessions.Find(SessionId);
        fixed (byte* octets = frame)
        {
            return L2tpInput.Matches(session, tables.State.Tables->L2tpTunnels + session->Tunnel, vrf, octets + 4 + idAt);
        }
    }
}
