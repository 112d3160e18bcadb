using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// First node: finds the interface by port and VLAN tags, counts, and sorts by EtherType, to the short ways what may take
/// them. Frames of attachment circuits go by their cross-connect, without their tags, whatever they carry (RFC 4448 4.4).
/// </summary>
internal static unsafe class EthernetInput
{
    private const int PrefetchDistance = 4;

    /// <summary>The packet has gone its way already.</summary>
    private const byte Consumed = 255;

    public static void Process(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        Output.MakeRoom(worker);
        FetchPackets(packets, 0, Math.Min(EightFrames.Count, count));

        if (worker->TraceRemaining != 0)
        {
            Begin(worker, port, packets, count);
        }

        // Traced packets go the long ways, which keep in the context what a trace shows.
        bool tracing = worker->TraceActive != 0;
        VlanTable* vlans = worker->Tables->VlanTables + port;
        VlanBinding untagged = vlans->Untagged; // loaded once: it may change at any time
        int taken = tracing || !untagged.Exists ? 0
            : untagged.CrossConnect != 0 ? TakeCircuit(worker, untagged, packets, count)
            : TakeUntagged(worker, untagged, packets, count);
        if (taken < count)
        {
            TakeTagged(worker, vlans, packets + taken, count - taken, tracing);
        }

        // Of the packets without a short way, those that go the way of the first make a vector, which is handed on as it is.
        byte next = Consumed;
        int same = worker->Others->Count == 0 ? 0 : TakeOthers(worker, packets, tracing, out next);
        RunShortWay(worker, NodeId.MplsInput, worker->Mpls, &MplsInput.Process);
        RunShortWay(worker, NodeId.L2tpInput, worker->L2tp, &L2tpInput.Process);
        RunShortWay(worker, NodeId.PppInput, worker->Ppp, &PppInput.Process);
        RunShortWay(worker, NodeId.Ipv4Input, worker->Ipv4, &Ipv4Input.Process);
        RunShortWay(worker, NodeId.Ipv6Input, worker->Ipv6, &Ipv6Input.Process);
        RunShortWay(worker, NodeId.CircuitInput, worker->Circuits, &CircuitInput.Process);
        RunShortWay(worker, NodeId.CircuitInput, worker->Tagged, &CircuitInput.ProcessUncounted);
        if (same > 0)
        {
            PacketGraph.Continue(worker, (NodeId)next, packets, same);
        }
    }

    private static void RunShortWay(
        Worker* worker, NodeId node, ReceivedVector* vector, delegate* managed<Worker*, ReceivedVector*, void> process)
    {
        if (vector->Count != 0)
        {
            PacketGraph.Enter(worker, node, vector->Count);
            process(worker, vector);
            vector->Count = 0;
        }
    }

    private static void RunShortWay(
        Worker* worker, NodeId node, LookupVector* vector, delegate* managed<Worker*, LookupVector*, void> process)
    {
        if (vector->Count != 0)
        {
            PacketGraph.Enter(worker, node, vector->Count);
            process(worker, vector);
            vector->Count = 0;
        }
    }

    /// <summary>Fetches the start of the frame, and the context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchPacket(rte_mbuf* packet)
    {
        Prefetch.Read(Mbuf.Data(packet));
        Prefetch.Read(PacketContext.Of(packet));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchPackets(rte_mbuf** packets, int first, int end)
    {
        for (rte_mbuf** packet = packets + first; packet < packets + end; packet++)
        {
            Prefetch.Read(Mbuf.Data(*packet));
        }
    }

    /// <summary>Takes the frames without tags of a port that is a connected circuit. Returns the number of the first that is tagged, of MAC control, or not whole.</summary>
    private static int TakeCircuit(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count)
    {
        Adjacency* adjacency = worker->Tables->Adjacencies + binding.CrossConnect;
        int room = L2Output.RoomOf(worker, adjacency);
        if (room != 0 || L2Output.IsPlain(adjacency))
        {
            NodeId running = PacketGraph.Enter(worker, NodeId.CircuitInput, 0);
            int passed = room != 0 ? CircuitInput.Pass(worker, binding, packets, count, room) : CircuitInput.Wrap(worker, binding, packets, count);
            if (passed < count)
            {
                PacketGraph.Charge(worker);
                worker->Running = running;
            }

            return passed;
        }

        ulong octets = 0;
        int i = 0;
        for (; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                FetchPacket(packets[i + PrefetchDistance]);
            }

            rte_mbuf* packet = packets[i];
            if (Ethernet.IsTagOrMacControl(Ethernet.WireType(Mbuf.Data(packet))) || !IsWhole(packet))
            {
                break;
            }

            octets += packet->pkt_len;
            ReceivedVector.Add(worker->Circuits, packet, binding.Word);
        }

        worker->InterfaceReceived[binding.Interface].Add((uint)i, octets);
        return i;
    }

