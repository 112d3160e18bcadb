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

    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        ReceivedPacket* first = ReceivedVector.First(vector);
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = first; frame != first + Math.Min(PrefetchDistance, vector->Count); frame++)
        {
            Fetch(worker, frame);
        }

        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        EgressRun run = EgressRun.Begin();
        for (ReceivedPacket* frame = first; frame != end; frame++)
        {
            if (frame + PrefetchDistance < end)
            {
                Fetch(worker, frame + PrefetchDistance);
            }

            VlanBinding binding = *(VlanBinding*)&frame->Origin;
            Adjacency* adjacency = adjacencies + binding.CrossConnect;
            rte_mbuf* packet = frame->Packet;
            int tags = binding.TagLength;
            uint egress;
            if (L2Output.IsPlain(packet, tags, adjacency))
            {
                if (tags != 0)
                {
                    EthernetInput.MoveAddresses(Mbuf.Data(packet), tags);
                }

                L2Output.EncapsulatePlain(worker, packet, tags, adjacency);
                egress = adjacency->Egress;
            }
            else if (packet->data_len - tags <= L2Output.RoomOf(worker, adjacency))
            {
                if (tags != 0)
                {
                    EthernetInput.RemoveTags(packet, tags);
                }

                egress = L2Output.EgressOf(worker, adjacency);
            }
            else
            {
                ReceivedVector.Leave(vector, frame);
                continue;
            }

            uint octets = packet->data_len;
            counters[binding.CrossConnect].Add(1, octets);
            run.Add(worker, packet, egress, octets);
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
    public static int Pass(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count, int room)
    {
        uint egress = L2Output.EgressOf(worker, worker->Tables->Adjacencies + binding.CrossConnect);
        EgressRun run = EgressRun.Begin();
        ulong received = 0;
        ulong sent = 0;
        uint tooLong = 0;
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
            if (octets <= (uint)room)
            {
                sent += octets;
                run.Add(worker, packet, egress, octets);
            }
            else
            {
                tooLong++;
                ReceivedVector.Add(worker->Circuits, packet, binding.Word);
            }
        }

        run.End();
        worker->InterfaceReceived[binding.Interface].Add((uint)i, received);
        worker->AdjacencyCounters[binding.CrossConnect].Add((uint)i - tooLong, sent);
        worker->NodeCounters[(int)NodeId.CircuitInput].Packets += (uint)i - tooLong;
        return (int)i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(Worker* worker, ReceivedPacket* frame) =>
        Output.Fetch(worker, ((VlanBinding*)&frame->Origin)->CrossConnect);

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendLeft(Worker* worker, ReceivedVector* vector)
    {
        ReceivedPacket** left = ReceivedVector.LeftOf(vector);
        for (int k = 0; k < vector->LeftCount; k++)
        {
            VlanBinding binding = *(VlanBinding*)&left[k]->Origin;
            Begin(left[k]->Packet, binding, 0);
            L2Output.Send(worker, left[k]->Packet, binding.CrossConnect);
        }

        vector->LeftCount = 0;
    }
}
