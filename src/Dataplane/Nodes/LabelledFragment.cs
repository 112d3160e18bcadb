using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>Fragmentation of a labelled IPv4 packet at an LSR (RFC 3032 3.4): every fragment carries the whole stack.</summary>
internal static unsafe class LabelledFragment
{
    /// <summary>Deepest stack that is searched for its bottom.</summary>
    private const int MaxDepth = 16;

    /// <summary>Octets of the label stack in front of the payload, or -1 when it has no bottom within the packet.</summary>
    public static int StackLength(byte* stack, int length)
    {
        for (int at = 0; at + MplsLabel.Length <= length && at < MaxDepth * MplsLabel.Length; at += MplsLabel.Length)
        {
            if ((stack[at + 2] & 1) != 0)
            {
                return at + MplsLabel.Length;
            }
        }

        return -1;
    }

    /// <summary>Whether a valid IPv4 packet that may be fragmented lies under the stack.</summary>
    public static bool CanFragment(rte_mbuf* packet)
    {
        byte* stack = Mbuf.Data(packet);
        int labels = StackLength(stack, packet->data_len);
        if (labels < 0)
        {
            return false;
        }

        byte* header = stack + labels;
        int available = packet->data_len - labels;
        if (available < Ipv4.HeaderLength || header[0] >> 4 != 4)
        {
            return false;
        }

        int headerLength = (header[0] & 0xf) * 4;
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);
        return headerLength >= Ipv4.HeaderLength
            && headerLength <= available
            && total > headerLength
            && total <= available
            && (Wire.Load16(header + Ipv4.FragmentOffset) & Ipv4.DontFragment) == 0
            && Checksum.Fold(Checksum.Sum(header, headerLength)) == 0xffff;
    }

    /// <summary>Fragments a packet for which <see cref="CanFragment"/> holds; its top label is swapped or popped on the way.</summary>
    public static void Process(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency)
    {
        byte* stack = Mbuf.Data(packet);
        int labels = StackLength(stack, packet->data_len);
        int below = labels - MplsLabel.Length;
        byte* header = stack + labels;
        int mtu = adjacency->Mtu - LabelStack.LengthOf(adjacency, context) - below;
        int offset = 0;
        while (Fragment.TryNext(
            worker, header, Wire.Load16(header + Ipv4.TotalLengthOffset), mtu, below, ref offset, out rte_mbuf* fragment))
        {
            Unsafe.CopyBlockUnaligned(Mbuf.Prepend(fragment, below), stack + MplsLabel.Length, (uint)below);
            Relabel(worker, fragment, context, adjacency, Wire.Load32(stack), keepTtl: false);
        }

        Worker.Drop(worker, packet, offset < 0 ? DropReason.NoBuffer : DropReason.Fragmented);
    }

    /// <summary>Sends what lay under a label the way of the label, with the labels that take its place.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">The packet without its top label.</param>
    /// <param name="cause">Context of the packet whose label was looked up: out label and adjacency.</param>
    /// <param name="adjacency">The adjacency.</param>
    /// <param name="entry">The received top label.</param>
    /// <param name="keepTtl">True to send the new label with TTL 255 instead of the decremented one.</param>
    public static void Relabel(Worker* worker, rte_mbuf* packet, PacketContext* cause, Adjacency* adjacency, uint entry, bool keepTtl)
    {
        bool labelled = (entry & MplsLabel.BottomOfStack) == 0;
        byte version = (byte)(*Mbuf.Data(packet) >> 4);
        bool swapped = cause->OutLabel != MplsLabel.ImplicitNull;
        if (swapped)
        {
            if (packet->data_off < MplsLabel.Length)
            {
                Worker.Drop(worker, packet, DropReason.Headroom);
                return;
            }

            Wire.Store32(Mbuf.Prepend(packet, MplsLabel.Length), MplsLabel.Swapped(entry, cause->OutLabel) | (keepTtl ? 0xffu : 0));
        }

        byte* start = Output.Push(worker, packet, adjacency);
        if (start == null)
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        byte* payload = start + adjacency->RewriteLength;
        if (swapped)
        {
            LabelStack.Push(payload, adjacency, entry);
        }
        else if (adjacency->LabelCount != 0)
        {
            LabelStack.Replace(payload, adjacency, entry);
            if (keepTtl)
            {
                payload[-1] = 255;
            }
        }
        else
        {
            ushort type = labelled ? Ethernet.WireMpls : version == 6 ? Ethernet.WireIpv6 : Ethernet.WireIpv4;
            Unsafe.WriteUnaligned(payload - Ethernet.TypeLength, type);
        }

        Output.Send(worker, packet, adjacency, cause->Adjacency);
    }
}