    /// <summary>Sorts frames without tags: they are all of one interface. Returns the number of the first that is tagged, or not whole.</summary>
    private static int TakeUntagged(Worker* worker, VlanBinding binding, rte_mbuf** packets, int count)
    {
        InterfaceEntry* ingress = worker->Tables->Interfaces + binding.Interface;
        ulong origin = Origin.Of(binding.Interface, ingress->Vrf, Ethernet.HeaderLength);
        ulong mac = IsLayer3(ingress->Flags) ? ingress->Mac : ulong.MaxValue;
        bool eights = Avx2.IsSupported && mac != ulong.MaxValue;
        uint frames = 0;
        ulong octets = 0;
        int i = 0;
        while (i < count)
        {
            int end = Math.Min(i + EightFrames.Count, count);
            FetchPackets(packets, end, Math.Min(end + EightFrames.Count, count));
            if (eights && end - i == EightFrames.Count)
            {
                uint taken = EightFrames.TryTake(worker, packets + i, ingress, origin);
                if (taken != 0)
                {
                    frames += EightFrames.Count;
                    octets += taken;
                    i = end;
                    continue;
                }
            }

            for (; i < end; i++)
            {
                rte_mbuf* packet = packets[i];
                byte* frame = Mbuf.Data(packet);
                ushort type = Ethernet.WireType(frame);
                if (Ethernet.IsTag(type) || !IsWhole(packet))
                {
                    goto Done;
                }

                uint length = packet->pkt_len;
                if (Ethernet.Destination(frame) == mac && TryShortWay(worker, packet, ingress->Flags, origin, Ethernet.HeaderLength, type))
                {
                    frames++;
                    octets += length;
                }
                else
                {
                    ReceivedVector.Add(worker->Others, packet, binding.Word);
                }
            }
        }

    Done:
        worker->InterfaceReceived[binding.Interface].Add(frames, octets);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWhole(rte_mbuf* packet) => packet->nb_segs == 1 && packet->data_len >= Ethernet.HeaderLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLayer3(InterfaceFlags flags) =>
        (flags & (InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit)) == InterfaceFlags.Enabled;

    /// <summary>Gives a frame for an L3 interface to the short way that may take it; false if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryShortWay(Worker* worker, rte_mbuf* packet, InterfaceFlags flags, ulong origin, int link, ushort type)
    {
        if (packet->data_len < link + Ipv4.HeaderLength)
        {
            return false;
        }

        byte* header = Mbuf.Data(packet) + link;
        if (type == Ethernet.WireIpv4 && (flags & InterfaceFlags.Ipv4) != 0)
        {
            if (!L2tpInput.IsCandidate(worker->Tables, header))
            {
                return Ipv4Input.TryAdd(worker, packet, origin, header, link);
            }

            L2tpInput.Add(worker, packet, origin, header, link);
            return true;
        }

        if (type == Ethernet.WireMpls && (flags & InterfaceFlags.Mpls) != 0)
        {
            MplsInput.Add(worker, packet, origin, header);
            return true;
        }

        return type == Ethernet.WireIpv6 && (flags & InterfaceFlags.Ipv6) != 0 && Ipv6Input.TryAdd(worker, packet, origin, header, link);
    }

    /// <summary>
    /// Sorts frames from the first tagged one on. Three passes, so that the memory that one needs is fetched while the one
    /// before works: tags, then bindings, then interfaces and counters.
    /// </summary>
    private static void TakeTagged(Worker* worker, VlanTable* vlans, rte_mbuf** packets, int count, bool tracing)
    {
        ReceivedVector* vector = worker->Tagged;
        LocateAll(vlans, vector, packets, count);
        bool circuits = BindAll(worker, vector);
        if (circuits && !tracing)
        {
            // The usual case at a port with circuits: nothing to sort, CircuitInput takes the vector as it is.
            return;
        }

        if (vector->LeftCount != 0)
        {
            BindLeft(worker, vlans, vector);
        }

        SortAll(worker, vector, tracing);
        vector->Count = 0;
    }

    /// <summary>Notes where the bindings of the tags are.</summary>
    private static void LocateAll(VlanTable* vlans, ReceivedVector* vector, rte_mbuf** packets, int count)
    {
        vector->Count = count;
        ReceivedPacket* frame = ReceivedVector.First(vector);
        for (int i = 0; i < count; i++, frame++)
        {
            if (i + PrefetchDistance < count)
            {
                FetchPacket(packets[i + PrefetchDistance]);
            }

            VlanBinding* binding = Locate(vlans, packets[i]);
            frame->Packet = packets[i];
            frame->Key = (ulong)binding;
            Prefetch.Read(binding);
        }
    }

    /// <summary>Notes the bindings; true if all are circuits that are connected.</summary>
    private static bool BindAll(Worker* worker, ReceivedVector* vector)
    {
        bool circuits = true;
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            VlanBinding* located = (VlanBinding*)frame->Key;
            VlanBinding binding = located == null ? default : *located;
            if (!binding.Exists)
            {
                circuits = false;
                ReceivedVector.Leave(vector, frame);
                continue;
            }

            circuits &= binding.CrossConnect != 0;
            frame->Origin = binding.Word;
            Fetch(worker, binding);
        }

        return circuits;
    }

