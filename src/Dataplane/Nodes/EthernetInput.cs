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

    /// <summary>A frame that no interface takes, as a word of <see cref="Find"/>.</summary>
    private const ulong NoInterface = ulong.MaxValue;

    public static void Process(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        for (int k = 0; k < Math.Min(PrefetchDistance, count); k++)
        {
            FetchPacket(packets[k]);
        }

        if (worker->TraceRemaining != 0)
        {
            Begin(worker, port, packets, count);
        }

        VlanTable* vlans = worker->Tables->VlanTables + port;
        int untagged = vlans->Untagged;

        // Packets that go the way of the first one stay in the vector, which is then handed on as it is.
        int same = 0;
        byte next = Consumed;
        int i = 0;
        if (untagged >= 0 && worker->TraceActive == 0)
        {
            i = TakeUntagged(worker, untagged, packets, count, ref same, ref next);
        }

        if (i < count)
        {
            // From the first tagged frame on, in two passes: the interfaces that they name are fetched together.
            Identify(worker, vlans, packets, i, count);
            for (; i < count; i++)
            {
                rte_mbuf* packet = packets[i];
                Sort(worker, packet, ClassifyIdentified(worker, packet, worker->Scratch[i]), packets, ref same, ref next);
            }
        }

        if (same > 0)
        {
            PacketGraph.Continue(worker, (NodeId)next, packets, same);
        }
    }

    /// <summary>Fetches the start of the frame, and the context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchPacket(rte_mbuf* packet)
    {
        Prefetch.Read(Mbuf.Data(packet));
        Prefetch.Read(PacketContext.Of(packet));
    }

    /// <summary>Sorts frames without tags in one pass: they are all of one interface. Returns the number of the first tagged one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeUntagged(Worker* worker, int id, rte_mbuf** packets, int count, ref int same, ref byte next)
    {
        ForwardingTables* tables = worker->Tables;
        InterfaceEntry* ingress = tables->Interfaces + id;
        uint origin = (uint)id | ((uint)ingress->Vrf << 16);
        const InterfaceFlags Relevant = InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit | InterfaceFlags.Ipv4;
        bool ipv4 = (ingress->Flags & Relevant) == (InterfaceFlags.Enabled | InterfaceFlags.Ipv4);
        ulong mac = ipv4 ? ingress->Mac : ulong.MaxValue;
        uint counted = 0;
        ulong octets = 0;
        int i = 0;
        for (; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                FetchPacket(packets[i + PrefetchDistance]);
            }

            rte_mbuf* packet = packets[i];
            byte* frame = Mbuf.Data(packet);
            ushort type = Ethernet.WireType(frame);
            byte node;
            if (type == Ethernet.WireIpv4 && Ethernet.Destination(frame) == mac && packet->nb_segs == 1
                && packet->data_len >= Ethernet.HeaderLength)
            {
                // Most packets of most interfaces: Classify in short.
                PacketContext.Begin(packet, origin, 0);
                counted++;
                octets += packet->pkt_len;
                Mbuf.Advance(packet, Ethernet.HeaderLength);
                node = (byte)(L2tpInput.IsCandidate(tables, frame + Ethernet.HeaderLength) ? NodeId.L2tpInput : NodeId.Ipv4Forward);
            }
            else if (type is Ethernet.WireVlan or Ethernet.WireServiceVlan)
            {
                break;
            }
            else
            {
                PacketContext* context = PacketContext.Begin(packet, origin, 0);
                if (packet->nb_segs != 1 || packet->data_len < Ethernet.HeaderLength)
                {
                    node = Unidentified(worker, packet);
                }
                else
                {
                    counted++;
                    octets += packet->pkt_len;
                    node = Classify(worker, packet, context, ingress, frame, type, 0);
                }
            }

            Sort(worker, packet, node, packets, ref same, ref next);
        }

        worker->InterfaceReceived[id].Add(counted, octets);
        return i;
    }

    /// <summary>Begins contexts and leaves, for each packet, the word of <see cref="Find"/> in the scratch.</summary>
    private static void Identify(Worker* worker, VlanTable* vlans, rte_mbuf** packets, int first, int count)
    {
        bool tracing = worker->TraceActive != 0;
        for (int i = first; i < count; i++)
        {
            if (i + (2 * PrefetchDistance) < count)
            {
                FetchPacket(packets[i + (2 * PrefetchDistance)]);
            }

            if (i + PrefetchDistance < count)
            {
                vlans->Prefetch(Mbuf.Data(packets[i + PrefetchDistance]) + Ethernet.AddressesLength);
            }

            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Begin(packet, 0, tracing ? PacketContext.Of(packet)->Trace : 0);
            worker->Scratch[i] = Find(worker, vlans, packet, context);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sort(Worker* worker, rte_mbuf* packet, byte node, rte_mbuf** packets, ref int same, ref byte next)
    {
        if (same == 0)
        {
            next = node;
        }

        if (node == Consumed)
        {
            return;
        }

        if (node == next)
        {
            packets[same++] = packet;
        }
        else
        {
            Worker.Enqueue(worker, (NodeId)node, packet);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ClassifyIdentified(Worker* worker, rte_mbuf* packet, ulong identity)
    {
        if (identity == NoInterface)
        {
            return Unidentified(worker, packet);
        }

        uint id = (uint)identity;
        InterfaceEntry* ingress = worker->Tables->Interfaces + id;
        PacketContext* context = PacketContext.Of(packet);
        context->Interface = (ushort)id;
        context->Vrf = ingress->Vrf;
        worker->InterfaceReceived[id].Add(1, packet->pkt_len);
        return Classify(worker, packet, context, ingress, Mbuf.Data(packet), (ushort)(identity >> 32), (int)(identity >> 48));
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
    private static byte Classify(
        Worker* worker, rte_mbuf* packet, PacketContext* context, InterfaceEntry* ingress, byte* frame, ushort type, int tags)
    {
        if ((ingress->Flags & (InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit)) != InterfaceFlags.Enabled)
        {
            return Switch(worker, packet, context, ingress, tags);
        }

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
                bool candidate = L2tpInput.IsCandidate(worker->Tables, frame + Ethernet.HeaderLength + tags);
                return (byte)(candidate ? NodeId.L2tpInput : NodeId.Ipv4Forward);
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
            default:
                return Other(worker, packet, ingress, type, tags);
        }
    }

    /// <summary>What is neither IP nor MPLS: the kernel's or FRR's, if there is a mirror.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Other(Worker* worker, rte_mbuf* packet, InterfaceEntry* ingress, ushort type, int tags)
    {
        if (type != Ethernet.WireArp && ingress->HasMirror == 0)
        {
            return Drop(worker, packet, DropReason.UnknownEthertype);
        }

        if (tags != 0)
        {
            // The mirror of a sub-interface sees its frames without their tags.
            RemoveTags(packet, tags);
        }

        // LLDP, slow protocols, IS-IS (a length instead of a type).
        Worker.Punt(worker, packet, type == Ethernet.WireArp ? PuntReason.Arp : PuntReason.EthernetControl);
        return Consumed;
    }

    /// <summary>
    /// Finds and fetches the interface of a frame: a word of its id, the EtherType behind the tags that it takes (from
    /// bit 32) and their octets (from bit 48), or <see cref="NoInterface"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(Worker* worker, VlanTable* vlans, rte_mbuf* packet, PacketContext* context)
    {
        byte* frame = Mbuf.Data(packet);
        ushort type = Ethernet.WireType(frame);
        int untagged = vlans->Untagged;
        bool tagged = type is Ethernet.WireVlan or Ethernet.WireServiceVlan;
        if (packet->nb_segs != 1 || packet->data_len < Ethernet.HeaderLength + (tagged ? Ethernet.TagLength : 0))
        {
            return NoInterface;
        }

        if (!tagged)
        {
            return untagged < 0 ? NoInterface : Fetch(worker, untagged, type, 0);
        }

        bool service = type == Ethernet.WireServiceVlan;
        ushort tag = Wire.Load16(frame + Ethernet.HeaderLength);
        int vid = tag & 0xfff;
        ushort inner = Unsafe.ReadUnaligned<ushort>(frame + Ethernet.HeaderLength + 2);
        if (inner is Ethernet.WireVlan or Ethernet.WireServiceVlan
            && packet->data_len >= Ethernet.HeaderLength + (2 * Ethernet.TagLength))
        {
            int id = vlans->Double(service, vid, Wire.Load16(frame + Ethernet.HeaderLength + Ethernet.TagLength) & 0xfff);
            if (id >= 0)
            {
                context->PriorityBits = (byte)((tag >> 8) & 0xf0);
                ushort innermost = Unsafe.ReadUnaligned<ushort>(frame + Ethernet.HeaderLength + Ethernet.TagLength + 2);
                return Fetch(worker, id, innermost, 2 * Ethernet.TagLength);
            }
        }

        int single = vid == 0 ? VlanTable.None : vlans->Single(service, vid);
        if (single >= 0)
        {
            context->PriorityBits = (byte)((tag >> 8) & 0xf0);
            return Fetch(worker, single, inner, Ethernet.TagLength);
        }

        if (untagged < 0)
        {
            return NoInterface;
        }

        if ((worker->Tables->Interfaces[untagged].Flags & InterfaceFlags.AttachmentCircuit) != 0)
        {
            // A port-mode attachment circuit carries every tag that no sub-interface claims, the priority tag too.
            return Fetch(worker, untagged, type, 0);
        }

        return vid == 0 ? Fetch(worker, untagged, inner, Ethernet.TagLength) : NoInterface;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fetch(Worker* worker, int id, ushort type, int tags)
    {
        Prefetch.Read(worker->Tables->Interfaces + id);
        Prefetch.Read(worker->InterfaceReceived + id);
        return (uint)id | ((ulong)type << 32) | ((ulong)(uint)tags << 48);
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
        Output.Fetch(worker, adjacency);
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
}
