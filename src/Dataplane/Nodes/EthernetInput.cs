using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// First node: finds the interface by port and VLAN tags, counts, and sorts by EtherType. Frames of attachment
/// circuits lose their tags and go to their cross-connect whatever they carry (RFC 4448 4.4).
/// </summary>
internal static unsafe class EthernetInput
{
    private const int PrefetchDistance = 4;

    /// <summary>The packet has gone its way already.</summary>
    private const byte Consumed = 255;

    /// <summary>Interface part of a scratch word: none, as <see cref="VlanTable.None"/>.</summary>
    private const uint NoInterface = uint.MaxValue;

    public static void Process(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < Math.Min(PrefetchDistance, count); i++)
        {
            Prefetch.Read(Mbuf.Data(packets[i]));
            Prefetch.Read(PacketContext.Of(packets[i]));
        }

        VlanTable* vlans = worker->Tables->VlanTables + port;
        if (worker->TraceRemaining != 0)
        {
            Begin(worker, port, packets, count);
        }

        Identify(worker, vlans, packets, count);

        // Packets that go the way of the first one stay in the vector, which is then handed on as it is.
        int same = 0;
        byte next = Consumed;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            byte node = Classify(worker, packet, PacketContext.Of(packet), worker->Scratch[i]);
            if (same == 0 && node != Consumed)
            {
                next = node;
            }