    /// <summary>Fetches what sorting a bound frame reads and counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(Worker* worker, VlanBinding binding)
    {
        if (binding.CrossConnect == 0)
        {
            Prefetch.Read(worker->Tables->Interfaces + binding.Interface);
        }

        Prefetch.Read(worker->InterfaceReceived + binding.Interface);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BindLeft(Worker* worker, VlanTable* vlans, ReceivedVector* vector)
    {
        ReceivedPacket** left = ReceivedVector.LeftOf(vector);
        for (int k = 0; k < vector->LeftCount; k++)
        {
            VlanBinding binding = FindCover(vlans, left[k]->Packet);
            left[k]->Origin = binding.Word;
            Fetch(worker, binding);
        }

        vector->LeftCount = 0;
    }

    private static void SortAll(Worker* worker, ReceivedVector* vector, bool tracing)
    {
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            if (tracing || !TakeShortWay(worker, frame->Packet, *(VlanBinding*)&frame->Origin))
            {
                ReceivedVector.Add(worker->Others, frame->Packet, frame->Origin);
            }
        }
    }

    /// <summary>Takes the frames without a short way to their nodes; those for the first one's are left in <paramref name="packets"/>. Returns their number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TakeOthers(Worker* worker, rte_mbuf** packets, bool tracing, out byte next)
    {
        int same = 0;
        next = Consumed;
        ReceivedPacket* end = ReceivedVector.End(worker->Others);
        for (ReceivedPacket* frame = ReceivedVector.First(worker->Others); frame != end; frame++)
        {
            byte node = TakeBound(worker, frame->Packet, *(VlanBinding*)&frame->Origin, tracing);
            if (node == Consumed)
            {
                continue;
            }

            if (same == 0)
            {
                next = node;
            }

            if (node == next)
            {
                packets[same++] = frame->Packet;
            }
            else
            {
                Worker.Enqueue(worker, (NodeId)node, frame->Packet);
            }
        }

        worker->Others->Count = 0;
        return same;
    }

    /// <summary>Takes a frame whose interface is known to its short way, if it has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TakeShortWay(Worker* worker, rte_mbuf* packet, VlanBinding binding)
    {
        uint id = binding.Interface;
        if (binding.CrossConnect != 0)
        {
            worker->InterfaceReceived[id].Add(1, packet->pkt_len);
            ReceivedVector.Add(worker->Circuits, packet, binding.Word);
            return true;
        }

        if (!binding.Exists)
        {
            return false;
        }

        InterfaceEntry* ingress = worker->Tables->Interfaces + id;
        byte* frame = Mbuf.Data(packet);
        if (!IsLayer3(ingress->Flags) || Ethernet.Destination(frame) != ingress->Mac)
        {
            return false;
        }

        int link = Ethernet.HeaderLength + binding.TagLength;
        uint octets = packet->pkt_len;
        if (!TryShortWay(worker, packet, ingress->Flags, Origin.Of(id, ingress->Vrf, link), link, Ethernet.WireType(frame + binding.TagLength)))
        {
            return false;
        }

        worker->InterfaceReceived[id].Add(1, octets);
        return true;
    }

