using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Headers that go in front of packets: every length, and nothing beside them.</summary>
public sealed unsafe class RewriteTests
{
    private const int Room = 128;
    private const int Payload = 64;

    public static TheoryData<int> Lengths() => [.. Enumerable.Range(14, AdjacencyRecord.MaxRewriteLength - 13)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryLengthIsCopiedWhole(int length)
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        AdjacencyRecord record = new()
        {
            Id = 3,
            Key = 3,
            Mtu = 1500,
            Kind = AdjacencyKind.MplsPseudowire,
            RewriteLength = (byte)length,
            L2Length = 14,
        };
        byte[] rewrite = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.Adjacency, record));

        byte* buffer = (byte*)NativeMemory.AlignedAlloc(Room + Payload, 64);
        Worker worker = new() { Tables = tables.State.Tables };
        rte_mbuf packet = default;
        try
        {
            new Span<byte>(buffer, Room + Payload).Fill(0xee);
            packet.buf_addr = buffer;
            packet.data_off = Room;
            packet.data_len = Payload;
            packet.pkt_len = Payload;
            byte* start = Output.Push(&worker, &packet, tables.State.Tables->Adjacencies + 3);
            Assert.True(start == buffer + Room - length);
            Assert.Equal((Room - length, Room + Payload - (Room - length)), (packet.data_off, packet.data_len));
            Assert.Equal((uint)packet.data_len, packet.pkt_len);
            Assert.Equal(rewrite, new Span<byte>(start, length).ToArray());
            Assert.Equal(-1, new Span<byte>(buffer, Room - length).IndexOfAnyExcept((byte)0xee));
            Assert.Equal(-1, new Span<byte>(buffer + Room, Payload).IndexOfAnyExcept((byte)0xee));

            packet.data_off = (ushort)(length - 1);
            Assert.True(Output.Push(&worker, &packet, tables.State.Tables->Adjacencies + 3) == null);
            Assert.Equal(length - 1, packet.data_off);
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }
}