            if (node != Consumed && node == next)
            {
                packets[same++] = packet;
            }
            else if (node != Consumed)
            {
                Worker.Enqueue(worker, (NodeId)node, packet);
            }
        }

        if (same > 0)
        {
            PacketGraph.Continue(worker, (NodeId)next, packets, same);
        }
    }

    /// <summary>First pass: contexts, and for each packet a scratch word of interface (id, or <see cref="NoInterface"/>), EtherType and octets of tags.</summary>
    private static void Identify(Worker* worker, VlanTable* vlans, rte_mbuf** packets, int count)
    {
        uint untagged = (uint)vlans->Untagged;
        bool tracing = worker->TraceActive != 0;
        for (int i = 0; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                Prefetch.Read(Mbuf.Data(packets[i + PrefetchDistance]));
                Prefetch.Read(PacketContext.Of(packets[i + PrefetchDistance]));
            }

            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            uint trace = tracing ? context->Trace : 0;
            *context = default;
            context->FrameOffset = packet->data_off;
            context->FrameLength = (ushort)packet->pkt_len;
            context->Trace = trace;
            context->TraceStep = 1;
            if (packet->data_len < Ethernet.HeaderLength)
            {
                worker->Scratch[i] = NoInterface;
                continue;
            }

            byte* frame = Mbuf.Data(packet);
            ushort type = Ethernet.WireType(frame);
            if (type is Ethernet.WireVlan or Ethernet.WireServiceVlan)
            {
                int id = FindTagged(worker, vlans, packet, context, frame, ref type, out int tags);
                worker->Scratch[i] = (uint)id | ((ulong)type << 32) | ((ulong)tags << 48);
                if (id >= 0)
                {
                    Prefetch.Read(worker->Tables->Interfaces + id);
                    Prefetch.Read(worker->InterfaceCounters + id);
                }
            }
            else
            {
                worker->Scratch[i] = untagged | ((ulong)type << 32);
            }
        }
    }

    /// <summary>Marks packets for the trace and records them here, before anything looks at them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Begin(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            *PacketContext.Of(packets[i]) = default;
        }

        Tracer.Mark(worker, port, packets, count);
        Tracer.Record(worker, NodeId.EthernetInput, packets, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Classify(Worker* worker, rte_mbuf* packet, PacketContext* context, ulong identity)
    {
        int id = (int)identity;
        if (id < 0 || packet->nb_segs != 1)
        {
            return Unidentified(worker, packet);
        }

        byte* frame = Mbuf.Data(packet);
        ushort type = (ushort)(identity >> 32);
        int tags = (int)(identity >> 48);
        context->Interface = (ushort)id;
        InterfaceCounters* counters = worker->InterfaceCounters + id;
        counters->RxPackets++;
        counters->RxBytes += packet->pkt_len;
        InterfaceEntry* ingress = worker->Tables->Interfaces + id;
        if ((ingress->Flags & (InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit)) != InterfaceFlags.Enabled)
        {
            return Switch(worker, packet, context, ingress, tags);
        }

        context->Vrf = ingress->Vrf;
        bool group = (frame[0] & 1) != 0;
        if (!group && Ethernet.Destination(frame) != ingress->Mac)
        {
            return Drop(worker, packet, DropReason.L3MacMismatch);
        }

        switch (type)
        {
            case Ethernet.WireIpv4:
                if ((ingress->Flags & InterfaceFlags.Ipv4) == 0)
                {
                    return Drop(worker, packet, DropReason.Ip4Disabled);
                }

                Mbuf.Advance(packet, Ethernet.HeaderLength + tags);
                return (byte)NodeId.Ipv4Forward;
            case Ethernet.WireMpls:
                if ((ingress->Flags & InterfaceFlags.Mpls) == 0)
                {
                    return Drop(worker, packet, DropReason.MplsDisabled);
                }

                Mbuf.Advance(packet, Ethernet.HeaderLength + tags);
                context->StackOffset = packet->data_off;
                return (byte)NodeId.MplsForward;
            case Ethernet.WireIpv6:
                if ((ingress->Flags & InterfaceFlags.Ipv6) == 0)
                {
                    return Drop(worker, packet, DropReason.Ip6Disabled);
                }

                Mbuf.Advance(packet, Ethernet.HeaderLength + tags);
                return (byte)NodeId.Ipv6Forward;
            case Ethernet.WireArp:
                Control(worker, packet, tags, PuntReason.Arp);
                return Consumed;
            default:
                // LLDP, slow protocols, IS-IS (a length instead of a type): the kernel's or FRR's, if there is a mirror.
                if (ingress->HasMirror == 0)
                {
                    return Drop(worker, packet, DropReason.UnknownEthertype);
                }

                Control(worker, packet, tags, PuntReason.EthernetControl);
                return Consumed;
        }
    }

    /// <summary>Interface of a tagged frame; <paramref name="type"/> becomes the EtherType behind the tags that the interface takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindTagged(
        Worker* worker, VlanTable* vlans, rte_mbuf* packet, PacketContext* context, byte* frame, ref ushort type, out int tags)
    {
        tags = 0;
        if (packet->data_len < Ethernet.HeaderLength + Ethernet.TagLength)
        {
            return VlanTable.None;
        }

        bool service = type == Ethernet.WireServiceVlan;
        ushort tag = Wire.Load16(frame + Ethernet.HeaderLength);
        int vid = tag & 0xfff;
        ushort inner = Unsafe.ReadUnaligned<ushort>(frame + Ethernet.HeaderLength + 2);
        int untagged = vlans->Untagged;
        bool circuit = untagged >= 0 && (worker->Tables->Interfaces[untagged].Flags & InterfaceFlags.AttachmentCircuit) != 0;

        if (inner is Ethernet.WireVlan or Ethernet.WireServiceVlan
            && packet->data_len >= Ethernet.HeaderLength + (2 * Ethernet.TagLength))
        {
            int id = vlans->Double(service, vid, Wire.Load16(frame + Ethernet.HeaderLength + Ethernet.TagLength) & 0xfff);
            if (id >= 0)
            {
                tags = 2 * Ethernet.TagLength;
                context->PriorityBits = (ushort)(tag & 0xf000);
                type = Unsafe.ReadUnaligned<ushort>(frame + Ethernet.HeaderLength + Ethernet.TagLength + 2);
                return id;
            }
        }

        int single = vid == 0 ? VlanTable.None : vlans->Single(service, vid);
        if (single >= 0)
        {
            tags = Ethernet.TagLength;
            context->PriorityBits = (ushort)(tag & 0xf000);
            type = inner;
            return single;
        }

        if (circuit)
        {
            // A port-mode attachment circuit carries every tag that no sub-interface claims, the priority tag too.
            return untagged;
        }

        if (vid == 0 && untagged >= 0)
        {
            tags = Ethernet.TagLength;
            type = inner;
            return untagged;
        }

        return VlanTable.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Unidentified(Worker* worker, rte_mbuf* packet)
    {
        DropReason reason = packet->nb_segs != 1 ? DropReason.NoBuffer
            : packet->data_len < Ethernet.HeaderLength ? DropReason.Runt : DropReason.UnknownVlan;
        return Drop(worker, packet, reason);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Drop(Worker* worker, rte_mbuf* packet, DropReason reason)
    {
        Worker.Drop(worker, packet, reason);
        return Consumed;
    }

    /// <summary>Attachment circuits, and interfaces that are down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Switch(Worker* worker, rte_mbuf* packet, PacketContext* context, InterfaceEntry* ingress, int tags)
    {
        uint adjacency = ingress->CrossConnect;
        if ((ingress->Flags & InterfaceFlags.Enabled) == 0 || adjacency == 0)
        {
            bool down = (ingress->Flags & InterfaceFlags.Enabled) == 0;
            return Drop(worker, packet, down ? DropReason.InterfaceDown : DropReason.NoCrossConnect);
        }

        if (tags != 0)
        {
            RemoveTags(packet, tags);
        }

        context->Adjacency = adjacency;
        Prefetch.Read((byte*)(worker->Tables->Adjacencies + adjacency) + 64);
        return (byte)NodeId.L2Output;
    }

    /// <summary>Moves the addresses over the tags.</summary>
    internal static void RemoveTags(rte_mbuf* packet, int tags)
    {
        byte* frame = Mbuf.Data(packet);
        ulong destination = Unsafe.ReadUnaligned<ulong>(frame);
        uint source = Unsafe.ReadUnaligned<uint>(frame + 8);
        Unsafe.WriteUnaligned(frame + tags, destination);
        Unsafe.WriteUnaligned(frame + tags + 8, source);
        Mbuf.Advance(packet, tags);
    }

    /// <summary>The mirror of a sub-interface sees its frames without their tags.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Control(Worker* worker, rte_mbuf* packet, int tags, PuntReason reason)
    {
        if (tags != 0)
        {
            RemoveTags(packet, tags);
        }

        Worker.Punt(worker, packet, reason);
    }
}
