using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Frames of connected attachment circuits: they lose the circuit's tags and get the header of their pseudowire. Those
/// into L2TPv3 over IPv4 or into MPLS, without options, and those out of an untagged circuit, leave here; the others get
/// a context and go by <see cref="L2Output"/>.
/// </summary>
internal static unsafe class CircuitInput
{
    private const int PrefetchDistance = 16;

    public static void Process(Worker* worker, ReceivedVector* vector) => SendAll(worker, vector, counts: false);

    /// <summary>The same for frames that their interface has not counted as received yet.</summary>
    public static void ProcessUncounted(Worker* worker, ReceivedVector* vector) => SendAll(worker, vector, counts: true);

    /// <summary>Frames into pseudowires without options leave here, the others are left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SendAll(Worker* worker, ReceivedVector* vector, bool counts)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        PacketCounter* received = worker->InterfaceReceived;
        ReceivedPacket* first = ReceivedVector.First(vector);
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = first; frame != first + Math.Min(PrefetchDistance, vector->Count); frame++)
        {
            Output.Fetch(adjacencies, counters, ((VlanBinding*)&frame->Origin)->CrossConnect);
        }

        EgressRun run = EgressRun.Begin();
        for (ReceivedPacket* frame = first; frame != end; frame++)
        {
            if (frame + PrefetchDistance < end)
            {
                Output.Fetch(adjacencies, counters, ((VlanBinding*)&frame[PrefetchDistance].Origin)->CrossConnect);
            }

            VlanBinding binding = *(VlanBinding*)&frame->Origin;
            Adjacency* adjacency = adjacencies + binding.CrossConnect;
            rte_mbuf* packet = frame->Packet;
            if (counts)
            {
                received[binding.Interface].Add(1, packet->pkt_len);
            }

            int tags = binding.TagLength;
            if (!L2Output.IsPlain(packet, tags, adjacency))
            {
                ReceivedVector.Leave(vector, frame);
                continue;
            }

            if (tags != 0)
            {
                EthernetInput.MoveAddresses(Mbuf.Data(packet), tags);
            }

            L2Output.EncapsulatePlain(worker, packet, tags, adjacency);
            uint octets = packet->data_len;
            counters[binding.CrossConnect].Add(1, octets);
            run.Add(worker, packet, adjacency->Egress, octets);
        }

        run.End();
        if (vector->LeftCount != 0)
        {
            SendLeft(worker, vector);
        }
    }

    /// <summary>
    /// Frames of a port that is connected to an untagged circuit: they leave as they came. Returns the number of the first
    /// that is tagged, of MAC control, or not whole.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="binding">The port's binding.</param>
    /// <param name="packets">Frames.</param>
    /// <param name="count">Number of frames.</param>
    /// <param name="room">Longest frame that leaves as it is; longer ones are left for <see cref="Process"/>.</param>
    public static int Pass(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count, int room) =>
        TakePort(worker, binding, packets, count, room, wraps: false);

    /// <summary>The same for a port that is connected to a pseudowire without options; what does not fit into it is left for <see cref="Process"/>.</summary>
    public static int Wrap(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count) =>
        TakePort(worker, binding, packets, count, 0, wraps: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakePort(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count, int room, bool wraps)
    {
        Adjacency* adjacency = worker->Tables->Adjacencies + binding.CrossConnect;
        uint egress = wraps ? adjacency->Egress : L2Output.EgressOf(worker, adjacency);
        EgressRun run = EgressRun.Begin();
        ulong received = 0;
        ulong sent = 0;
        uint others = 0;
        nint i = 0;
        for (; i < count; i++)
        {
            if (i + EightFrames.Count < count)
            {
                Prefetch.Read(Mbuf.Data(packets[i + EightFrames.Count]));
            }

            rte_mbuf* packet = packets[i];
            if (Ethernet.IsTagOrMacControl(Ethernet.WireType(Mbuf.Data(packet))) || !EthernetInput.IsWhole(packet))
            {
                break;
            }

            uint octets = packet->data_len;
            received += octets;
            if (wraps ? !L2Output.IsPlain(packet, 0, adjacency) : octets > (uint)room)
            {
                others++;
                ReceivedVector.Add(worker->Circuits, packet, binding.Word);
                continue;
            }

            if (wraps)
            {
                L2Output.EncapsulatePlain(worker, packet, 0, adjacency);
                octets = packet->data_len;
            }

            sent += octets;
            run.Add(worker, packet, egress, octets);
        }

        run.End();
        worker->InterfaceReceived[binding.Interface].Add((uint)i, received);
        worker->AdjacencyCounters[binding.CrossConnect].Add((uint)i - others, sent);
        worker->NodeCounters[(int)NodeId.CircuitInput].Packets += (uint)i - others;
        return (int)i;
    }

    /// <summary>Gives a frame its context, with the priority of the outer tag, and removes the circuit's tags.</summary>
    internal static void Begin(rte_mbuf* packet, VlanBinding binding, uint trace)
    {
        bool tagged = binding.TagLength != 0;
        uint priority = tagged ? Mbuf.Data(packet)[Ethernet.HeaderLength] & 0xf0u : 0;
        PacketContext.BeginFrame(packet, binding.Interface | ((ulong)binding.CrossConnect << 32), priority, trace);
        if (tagged)
        {
            PacketContext.Of(packet)->Flags = PacketFlags.TagRemoved;
            EthernetInput.RemoveTags(packet, binding.TagLength);
        }
    }

    /// <summary>Frames out of untagged circuits leave as they are; the others get a context.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendLeft(Worker* worker, ReceivedVector* vector)
    {
        ReceivedPacket** left = ReceivedVector.LeftOf(vector);
        for (int k = 0; k < vector->LeftCount; k++)
        {
            VlanBinding binding = *(VlanBinding*)&left[k]->Origin;
            rte_mbuf* packet = left[k]->Packet;
            int tags = binding.TagLength;
            Adjacency* adjacency = worker->Tables->Adjacencies + binding.CrossConnect;
            if (packet->data_len - tags > L2Output.RoomOf(worker, adjacency))
            {
                Begin(packet, binding, 0);
                L2Output.Send(worker, packet, binding.CrossConnect);
                continue;
            }

            if (tags != 0)
            {
                EthernetInput.RemoveTags(packet, tags);
            }

            worker->AdjacencyCounters[binding.CrossConnect].Add(1, packet->data_len);
            Output.Transmit(worker, packet, worker->Tables->Interfaces[adjacency->Interface].Port, adjacency->Interface);
        }

        vector->LeftCount = 0;
    }
}
