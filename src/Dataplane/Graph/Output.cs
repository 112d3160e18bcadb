using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>The last steps of every packet: the adjacency's rewrite, the port's transmit queue.</summary>
internal static unsafe class Output
{
    /// <summary>Headroom that lets the wide copy run over without leaving the buffer.</summary>
    private const int WideHeadroom = 128;

    /// <summary>Puts the adjacency's header in front of the packet. False (packet untouched) when there is no room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPush(rte_mbuf* packet, Adjacency* adjacency)
    {
        int length = adjacency->RewriteLength;
        byte* end = Mbuf.Data(packet);
        byte* source = adjacency->Rewrite + Adjacency.RewriteEnd;
        if (packet->data_off < WideHeadroom)
        {
            return TryPushNarrow(packet, adjacency);
        }

        Vector256.Load(source - 32).Store(end - 32);
        if (length > 32)
        {
            Vector256.Load(source - 64).Store(end - 64);
            if (length > 64)
            {
                Vector256.Load(source - 96).Store(end - 96);
                Unsafe.WriteUnaligned(end - 104, Unsafe.ReadUnaligned<ulong>(source - 104));
            }
        }

        Mbuf.Prepend(packet, length);
        return true;
    }

    /// <summary>Queues a complete frame for a port and counts it on the interface.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transmit(Worker* worker, rte_mbuf* packet, int port, int interfaceId)
    {
        InterfaceCounters* counters = worker->InterfaceCounters + interfaceId;
        counters->TxPackets++;
        counters->TxBytes += packet->pkt_len;
        PortQueue* queue = worker->Ports + port;
        int count = queue->Count;
        queue->Slots[count] = (ulong)packet;
        queue->Interfaces[count] = (ushort)interfaceId;
        queue->Count = ++count;
        worker->DirtyPorts |= 1ul << port;
        if (count == PortQueue.TransmitCapacity)
        {
            Flush(worker, queue);
        }
    }

    /// <summary>Sends a complete frame of an interface, its VLAN tags pushed behind the addresses.</summary>
    public static void SendFrame(Worker* worker, rte_mbuf* packet, int interfaceId)
    {
        InterfaceEntry* egress = worker->Tables->Interfaces + interfaceId;
        if ((egress->Flags & InterfaceFlags.Enabled) == 0)
        {
            Worker.Drop(worker, packet, DropReason.InterfaceDown);
            return;
        }

        if (egress->TagLength != 0 && !TryPushTags(packet, egress))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        Transmit(worker, packet, egress->Port, interfaceId);
    }

    /// <summary>Hands the waiting packets of all ports to their drivers.</summary>
    public static void FlushAll(Worker* worker)
    {
        while (worker->DirtyPorts != 0)
        {
            int port = System.Numerics.BitOperations.TrailingZeroCount(worker->DirtyPorts);
            Flush(worker, worker->Ports + port);
        }
    }

    /// <summary>Counts and queues a next hop whose link-layer address is missing; the packet is dropped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Unresolved(Worker* worker, rte_mbuf* packet, int interfaceId, byte family, byte* address)
    {
        NeighbourRequest request = new() { Interface = (uint)interfaceId, Family = family };
        Unsafe.CopyBlockUnaligned(ref Unsafe.As<Address16, byte>(ref request.Address), ref *address, family == 4 ? 4u : 16u);
        worker->NeighbourRequests->Add(request);
        Worker.Drop(worker, packet, DropReason.NeighbourUnresolved);
    }

    private static void Flush(Worker* worker, PortQueue* queue)
    {
        ulong start = Shim.rs_rdtsc();
        int count = queue->Count;
        rte_mbuf** packets = (rte_mbuf**)queue->Slots;
        queue->Count = 0;
        worker->DirtyPorts &= ~(1ul << queue->Port);
        if (worker->TraceActive != 0)
        {
            Tracer.Record(worker, NodeId.InterfaceOutput, packets, count);
        }

        int sent = count;
        if (queue->Send != null)
        {
            sent = queue->Send(queue->SendQueue, packets, (ushort)count);
            if (sent < count)
            {
                Refuse(worker, queue, sent, count);
            }
        }
        else
        {
            worker->Capture(worker, queue->Port, packets, count);
            Dpdk.Native.Dpdk.rte_pktmbuf_free_bulk(packets, (uint)count);
        }

        worker->State->Transmitted += (uint)sent;
        NodeCounters* counters = worker->NodeCounters + (int)NodeId.InterfaceOutput;
        counters->Calls++;
        counters->Packets += (uint)count;
        ulong spent = Shim.rs_rdtsc() - start;
        counters->Cycles += spent;
        worker->LentCycles += spent;
    }

    private static void Refuse(Worker* worker, PortQueue* queue, int sent, int count)
    {
        for (int i = sent; i < count; i++)
        {
            rte_mbuf* packet = (rte_mbuf*)queue->Slots[i];
            InterfaceCounters* counters = worker->InterfaceCounters + queue->Interfaces[i];
            counters->TxPackets--;
            counters->TxBytes -= packet->pkt_len;
            counters->TxDrops++;
        }

        worker->DropCounters[(int)DropReason.TxFull] += (uint)(count - sent);
        worker->State->Dropped += (uint)(count - sent);
        Dpdk.Native.Dpdk.rte_pktmbuf_free_bulk((rte_mbuf**)queue->Slots + sent, (uint)(count - sent));
    }

    private static bool TryPushTags(rte_mbuf* packet, InterfaceEntry* egress)
    {
        int length = egress->TagLength;
        if (packet->data_off < length)
        {
            return false;
        }

        byte* frame = Mbuf.Prepend(packet, length);
        ulong destination = Unsafe.ReadUnaligned<ulong>(frame + length);
        uint source = Unsafe.ReadUnaligned<uint>(frame + length + 8);
        Unsafe.WriteUnaligned(frame, destination);
        Unsafe.WriteUnaligned(frame + 8, source);
        byte* tags = frame + Ethernet.AddressesLength;
        Unsafe.CopyBlockUnaligned(tags, egress->Tags, (uint)length);
        tags[2] |= (byte)(PacketContext.Of(packet)->PriorityBits >> 8);
        return true;
    }

    private static bool TryPushNarrow(rte_mbuf* packet, Adjacency* adjacency)
    {
        int length = adjacency->RewriteLength;
        if (packet->data_off < length)
        {
            return false;
        }

        byte* start = Mbuf.Prepend(packet, length);
        Unsafe.CopyBlockUnaligned(start, adjacency->Rewrite + Adjacency.RewriteEnd - length, (uint)length);
        return true;
    }
}
