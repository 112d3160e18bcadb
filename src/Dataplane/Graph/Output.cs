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
    /// <summary>Fetches what sending by an adjacency reads and counts, but for the head of a long rewrite, which many share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(Worker* worker, uint adjacency) => Fetch(worker->Tables->Adjacencies, worker->AdjacencyCounters, adjacency);

    /// <summary>The same for loops that keep both tables in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(Adjacency* adjacencies, PacketCounter* counters, uint adjacency)
    {
        Prefetch.Read(adjacencies + adjacency);
        Prefetch.Read(counters + adjacency);
    }

    /// <summary>The same for eight adjacencies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchEight(Adjacency* adjacencies, PacketCounter* counters, uint* ids)
    {
        Fetch(adjacencies, counters, ids[0]);
        Fetch(adjacencies, counters, ids[1]);
        Fetch(adjacencies, counters, ids[2]);
        Fetch(adjacencies, counters, ids[3]);
        Fetch(adjacencies, counters, ids[4]);
        Fetch(adjacencies, counters, ids[5]);
        Fetch(adjacencies, counters, ids[6]);
        Fetch(adjacencies, counters, ids[7]);
    }

    /// <summary>Puts the adjacency's header in front of the packet: its first octet then, or null (packet untouched) when there is no room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Push(Worker* worker, rte_mbuf* packet, Adjacency* adjacency) =>
        HasRoom(packet, 0, adjacency) ? Replace(worker, packet, 0, adjacency) : null;

    /// <summary>Whether the adjacency's header fits in front of the packet in the place of its first octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasRoom(rte_mbuf* packet, int replaced, Adjacency* adjacency) =>
        packet->data_off + replaced >= adjacency->RewriteLength;

    /// <summary>Puts the adjacency's header in the place of the packet's first octets; its first octet then. There must be room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Replace(Worker* worker, rte_mbuf* packet, int replaced, Adjacency* adjacency)
    {
        int length = adjacency->RewriteLength;
        int offset = packet->data_off + replaced - length;
        byte* start = (byte*)packet->buf_addr + offset;
        if (length <= Adjacency.TailLength)
        {
            Copy(start, Adjacency.EndOfRewrite(adjacency) - length, length);
        }
        else
        {
            CopyLong(start, (byte*)(worker->Tables->RewriteHeads + adjacency->Head), (byte*)adjacency, length);
        }

        packet->data_off = (ushort)offset;
        Mbuf.SetLength(packet, packet->data_len - replaced + length);
        return start;
    }

    /// <summary>Counts a complete frame on its adjacency and queues it for the adjacency's port.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Send(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        worker->AdjacencyCounters[id].Add(1, packet->pkt_len);
        Transmit(worker, packet, adjacency->Port, adjacency->Interface);
    }

    /// <summary>The same where <see cref="MakeRoom"/> has made room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Queue(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        worker->AdjacencyCounters[id].Add(1, packet->pkt_len);
        Queue(worker, packet, worker->Ports + adjacency->Port, (uint)adjacency->Interface << 16);
    }

    /// <summary>
    /// Copies a header of 14 to 40 octets with stores that overlap and never leave it: a store over its start would
    /// fetch a line of the headroom that nothing else needs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, byte* from, int length)
    {
        if (length < 16)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(from + length - 8);
            Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
            Unsafe.WriteUnaligned(to + length - 8, last);
        }
        else if (length <= 32)
        {
            Vector128<byte> last = Vector128.Load(from + length - 16);
            Vector128.Load(from).Store(to);
            last.Store(to + length - 16);
        }
        else
        {
            Vector256<byte> last = Vector256.Load(from + length - 32);
            Vector256.Load(from).Store(to);
            last.Store(to + length - 32);
        }
    }

    /// <summary>Copies a header of 41 to 104 octets: whole words of the head, then the tail, over what they were too long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLong(byte* to, byte* head, byte* tail, int length)
    {
        Vector256.Load(head).Store(to);
        if (length > Adjacency.TailLength + 32)
        {
            Vector256.Load(head + 32).Store(to + 32);
        }

        to += length - Adjacency.TailLength;
        Vector256<byte> last = Vector256.Load(tail + Adjacency.TailLength - 32);
        Vector256.Load(tail).Store(to);
        last.Store(to + Adjacency.TailLength - 32);
    }

    /// <summary>Queues a complete frame of an interface for its port.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transmit(Worker* worker, rte_mbuf* packet, int port, int interfaceId)
    {
        PortQueue* queue = worker->Ports + port;
        if (queue->Count == PortQueue.Capacity)
        {
            Flush(worker, queue);
        }

        Queue(worker, packet, queue, (uint)interfaceId << 16);
    }

    /// <summary>Queues a complete frame where <see cref="MakeRoom"/> has made room.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">A complete frame.</param>
    /// <param name="queue">The port's queue.</param>
    /// <param name="account">Interface id in the high half.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Queue(Worker* worker, rte_mbuf* packet, PortQueue* queue, uint account)
    {
        int count = queue->Count;
        queue->Count = count + 1;
        PortQueue.SlotsOf(queue)[count] = (ulong)packet;
        PortQueue.AccountsOf(queue)[count] = account | (ushort)packet->pkt_len;
        if (count == 0)
        {
            worker->DirtyPorts |= 1ul << queue->Port;
        }
    }

    /// <summary>Sees to it that every port's queue takes a vector more.</summary>
    public static void MakeRoom(Worker* worker)
    {
        for (ulong dirty = worker->DirtyPorts; dirty != 0; dirty &= dirty - 1)
        {
            PortQueue* queue = worker->Ports + System.Numerics.BitOperations.TrailingZeroCount(dirty);
            if (queue->Count > PortQueue.Capacity - Worker.MaxVector)
            {
                Flush(worker, queue);
            }
        }
    }

    /// <summary>Sends a complete frame of an interface, its VLAN tags pushed behind the addresses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Flush(Worker* worker, PortQueue* queue)
    {
        int count = queue->Count;
        NodeId running = PacketGraph.Enter(worker, NodeId.InterfaceOutput, count);
        rte_mbuf** packets = (rte_mbuf**)PortQueue.SlotsOf(queue);
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

        CountSent(worker, PortQueue.AccountsOf(queue), sent);
        worker->State->Transmitted += (uint)sent;
        PacketGraph.Charge(worker);
        worker->Running = running;
    }

    /// <summary>Counts what the port took on its interfaces, 8 packets at a time while they are of the same one.</summary>
    private static void CountSent(Worker* worker, uint* accounts, int count)
    {
        int i = 0;
        while (i < count)
        {
            uint interfaceId = accounts[i] >> 16;
            int first = i;
            Vector256<uint> octets = Vector256<uint>.Zero;
            Vector256<uint> same = Vector256.Create(interfaceId);
            while (i + Vector256<uint>.Count <= count)
            {
                Vector256<uint> next = Vector256.Load(accounts + i);
                if (next >>> 16 != same)
                {
                    break;
                }

                octets += next & Vector256.Create(0xffffu);
                i += Vector256<uint>.Count;
            }

            ulong sum = Vector256.Sum(octets);
            while (i < count && accounts[i] >> 16 == interfaceId)
            {
                sum += (ushort)accounts[i++];
            }

            worker->InterfaceSent[interfaceId].Add((uint)(i - first), sum);
        }
    }

    private static void Refuse(Worker* worker, PortQueue* queue, int sent, int count)
    {
        for (int i = sent; i < count; i++)
        {
            worker->InterfaceExceptions[PortQueue.AccountsOf(queue)[i] >> 16].TxDrops++;
        }

        worker->DropCounters[(int)DropReason.TxFull] += (uint)(count - sent);
        worker->State->Dropped += (uint)(count - sent);
        Dpdk.Native.Dpdk.rte_pktmbuf_free_bulk((rte_mbuf**)PortQueue.SlotsOf(queue) + sent, (uint)(count - sent));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
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
        tags[2] |= PacketContext.Of(packet)->PriorityBits;
        return true;
    }
}
