using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Nodes;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The lookups of the short way of IPv6, all packets of a vector at once, against those of the long way, one by one.</summary>
public sealed unsafe class Ipv6LookupTests
{
    private const int Link = 18;
    private const int DestinationOffset = Link + 24;
    private const int PacketSize = 64;

    public static TheoryData<int, int> Vectors() => new()
    {
        { 1, 1 }, { 2, 7 }, { 3, 8 }, { 4, 64 }, { 5, Router.Dataplane.Graph.Worker.MaxVector },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void AVectorFindsWhatOneByOneFind(int seed, int count)
    {
        using TestTables tables = new();
        Random random = new(seed);
        Address16[] prefixes = AddRoutes(tables, random);
        Worker* worker = tables.Worker;
        LookupVector* vector = worker->Ipv6;
        rte_mbuf* packets = (rte_mbuf*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(rte_mbuf));
        byte* data = (byte*)NativeMemory.AllocZeroed((nuint)count, PacketSize);
        try
        {
            HashSet<uint> different = [];
            for (int round = 0; round < 20; round++)
            {
                uint[] expected = new uint[count];
                vector->Count = 0;
                for (int i = 0; i < count; i++)
                {
                    uint vrf = (uint)random.Next(2);
                    Address16 destination = Near(random, prefixes[random.Next(prefixes.Length)]);
                    expected[i] = tables.Lookup(vrf, 6, destination);
                    packets[i].buf_addr = data + (i * PacketSize);
                    *(Address16*)(data + (i * PacketSize) + DestinationOffset) = destination;
                    ulong key = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(new Span<byte>(&destination, 8));
                    Assert.Equal(i, LookupVector.AddLong(vector, packets + i, Origin.Of(1, vrf, Link), key));
                }

                Ipv6Input.Lookup(worker, vector);

                Assert.Equal(0, vector->LeftCount);
                Assert.Equal(expected, new Span<uint>(LookupVector.Found(vector, 0), count).ToArray());
                different.UnionWith(expected);
            }

            Assert.True(different.Count > Math.Min(count, 64) / 2, "The lookups end at many routes.");
        }
        finally
        {
            vector->Count = 0;
            NativeMemory.Free(packets);
            NativeMemory.Free(data);
        }
    }

    /// <summary>Routes of all lengths in two VRFs, each inside the one before for a while, so that lookups go deep.</summary>
    private static Address16[] AddRoutes(TestTables tables, Random random)
    {
        tables.Vrf(0);
        tables.Vrf(1);
        tables.Interface(0);
        List<Address16> prefixes = [];
        Address16 address = default;
        for (int step = 0; step < 600; step++)
        {
            if (step % 20 == 0)
            {
                random.NextBytes(new Span<byte>(&address, sizeof(Address16)));
            }

            int length = random.Next(129);
            Address16 prefix = Masked(address, length);
            uint id = (uint)step + 1;
            Assert.Equal(CommandError.None, tables.Adjacency(id));
            ForwardingTarget target = step % 10 == 0 ? new(TargetKind.Blackhole) : new(TargetKind.Adjacency, id);
            Assert.Equal(CommandError.None, tables.Route((uint)step & 1, 6, prefix, length, target));
            prefixes.Add(prefix);
            prefixes.Add(address);
        }

        return [.. prefixes];
    }

    /// <summary>The address, often with some of its last octets changed.</summary>
    private static Address16 Near(Random random, Address16 address)
    {
        random.NextBytes(new Span<byte>(&address, sizeof(Address16))[random.Next(1, 17)..]);
        return address;
    }

    private static Address16 Masked(Address16 address, int length)
    {
        byte* octets = (byte*)&address;
        for (int bit = length; bit < 128; bit++)
        {
            octets[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return address;
    }
}
