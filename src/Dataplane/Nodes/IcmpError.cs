using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Answers packets with ICMP errors (RFC 792, 1812 4.3, 4443) where the rules allow it, within a budget, and drops them
/// under the reason that brought them here. Packets arrive with their IP header first, or with their label stack first
/// (<see cref="PacketFlags.InLsp"/>); then the error tells the received stack (RFC 4950) and, where the router has no
/// route back, travels on along the LSP (RFC 3032 2.3.2).
/// </summary>
internal static unsafe class IcmpError
{
    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            Answer(worker, packet, context);
            Worker.Drop(worker, packet, (DropReason)context->Reason);
        }
    }

    private static void Answer(Worker* worker, rte_mbuf* packet, PacketContext* context)
    {
        byte* start = Mbuf.Data(packet);
        int length = packet->data_len;
        int stack = 0;
        byte* received = start;
        if ((context->Flags & PacketFlags.InLsp) != 0)
        {
            received = (byte*)packet->buf_addr + context->StackOffset;
            int whole = (int)(start - received) + length;
            stack = LabelledFragment.StackLength(received, whole);
            if (stack < 0 || whole - stack < Ipv4.HeaderLength)
            {
                return;
            }

            start = received + stack;
            length = whole - stack;
            if (start[0] >> 4 == 4)
            {
                length = Math.Min(length, Math.Max(Ipv4.HeaderLength, (int)Wire.Load16(start + Ipv4.TotalLengthOffset)));
            }
        }

        bool group = (*((byte*)packet->buf_addr + context->FrameOffset) & 1) != 0;
        if (group || (context->Flags & PacketFlags.Originated) != 0)
        {
            return;
        }

        int version = start[0] >> 4;
        if (version == 4 ? !IcmpRules.MayAnswerIpv4(start, length) : version != 6 || !IcmpRules.MayAnswerIpv6(start, length, (DropReason)context->Reason))
        {
            return;
        }

        bool wayBack = HasRouteBack(worker, context, start, version);
        if ((!wayBack && stack == 0) || !worker->IcmpBucket.TryTake(worker->Now))
        {
            return;
        }

        if (stack != 0)
        {
            // The packet must not go on as it is; what the error says of it is what was received.
            AnswerInLsp(worker, packet, context, received, stack, start, length, version, wayBack);
            return;
        }

        rte_mbuf* error = version == 4
            ? IcmpMessage.BuildIpv4(worker, context, start, length, null, 0)
            : IcmpMessage.BuildIpv6(worker, context, start, length, null, 0);
        Route(worker, error, context, version);
    }

    /// <summary>Sends the error to the source of the packet, in the VRF where the packet was looked up.</summary>
    private static void Route(Worker* worker, rte_mbuf* error, PacketContext* cause, int version)
    {
        if (error == null)
        {
            return;
        }

        PacketContext* context = PacketContext.Of(error);
        context->Vrf = ErrorVrf(worker, cause);
        Worker.Enqueue(worker, version == 4 ? NodeId.Ipv4Forward : NodeId.Ipv6Forward, error);
    }

    /// <summary>Whether the source of the packet can be reached from the VRF of the error.</summary>
    private static bool HasRouteBack(Worker* worker, PacketContext* context, byte* header, int version)
    {
        ForwardingTables* tables = worker->Tables;
        VrfEntry* vrf = tables->Vrfs + ErrorVrf(worker, context);
        uint target = version == 4
            ? Fib.LookupIpv4(vrf->Ipv4Root, tables->FibNodes, Wire.Load32(header + Ipv4.SourceOffset))
            : Fib.LookupIpv6(vrf->Ipv6Root, tables->FibNodes, header + Ipv6.SourceOffset);
        return new ForwardingTarget(target).Kind != TargetKind.None || (version == 6 && Ipv6Forward.IsLinkScope(header + Ipv6.SourceOffset));
    }

    /// <summary>A route leak does not take the error with it; a VRF label does: the source is the VRF's.</summary>
    private static ushort ErrorVrf(Worker* worker, PacketContext* cause) =>
        (cause->Flags & (PacketFlags.Labelled | PacketFlags.InLsp)) == PacketFlags.Labelled
            ? cause->Vrf
            : worker->Tables->Interfaces[cause->Interface].Vrf;

    private static void AnswerInLsp(
        Worker* worker, rte_mbuf* packet, PacketContext* context, byte* received, int stack, byte* inner, int length, int version, bool wayBack)
    {
        ForwardingTables* tables = worker->Tables;
        Adjacency* adjacency = tables->Adjacencies + context->Adjacency;
        byte* top = Mbuf.Data(packet);
        int below = (int)(inner - top) - MplsLabel.Length;
        context->IcmpMtu = (ushort)Math.Max(0, adjacency->Mtu - LabelStack.LengthOf(adjacency, context) - below);
        rte_mbuf* error = version == 4
            ? IcmpMessage.BuildIpv4(worker, context, inner, length, received, stack)
            : IcmpMessage.BuildIpv6(worker, context, inner, length, received, stack);
        if (error == null)
        {
            return;
        }

        if (wayBack || adjacency->Kind != AdjacencyKind.NextHop || adjacency->Present == 0)
        {
            Route(worker, error, context, version);
            return;
        }

        // On to the egress of the LSP, which knows the way back: the labels below, fresh, under the one of the LSP.
        if (error->data_off < below)
        {
            Worker.Drop(worker, error, DropReason.Headroom);
            return;
        }

        byte* labels = Mbuf.Prepend(error, below);
        for (int at = 0; at < below; at += MplsLabel.Length)
        {
            Wire.Store32(labels + at, Wire.Load32(top + MplsLabel.Length + at) | 0xff);
        }

        LabelledFragment.Relabel(worker, error, context, adjacency, Wire.Load32(top) | 0xff, keepTtl: true);
    }
}
