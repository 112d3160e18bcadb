using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of IPv4: packets without options that are good in everything and whose route leads to a known next hop
/// get its header in the place of the one that they came with. All others go on to <see cref="Ipv4Forward"/> unchanged.
/// Three passes, so that the memory that one needs is fetched while the one before works: headers, then FIB, then
/// adjacencies.
/// </summary>
internal static unsafe class Ipv4Input
{
    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        // A method for each pass: the compiler then keeps what a pass works on in registers.
        Check(worker, vector);
        Lookup(worker, vector);
        Forward(worker, vector);
    }

    /// <summary>Checks the headers; leaves the destinations in the scratch words.</summary>
    private static void Check(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ulong* scratch = worker->Scratch;
        VrfEntry* vrfs = worker->Tables->Vrfs;
        int count = vector->Count;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            int link = Origin.LinkLength(origins[i]);
            byte* header = Mbuf.Data(packet) + link;
            int length = packet->data_len - link;
            int total = Wire.Load16(header + Ipv4.TotalLengthOffset);
            if (!IsGood(header, length, total))
            {
                Leave(worker, vector, i);
                continue;
            }

            if (length != total)
            {
                Mbuf.SetLength(packet, link + total);
            }

            uint destination = Wire.Load32(header + Ipv4.DestinationOffset);
            scratch[i] = destination;
            Prefetch.Read(vrfs[Origin.Vrf(origins[i])].Ipv4Root + (destination >> 16));
        }
    }

    /// <summary>Replaces the destinations by adjacency ids.</summary>
    private static void Lookup(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ulong* scratch = worker->Scratch;
        ForwardingTables* tables = worker->Tables;
        int count = vector->Count;
        for (int i = 0; i < count; i++)
        {
            if (packets[i] == null)
            {
                continue;
            }

            uint destination = (uint)scratch[i];
            uint* root = tables->Vrfs[Origin.Vrf(origins[i])].Ipv4Root;
            ForwardingTarget target = new(Fib.LookupIpv4(root, tables->FibNodes, destination));
            if (target.Kind != TargetKind.Adjacency || destination >= Ipv4.FirstGroup)
            {
                Leave(worker, vector, i);
                continue;
            }

            scratch[i] = target.Index;
            Output.Fetch(worker, target.Index);
        }
    }

    private static void Forward(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ulong* scratch = worker->Scratch;
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        int count = vector->Count;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            if (packet == null)
            {
                continue;
            }

            int link = Origin.LinkLength(origins[i]);
            uint id = (uint)scratch[i];
            Adjacency* adjacency = adjacencies + id;
            int length = packet->data_len - link + (adjacency->LabelCount * MplsLabel.Length);
            if (adjacency->Kind == AdjacencyKind.NextHop && length <= adjacency->Mtu && Output.HasRoom(packet, link, adjacency))
            {
                Send(worker, packet, link, adjacency, id);
            }
            else
            {
                Leave(worker, vector, i);
            }
        }
    }

    /// <summary>Whether nothing but the route decides on the packet (RFC 1812 5.2.2, 5.3.7): its TTL may be decremented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(byte* header, int length, int total) =>
        header[0] == 0x45
        && (uint)(total - Ipv4.HeaderLength) <= (uint)(length - Ipv4.HeaderLength)
        && Checksum.IsRight(Checksum.SumIpv4(header))
        && header[Ipv4.TtlOffset] > 1
        && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireOffsetMask) != Ipv4.WireOffset1
        && !Ipv4Forward.IsIllegalSource(header[Ipv4.SourceOffset]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Send(Worker* worker, rte_mbuf* packet, int link, Adjacency* adjacency, uint id)
    {
        byte* header = Mbuf.Data(packet) + link;
        Ipv4Forward.DecrementTtl(header);
        Output.Replace(worker, packet, link, adjacency);
        if (adjacency->LabelCount == 0)
        {
            Unsafe.WriteUnaligned(header - Ethernet.TypeLength, Ethernet.WireIpv4);
        }
        else
        {
            LabelStack.Impose(header, adjacency, header[Ipv4.TtlOffset], (uint)header[1] >> 5);
        }

        Output.Send(worker, packet, adjacency, id);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(Worker* worker, ReceivedVector* vector, int i)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        LongWay.Take(worker, packets[i], ReceivedVector.OriginsOf(vector)[i], NodeId.Ipv4Forward);
        packets[i] = null;
    }
}
