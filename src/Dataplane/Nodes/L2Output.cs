using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Sends frames by the adjacency in their context: out of an attachment circuit, or into an L2TPv3 or MPLS
/// pseudowire, whose header is prebuilt and only gets its lengths, checksum, sequence number and flow label.
/// </summary>
internal static unsafe class L2Output
{
    /// <summary>What a plain pseudowire does not need.</summary>
    private const AdjacencyFlags Special = AdjacencyFlags.PushVlan | AdjacencyFlags.AtmSublayer | TunnelHeader.Special;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Send(worker, packets[i], PacketContext.Of(packets[i])->Adjacency);
        }
    }

    /// <summary>Sends one frame by an adjacency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Send(Worker* worker, rte_mbuf* packet, uint id)
    {
        Adjacency* adjacency = worker->Tables->Adjacencies + id;
        if (IsPlain(packet, 0, adjacency))
        {
            EncapsulatePlain(worker, packet, 0, adjacency);
            Output.Send(worker, packet, adjacency, id);
        }
        else if (adjacency->Kind == AdjacencyKind.AttachmentCircuit && adjacency->Present != 0)
        {
            ToCircuit(worker, packet, adjacency, id);
        }
        else
        {
            Encapsulate(worker, packet, adjacency, id);
        }
    }

    /// <summary>Longest frame that leaves by this adjacency just as it is: 0 unless that is an untagged circuit which is up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RoomOf(Worker* worker, Adjacency* adjacency)
    {
        InterfaceEntry* egress = worker->Tables->Interfaces + adjacency->Interface;
        bool plain = adjacency->Kind == AdjacencyKind.AttachmentCircuit && adjacency->Present != 0
            && (egress->Flags & InterfaceFlags.Enabled) != 0 && egress->TagLength == 0;
        return plain ? adjacency->Mtu + Ethernet.HeaderLength : 0;
    }

    /// <summary>The egress of frames that leave by a circuit, as <see cref="Adjacency.Egress"/> is for next hops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EgressOf(Worker* worker, Adjacency* circuit) =>
        circuit->Interface | ((uint)worker->Tables->Interfaces[circuit->Interface].Port << 16);

    /// <summary>Whether a frame, less its first octets, goes into L2TPv3 over IPv4 or into MPLS, without options, and fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlain(rte_mbuf* packet, int tags, Adjacency* adjacency) =>
        IsPlain(adjacency)
        && packet->data_len - tags + adjacency->RewriteLength - adjacency->L2Length <= adjacency->Mtu
        && Output.HasRoom(packet, tags, adjacency);

    /// <summary>Whether it is a pseudowire over L2TPv3 over IPv4 or over MPLS, without options.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlain(Adjacency* adjacency) => adjacency->Kind >= AdjacencyKind.L2tpv3 && (adjacency->Flags & Special) == 0;

    /// <summary>For frames that are plain: the header in the place of the first octets; an IPv4 header in it gets its lengths and checksum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EncapsulatePlain(Worker* worker, rte_mbuf* packet, int tags, Adjacency* adjacency)
    {
        int inner = packet->data_len - tags;
        byte* start = Output.Replace(worker, packet, tags, adjacency);
        TunnelHeader.CompletePlain(start, inner, adjacency);
    }

    /// <summary>All pseudowires, with everything that their adjacencies may ask for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Encapsulate(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        if ((adjacency->Flags & AdjacencyFlags.PushVlan) != 0
            && !PseudowireVlan.TryPush(packet, PacketContext.Of(packet), adjacency->VlanId))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        if (adjacency->Kind < AdjacencyKind.L2tpv3)
        {
            Unusable(worker, packet, adjacency);
            return;
        }

        int inner = packet->data_len;
        int total = inner + adjacency->RewriteLength;
        if (total - adjacency->L2Length > adjacency->Mtu)
        {
            Oversized(worker, packet, adjacency, id);
            return;
        }

        if (!TryWrap(worker, packet, adjacency, id))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        Output.Send(worker, packet, adjacency, id);
    }

    /// <summary>Pushes the pseudowire's header and completes it.</summary>
    private static bool TryWrap(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        int inner = packet->data_len;
        byte* frame = Mbuf.Data(packet);
        AdjacencyFlags flags = adjacency->Flags;
        uint dscp = (flags & AdjacencyFlags.InnerDscp) == 0 ? 0 : InnerDscp.OfFrame(frame, inner, PacketContext.Of(packet), flags);
        uint flow = (flags & (AdjacencyFlags.OuterIpv6 | AdjacencyFlags.Opaque)) == AdjacencyFlags.OuterIpv6 ? FlowHash.Frame(frame, inner) : 0;
        byte* start = Output.Push(worker, packet, adjacency);
        if (start == null)
        {
            return false;
        }

        if ((flags & AdjacencyFlags.SequenceNonIp) == 0 || !IsIp(frame, inner))
        {
            TunnelHeader.Number(worker, frame, adjacency, id);
        }

        if ((flags & AdjacencyFlags.AtmSublayer) != 0)
        {
            frame[-L2tpv3.SublayerLength] |= (byte)(PacketContext.Of(packet)->AtmFlags & Atm.TransportFlags);
        }

        TunnelHeader.Complete(worker, start, inner, adjacency, flow, dscp);
        return true;
    }

    /// <summary>Whether a frame carries an IP packet, behind two VLAN tags at most.</summary>
    private static bool IsIp(byte* frame, int length)
    {
        _ = Ethernet.Payload(frame, length, out ushort type);
        return type is Ethernet.WireIpv4 or Ethernet.WireIpv6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToCircuit(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        // Up to two customer tags may come on top of a payload of the MTU.
        int payload = packet->data_len - Ethernet.HeaderLength;
        if (payload > adjacency->Mtu && payload - CustomerTags(packet) > adjacency->Mtu)
        {
            Worker.Drop(worker, packet, DropReason.MtuExceeded);
            return;
        }

        worker->AdjacencyCounters[id].Add(1, packet->pkt_len);
        Output.SendFrame(worker, packet, adjacency->Interface);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CustomerTags(rte_mbuf* packet)
    {
        byte* type = Mbuf.Data(packet) + Ethernet.AddressesLength;
        int tags = 0;
        while (tags < 2 * Ethernet.TagLength && Ethernet.IsTag(Unsafe.ReadUnaligned<ushort>(type + tags)))
        {
            tags += Ethernet.TagLength;
        }

        return tags;
    }

    private static void Oversized(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        if ((adjacency->Flags & AdjacencyFlags.FragmentOuter) == 0)
        {
            Worker.Drop(worker, packet, DropReason.MtuExceeded);
        }
        else if (!TryWrap(worker, packet, adjacency, id))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
        }
        else
        {
            Worker.Enqueue(worker, NodeId.Fragment, packet);
        }
    }

    private static void Unusable(Worker* worker, rte_mbuf* packet, Adjacency* adjacency)
    {
        if (adjacency->Kind == AdjacencyKind.Incomplete && adjacency->Present != 0)
        {
            Output.Unresolved(worker, packet, adjacency->Interface, adjacency->NextHopFamily, Adjacency.NextHop(adjacency));
        }
        else
        {
            Worker.Drop(worker, packet, DropReason.NoCrossConnect);
        }
    }
}
