using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Frames of connected attachment circuits: they lose the circuit's tags and get the header of their pseudowire. Those
/// into L2TPv3 over IPv4 without options leave here; the others get a context and go by <see cref="L2Output"/>.
/// </summary>
internal static unsafe class CircuitInput
{
    private const int PrefetchDistance = 8;

    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        VlanBinding* bindings = (VlanBinding*)ReceivedVector.OriginsOf(vector);
        int count = vector->Count;
        for (int i = 0; i < Math.Min(PrefetchDistance, count); i++)
        {
            Prefetch.Read(worker->AdjacencyCounters + bindings[i].CrossConnect);
        }

        for (int i = 0; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                Prefetch.Read(worker->AdjacencyCounters + bindings[i + PrefetchDistance].CrossConnect);
            }

            rte_mbuf* packet = packets[i];
            VlanBinding binding = bindings[i];
            Adjacency* adjacency = worker->Tables->Adjacencies + binding.CrossConnect;
            int tags = binding.TagLength;
            if (L2Output.IsPlain(packet, tags, adjacency))
            {
                if (tags != 0)
                {
                    EthernetInput.MoveAddresses(Mbuf.Data(packet), tags);
                }

                L2Output.EncapsulatePlain(worker, packet, tags, adjacency, binding.CrossConnect);
            }
            else
            {
                SendOther(worker, packet, binding);
            }
        }
    }

    /// <summary>Gives a frame its context, with the priority of the outer tag, and removes the circuit's tags.</summary>
    internal static void Begin(rte_mbuf* packet, VlanBinding binding, uint trace)
    {
        bool tagged = binding.TagLength != 0;
        uint priority = tagged ? Mbuf.Data(packet)[Ethernet.HeaderLength] & 0xf0u : 0;
        PacketContext.BeginFrame(packet, binding.Interface | ((ulong)binding.CrossConnect << 32), priority, trace);
        if (tagged)
        {
            EthernetInput.RemoveTags(packet, binding.TagLength);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendOther(Worker* worker, rte_mbuf* packet, VlanBinding binding)
    {
        Begin(packet, binding, 0);
        L2Output.Send(worker, packet, binding.CrossConnect);
    }
}
