using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Label switching (RFC 3031, 3032, 3443): looks the top label up in the incoming label map and swaps, pops and
/// forwards, pops and looks up again, or ends a pseudowire. Several pops of one packet are done in one go.
/// </summary>
internal static unsafe class MplsForward
{
    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        ForwardingTables* tables = worker->Tables;

        // The first four octets of a packet, also of one that is too short: no index leaves the map.
        for (int i = 0; i < count; i++)
        {
            Prefetch.Read(Bound(tables, Wire.Load32(Mbuf.Data(packets[i]))));
        }

        for (int i = 0; i < count; i++)
        {
            Output.Fetch(worker, Bound(tables, Wire.Load32(Mbuf.Data(packets[i])))->Target);
        }

        for (int i = 0; i < count; i++)
        {
            Switch(worker, tables, packets[i]);
        }
    }

    /// <summary>Where the binding of a label stack entry lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LabelEntry* Bound(ForwardingTables* tables, uint entry) =>
        LabelEntry.At(tables->Labels, MplsLabel.Label(entry), (entry >> 8) & 1);

    private static void Switch(Worker* worker, ForwardingTables* tables, rte_mbuf* packet)
    {
        PacketContext* context = PacketContext.Of(packet);
        while (true)
        {
            if (packet->data_len < MplsLabel.Length)
            {
                Worker.Drop(worker, packet, DropReason.MplsTruncated);
                return;
            }

            uint entry = Wire.Load32(Mbuf.Data(packet));
            uint label = MplsLabel.Label(entry);
            if (MplsLabel.Ttl(entry) == 0)
            {
                Worker.Drop(worker, packet, DropReason.MplsTtlExpired);
                return;
            }

            LabelEntry bound = *Bound(tables, entry);
            if (!bound.Present)
            {
                if (Reserved(worker, packet, context, entry, label))
                {
                    continue;
                }

                return;
            }

            worker->LabelCounters[label].Add(1, packet->pkt_len);
            switch (bound.Action)
            {
                case LabelAction.Swap:
                    Swap(worker, tables, packet, context, bound, entry);
                    return;
                case LabelAction.PopLookup:
                    if (PopLookup(worker, packet, context, bound, entry))
                    {
                        continue;
                    }

                    return;
                case LabelAction.PopForward:
                    PopForward(worker, tables, packet, context, bound, entry);
                    return;
                case LabelAction.PopPseudowire:
                    PopPseudowire(worker, tables, packet, context, bound);
                    return;
                default:
                    Worker.Drop(worker, packet, DropReason.MplsUnknownLabel);
                    return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Swap(
        Worker* worker, ForwardingTables* tables, rte_mbuf* packet, PacketContext* context, LabelEntry bound, uint entry)
    {
        context->Adjacency = bound.Target;
        context->OutLabel = bound.OutLabel;
        if (MplsLabel.Ttl(entry) == 1)
        {
            Expired(worker, packet, context);
            return;
        }

        Adjacency* adjacency = tables->Adjacencies + bound.Target;
        int length = packet->data_len + (adjacency->LabelCount * MplsLabel.Length);
        if (length > adjacency->Mtu || adjacency->Kind != AdjacencyKind.NextHop)
        {
            Oversized(worker, packet, context, adjacency);
            return;
        }

        Wire.Store32(Mbuf.Data(packet), MplsLabel.Swapped(entry, bound.OutLabel));
        byte* start = Output.Push(worker, packet, adjacency);
        if (start == null)
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        LabelStack.Push(start + adjacency->RewriteLength, adjacency, entry);
        Output.Send(worker, packet, adjacency, bound.Target);
    }

    /// <summary>Pops a label whose payload is looked up. True when another label follows.</summary>
    private static bool PopLookup(Worker* worker, rte_mbuf* packet, PacketContext* context, LabelEntry bound, uint entry)
    {
        bool bottom = (entry & MplsLabel.BottomOfStack) != 0;
        if (bottom == (bound.Payload == LabelPayload.Mpls))
        {
            Worker.Drop(worker, packet, DropReason.MplsPayloadMismatch);
            return false;
        }

        bool uniform = (bound.Flags & LabelFlags.Uniform) != 0;
        Pop(packet, context, entry, uniform);
        if (!bottom)
        {
            if (uniform)
            {
                LowerTtl(packet, MplsLabel.Ttl(entry));
            }

            return true;
        }

        context->Vrf = bound.Vrf;
        ToIp(worker, packet, bound.Payload);
        return false;
    }

    private static void PopForward(
        Worker* worker, ForwardingTables* tables, rte_mbuf* packet, PacketContext* context, LabelEntry bound, uint entry)
    {
        context->Adjacency = bound.Target;
        context->OutLabel = MplsLabel.ImplicitNull;
        if (MplsLabel.Ttl(entry) == 1)
        {
            Expired(worker, packet, context);
            return;
        }

        bool bottom = (entry & MplsLabel.BottomOfStack) != 0;
        if (bottom == (bound.Payload == LabelPayload.Mpls))
        {
            Worker.Drop(worker, packet, DropReason.MplsPayloadMismatch);
            return;
        }

        bool uniform = (bound.Flags & LabelFlags.Uniform) != 0;
        if (bottom)
        {
            Pop(packet, context, entry, uniform);
            context->Flags |= PacketFlags.Chosen;
            ToIp(worker, packet, bound.Payload);
            return;
        }

        uint id = bound.Target;
        Adjacency* adjacency = tables->Adjacencies + id;
        if (packet->data_len < 2 * MplsLabel.Length)
        {
            Worker.Drop(worker, packet, DropReason.MplsTruncated);
            return;
        }

        int length = packet->data_len + ((adjacency->LabelCount - 1) * MplsLabel.Length);
        if (length > adjacency->Mtu || adjacency->Kind != AdjacencyKind.NextHop || adjacency->LabelCount != 0)
        {
            Oversized(worker, packet, context, adjacency);
            return;
        }

        Pop(packet, context, entry, uniform);
        if (uniform)
        {
            LowerTtl(packet, MplsLabel.Ttl(entry));
        }

        byte* start = Output.Push(worker, packet, adjacency);
        if (start == null)
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        Unsafe.WriteUnaligned(start + adjacency->RewriteLength - Ethernet.TypeLength, Ethernet.WireMpls);
        Output.Send(worker, packet, adjacency, id);
    }

    /// <summary>Ends a pseudowire (RFC 4448): label, optional control word, frame.</summary>
    private static void PopPseudowire(Worker* worker, ForwardingTables* tables, rte_mbuf* packet, PacketContext* context, LabelEntry bound)
    {
        bool controlWord = bound.HasControlWord;
        int header = MplsLabel.Length + (controlWord ? MplsLabel.ControlWordLength : 0);
        if (packet->data_len < header)
        {
            Worker.Drop(worker, packet, DropReason.MplsTruncated);
            return;
        }

        byte* word = Mbuf.Data(packet) + MplsLabel.Length;
        if (controlWord && word[0] >> 4 == 1)
        {
            Punt.FromLayer3(worker, packet, PuntReason.PwControlChannel);
            return;
        }

        if (controlWord && word[0] >> 4 != 0)
        {
            Worker.Drop(worker, packet, DropReason.MplsPayloadMismatch);
            return;
        }

        if (packet->data_len < header + Ethernet.HeaderLength)
        {
            Worker.Drop(worker, packet, DropReason.MplsTruncated);
            return;
        }

        Mbuf.Advance(packet, header);
        if ((bound.Flags & LabelFlags.PopVlan) != 0 && !PseudowireVlan.TryPop(packet, context, bound.VlanId))
        {
            Worker.Drop(worker, packet, DropReason.VlanMismatch);
            return;
        }

        context->Adjacency = bound.Target;
        Output.Fetch(worker, bound.Target);
        Worker.Enqueue(worker, NodeId.L2Output, packet);
    }

    /// <summary>Labels 0 to 15 and labels without a binding. True when the packet goes on with its next label.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Reserved(Worker* worker, rte_mbuf* packet, PacketContext* context, uint entry, uint label)
    {
        bool bottom = (entry & MplsLabel.BottomOfStack) != 0;
        if (label >= MplsLabel.FirstUnreserved)
        {
            // Bound for the other S bit: the label is known, what follows it is not what it was bound to.
            bool bound = LabelEntry.At(worker->Tables->Labels, label, bottom ? 0u : 1u)->Present;
            Worker.Drop(worker, packet, bound ? DropReason.MplsPayloadMismatch : DropReason.MplsUnknownLabel);
            return false;
        }

        if (label is MplsLabel.Ipv4ExplicitNull or MplsLabel.Ipv6ExplicitNull)
        {
            // RFC 4182: explicit null may lie above other labels. At the bottom it is an IP lookup in the VRF of the interface.
            Pop(packet, context, entry, uniform: false);
            if (bottom)
            {
                ToIp(worker, packet, label == MplsLabel.Ipv4ExplicitNull ? LabelPayload.Ipv4 : LabelPayload.Ipv6);
            }

            return !bottom;
        }

        if (label == MplsLabel.RouterAlert && !bottom)
        {
            Punt.FromLayer3(worker, packet, PuntReason.MplsRouterAlert);
            return false;
        }

        Worker.Drop(worker, packet, DropReason.MplsReservedLabel);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pop(rte_mbuf* packet, PacketContext* context, uint entry, bool uniform)
    {
        context->Ttl = (byte)MplsLabel.Ttl(entry);
        context->Tc = (byte)MplsLabel.Tc(entry);
        context->Flags |= uniform ? PacketFlags.Labelled | PacketFlags.UniformPop : PacketFlags.Labelled;
        Mbuf.Advance(packet, MplsLabel.Length);
    }

    /// <summary>Uniform model: the exposed label's TTL is at most the popped one's less one (RFC 3443 3.3).</summary>
    private static void LowerTtl(rte_mbuf* packet, uint popped)
    {
        if (packet->data_len < MplsLabel.Length)
        {
            return;
        }

        byte* ttl = Mbuf.Data(packet) + 3;
        *ttl = (byte)Math.Min(*ttl, popped - 1);
    }

    private static void ToIp(Worker* worker, rte_mbuf* packet, LabelPayload payload)
    {
        int version = packet->data_len == 0 ? 0 : *Mbuf.Data(packet) >> 4;
        if (version == 4 && payload is LabelPayload.Ip or LabelPayload.Ipv4)
        {
            Worker.Enqueue(worker, NodeId.Ipv4Forward, packet);
        }
        else if (version == 6 && payload is LabelPayload.Ip or LabelPayload.Ipv6)
        {
            Worker.Enqueue(worker, NodeId.Ipv6Forward, packet);
        }
        else
        {
            DropReason truncated = payload == LabelPayload.Ipv6 ? DropReason.Ip6Truncated : DropReason.Ip4Truncated;
            Worker.Drop(worker, packet, packet->data_len == 0 ? truncated : DropReason.MplsPayloadMismatch);
        }
    }

    private static void Expired(Worker* worker, rte_mbuf* packet, PacketContext* context)
    {
        context->Flags |= PacketFlags.InLsp;
        context->Reason = (byte)DropReason.MplsTtlExpired;
        Worker.Enqueue(worker, NodeId.IcmpError, packet);
    }

    /// <summary>Over the MTU, or an adjacency that cannot take labelled packets.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Oversized(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency)
    {
        if (adjacency->Kind == AdjacencyKind.Incomplete)
        {
            Output.Unresolved(worker, packet, adjacency->Interface, adjacency->NextHopFamily, Adjacency.NextHop(adjacency));
            return;
        }

        if (adjacency->Kind != AdjacencyKind.NextHop || adjacency->Present == 0)
        {
            Worker.Drop(worker, packet, DropReason.MplsUnknownLabel);
            return;
        }

        // RFC 3032 3.4-3.6: IPv4 under the stack may be fragmented with the stack copied; else an error goes out.
        context->Flags |= PacketFlags.InLsp;
        context->Reason = (byte)DropReason.MplsMtuExceeded;
        Worker.Enqueue(worker, LabelledFragment.CanFragment(packet) ? NodeId.Fragment : NodeId.IcmpError, packet);
    }
}