    /// <summary>Sorts any packet whose interface is known.</summary>
    private static byte TakeBound(Worker* worker, rte_mbuf* packet, VlanBinding binding, bool tracing)
    {
        uint trace = tracing ? PacketContext.Of(packet)->Trace : 0;
        if (!binding.Exists)
        {
            PacketContext.Begin(packet, 0, trace);
            return Unidentified(worker, packet);
        }

        uint id = binding.Interface;
        int tags = binding.TagLength;
        byte* frame = Mbuf.Data(packet);
        worker->InterfaceReceived[id].Add(1, packet->pkt_len);
        if (binding.CrossConnect != 0)
        {
            CircuitInput.Begin(packet, binding, trace);
            return (byte)NodeId.L2Output;
        }

        InterfaceEntry* ingress = worker->Tables->Interfaces + id;
        PacketContext* context = PacketContext.Begin(packet, id | ((uint)ingress->Vrf << 16), trace);
        return Classify(worker, packet, context, ingress, frame, Ethernet.WireType(frame + tags), tags);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Classify(
        Worker* worker, rte_mbuf* packet, PacketContext* context, InterfaceEntry* ingress, byte* frame, ushort type, int tags)
    {
        if ((ingress->Flags & (InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit)) != InterfaceFlags.Enabled)
        {
            // A circuit that is up and connected has its adjacency in the binding of its tags.
            bool down = (ingress->Flags & InterfaceFlags.Enabled) == 0;
            return Drop(worker, packet, down ? DropReason.InterfaceDown : DropReason.NoCrossConnect);
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

    /// <summary>The binding of a frame's tags, of both if the outer one has bindings of pairs; null for a frame of MAC control or without room for two tags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static VlanBinding* Locate(VlanTable* vlans, rte_mbuf* packet)
    {
        if (packet->nb_segs != 1 || packet->data_len < Ethernet.HeaderLength + (2 * Ethernet.TagLength))
        {
            return null;
        }

        // TPID, tag, TPID (or type), tag, the first in the highest bits.
        ulong tags = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(Mbuf.Data(packet) + Ethernet.AddressesLength));
        ushort outer = (ushort)(tags >> 48);
        if (outer != Ethernet.TypeVlan && outer != Ethernet.TypeServiceVlan)
        {
            return outer == Ethernet.TypeMacControl ? null : &vlans->Untagged;
        }

        ushort inner = (ushort)(tags >> 16);
        VlanBinding* single = vlans->Single(outer == Ethernet.TypeServiceVlan, (uint)(tags >> 32) & 0xfff);
        return inner is Ethernet.TypeVlan or Ethernet.TypeServiceVlan ? vlans->Double(single, (uint)tags & 0xfff) : single;
    }

    /// <summary>The binding of a frame that is short or whose tags are not bound: that of the outer tag alone, or of the port.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static VlanBinding FindCover(VlanTable* vlans, rte_mbuf* packet)
    {
        byte* frame = Mbuf.Data(packet);
        ushort type = Ethernet.WireType(frame);
        bool tagged = Ethernet.IsTag(type);
        if (packet->nb_segs != 1 || packet->data_len < Ethernet.HeaderLength + (tagged ? Ethernet.TagLength : 0))
        {
            return default;
        }

        VlanBinding port = vlans->Untagged;
        if (!tagged)
        {
            // MAC control is for the other end of the link alone: no circuit carries it (RFC 4719 2, IEEE 802.3 31).
            return type == Ethernet.WireMacControl && port.CrossConnect != 0 ? default : port;
        }

        uint vid = Wire.Load16(frame + Ethernet.HeaderLength) & 0xfffu;
        VlanBinding single = *vlans->Single(type == Ethernet.WireServiceVlan, vid);
        if (single.Exists)
        {
            return single;
        }

        // A port-mode attachment circuit carries every tag that no sub-interface claims; VLAN 0 is only a priority.
        return port.IsCircuit ? port : port.Exists && vid == 0 ? port.WithTagLength(Ethernet.TagLength) : default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Unidentified(Worker* worker, rte_mbuf* packet)
    {
        DropReason reason = packet->nb_segs != 1 ? DropReason.NoBuffer
            : packet->data_len < Ethernet.HeaderLength ? DropReason.Runt
            : Ethernet.WireType(Mbuf.Data(packet)) == Ethernet.WireMacControl ? DropReason.MacControl : DropReason.UnknownVlan;
        return Drop(worker, packet, reason);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Drop(Worker* worker, rte_mbuf* packet, DropReason reason)
    {
        Worker.Drop(worker, packet, reason);
        return Consumed;
    }

    /// <summary>Removes tags behind the addresses.</summary>
    internal static void RemoveTags(rte_mbuf* packet, int tags)
    {
        MoveAddresses(Mbuf.Data(packet), tags);
        Mbuf.Advance(packet, tags);
    }

    /// <summary>Moves the addresses over the tags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MoveAddresses(byte* frame, int tags)
    {
        ulong destination = Unsafe.ReadUnaligned<ulong>(frame);
        uint source = Unsafe.ReadUnaligned<uint>(frame + 8);
        Unsafe.WriteUnaligned(frame + tags, destination);
        Unsafe.WriteUnaligned(frame + tags + 8, source);
    }
}
