using System.Net;
using Router.Channel;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>What of a packet's headers must be its session's: each octet of the 44 is changed in turn.</summary>
public sealed unsafe class L2tpSessionMatchTests
{
    private const uint SessionId = 0x01020304;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 4)]
    [InlineData(true, 8)]
    [InlineData(false, 0)]
    [InlineData(false, 4)]
    [InlineData(false, 8)]
    public void EveryOctetThatCountsCounts(bool udp, int cookieLength)
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        L2tpSessionRecord record = new()
        {
            Key = 1,
            SessionId = SessionId,
            Target = new ForwardingTarget(TargetKind.Adjacency, 1).Value,
            Flags = udp ? L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp : L2tpSessionFlags.Enabled,
            CookieLength = (byte)cookieLength,
            PeerPort = 5000,
            LocalPort = 1701,
            Cookie = 0x1817161514131211,
            PreviousCookie = 0x1817161514131211,
            Peer = Address16.From(IPAddress.Parse("192.0.2.1")),
            Local = Address16.From(IPAddress.Parse("192.0.2.2")),
        };
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, record));
        L2tpSession* session = tables.State.Tables->L2tpSessions.Find(SessionId);

        byte[] cookie = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18];
        byte[] ports = udp ? [0x13, 0x88, 0x06, 0xa5] : [];
        byte[] lengthAndVersion = udp ? [0x77, 0x77, 0x77, 0x77, 0x00, 0x03, 0x77, 0x77] : [];
        byte[] packet = new byte[44];
        Array.Fill(packet, (byte)0x77);
        byte[] matched = [192, 0, 2, 1, 192, 0, 2, 2, .. ports, .. lengthAndVersion, 1, 2, 3, 4, .. cookie[..cookieLength]];
        matched.CopyTo(packet, 12);
        Assert.True(Matches(session, packet));

        for (int at = 0; at < packet.Length; at++)
        {
            // Over UDP, length and checksum and the reserved octets may be anything.
            bool free = at < 12 || at >= 12 + matched.Length || (udp && at is (>= 24 and <= 27) or 30 or 31);
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. packet];
                changed[at] ^= (byte)(1 << bit);

                // Of the flags the T bit, and of the version its four bits.
                bool ignored = free || (udp && ((at == 28 && bit != 7) || (at == 29 && bit > 3)));
                Assert.Equal(ignored, Matches(session, changed));
            }
        }
    }

    private static bool Matches(L2tpSession* session, byte[] packet)
    {
        fixed (byte* header = packet)
        {
            return L2tpSession.IsExpected(session, header);
        }
    }
}
