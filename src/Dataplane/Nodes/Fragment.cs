using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// IPv4 fragmentation (RFC 791 3.2) of packets over the egress MTU: routed packets, labelled packets with IPv4 under the
/// stack (RFC 3032 3.4), and outer headers of tunnels. Every fragment is a new buffer; the original is dropped as fragmented.
/// </summary>
internal static unsafe class Fragment
{
    private const int MaxHeader = 60;
    private const int CopiedOption = 0x80;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            Adjacency* adjacency = worker->Tables->Adjacencies + context->Adjacency;
            if (adjacency->Kind == AdjacencyKind.L2tpv3)
            {
                Tunnel(worker, packet, context, adjacency);
            }
            else if ((context->Flags & PacketFlags.InLsp) != 0)
            {
                LabelledFragment.Process(worker, packet, context, adjacency);
            }
            else
            {
                Routed(worker, packet, context, adjacency);
            }
        }
    }

    private static void Routed(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency)
    {
        byte* header = Mbuf.Data(packet);
        byte ttl = header[Ipv4.TtlOffset];
        if ((context->Flags & PacketFlags.Originated) == 0)
        {
            Ipv4Forward.DecrementTtl(header, context, ref ttl);
        }

        int mtu = adjacency->Mtu - (adjacency->LabelCount * MplsLabel.Length);
        int offset = 0;
        while (TryNext(worker, header, packet->data_len, mtu, 0, ref offset, out rte_mbuf* fragment))
        {
            Ipv4Forward.Send(worker, fragment, adjacency, context->Adjacency, ttl, header[1]);
        }

        Worker.Drop(worker, packet, offset < 0 ? DropReason.NoBuffer : DropReason.Fragmented);
    }

    /// <summary>The packet has its complete outer header; fragments get a copy of the link header.</summary>
    private static void Tunnel(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency)
    {
        byte* frame = Mbuf.Data(packet);
        int link = adjacency->IpOffset;
        int mtu = adjacency->Mtu - (link - adjacency->L2Length);
        int offset = 0;
        while (TryNext(worker, frame + link, packet->data_len - link, mtu, link, ref offset, out rte_mbuf* fragment))
        {
            Unsafe.CopyBlockUnaligned(Mbuf.Prepend(fragment, link), frame, (uint)link);
            Output.Send(worker, fragment, adjacency, context->Adjacency);
        }

        Worker.Drop(worker, packet, offset < 0 ? DropReason.NoBuffer : DropReason.Fragmented);
    }

    /// <summary>
    /// Builds the next fragment of an IPv4 packet. <paramref name="offset"/> counts the payload octets done; it becomes
    /// negative when buffers ran out. False when nothing is left.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="header">The complete, checked packet.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="mtu">Most octets of a fragment.</param>
    /// <param name="reserve">Octets to keep free in front of the fragment (beyond the pool's headroom is not possible).</param>
    /// <param name="offset">Progress; start with 0.</param>
    /// <param name="fragment">The new packet, IPv4 header first.</param>
    internal static bool TryNext(Worker* worker, byte* header, int length, int mtu, int reserve, ref int offset, out rte_mbuf* fragment)
    {
        fragment = null;
        int headerLength = (header[0] & 0xf) * 4;
        int payload = length - headerLength;
        if (offset < 0 || offset >= payload)
        {
            return false;
        }

        byte* newHeader = stackalloc byte[MaxHeader];
        int newLength = offset == 0 ? headerLength : CopyHeader(header, headerLength, newHeader);
        byte* from = offset == 0 ? header : newHeader;
        int room = (mtu - newLength) & ~7;
        fragment = room <= 0 ? null : Shim.rs_pktmbuf_alloc(worker->Pool);
        if (fragment == null || fragment->data_off < reserve)
        {
            if (fragment != null)
            {
                Shim.rs_pktmbuf_free(fragment);
                fragment = null;
            }

            offset = -1;
            return false;
        }

        bool last = payload - offset <= mtu - newLength;
        int size = last ? payload - offset : room;
        *PacketContext.Of(fragment) = default;
        Mbuf.SetLength(fragment, newLength + size);
        byte* data = Mbuf.Data(fragment);
        Unsafe.CopyBlockUnaligned(data, from, (uint)newLength);
        Unsafe.CopyBlockUnaligned(data + newLength, header + headerLength + offset, (uint)size);
        ushort position = Wire.Load16(header + Ipv4.FragmentOffset);
        int units = (position & Ipv4.FragmentOffsetMask) + (offset / 8);
        int more = last ? position & Ipv4.MoreFragments : Ipv4.MoreFragments;
        Wire.Store16(data + Ipv4.FragmentOffset, more | units);
        Wire.Store16(data + Ipv4.TotalLengthOffset, newLength + size);
        Checksum.SetIpv4(data, newLength);
        worker->State->Originated++;
        offset += size;
        return true;
    }

    /// <summary>Header of fragments after the first: only options with the copied flag stay (RFC 791 3.1).</summary>
    private static int CopyHeader(byte* header, int headerLength, byte* to)
    {
        Unsafe.CopyBlockUnaligned(to, header, Ipv4.HeaderLength);
        int length = Ipv4.HeaderLength;
        for (int at = Ipv4.HeaderLength; at < headerLength;)
        {
            byte type = header[at];
            if (type == 0)
            {
                break;
            }

            int size = type == 1 ? 1 : at + 1 < headerLength ? header[at + 1] : 0;
            if (size < 1 || (type != 1 && size < 2) || at + size > headerLength)
            {
                break;
            }

            if ((type & CopiedOption) != 0)
            {
                Unsafe.CopyBlockUnaligned(to + length, header + at, (uint)size);
                length += size;
            }

            at += size;
        }

        while ((length & 3) != 0)
        {
            to[length++] = 0;
        }

        to[0] = (byte)(0x40 | (length / 4));
        return length;
    }
}
