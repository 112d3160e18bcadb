using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// IPv4 forwarding (RFC 1812 5): header checks, longest prefix match, TTL, rewrite. Three passes over the vector, so
/// that the memory that one pass needs is fetched while the one before works: headers, then FIB, then adjacencies.
/// </summary>
internal static unsafe class Ipv4Forward
{
    private const int MaxLookups = 8;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        int good = Check(worker, packets, count);
        Lookup(worker, packets, good);
        int tunnel = 0;
        for (int i = 0; i < good; i++)
        {
            ForwardingTarget target = new((uint)worker->Scratch[i]);
            if (target.Kind == TargetKind.Adjacency)
            {
                Forward(worker, packets[i], worker->Tables->Adjacencies + target.Index, target.Index);
            }
            else if (target.Kind == TargetKind.Local && Ipv4Local.TakeTunnel(worker, packets[i]))
            {
                packets[tunnel++] = packets[i];
            }
            else
            {
                Except(worker, packets[i], target);
            }
        }

        if (tunnel > 0)
        {
            PacketGraph.Continue(worker, NodeId.L2tpDecap, packets, tunnel);
        }
    }

    /// <summary>Checks the headers. What passes stays in the vector, its destination, VRF (from bit 32) and Chosen (from bit 48) in the scratch words.</summary>
    private static int Check(Worker* worker, rte_mbuf** packets, int count)
    {
        int good = 0;
        VrfEntry* vrfs = worker->Tables->Vrfs;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            DropReason reason = Validate(packet);
            if (reason != DropReason.None)
            {
                Worker.Drop(worker, packet, reason);
                continue;
            }

            PacketContext* context = PacketContext.Of(packet);
            uint destination = Wire.Load32(Mbuf.Data(packet) + Ipv4.DestinationOffset);
            Prefetch.Read(vrfs[context->Vrf].Ipv4Root + (destination >> 16));
            worker->Scratch[good] = destination | ((ulong)context->Vrf << 32) | ((ulong)(context->Flags & PacketFlags.Chosen) << 48);
            packets[good++] = packet;
        }

        return good;
    }

    /// <summary>RFC 1812 5.2.2 checks; trims what follows the datagram (Ethernet padding).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DropReason Validate(rte_mbuf* packet)
    {
        int length = packet->data_len;
        byte* header = Mbuf.Data(packet);
        if (length < Ipv4.HeaderLength)
        {
            return DropReason.Ip4Truncated;
        }

        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);
        if (header[0] == 0x45)
        {
            if (!Checksum.IsRight(Checksum.SumIpv4(header)))
            {
                return DropReason.Ip4BadChecksum;
            }

            if ((uint)(total - Ipv4.HeaderLength) > (uint)(length - Ipv4.HeaderLength))
            {
                return DropReason.Ip4BadLength;
            }
        }
        else
        {
            DropReason reason = ValidateOptions(header, length, total);
            if (reason != DropReason.None)
            {
                return reason;
            }
        }

        if ((Wire.Load16(header + Ipv4.FragmentOffset) & Ipv4.FragmentOffsetMask) == 1)
        {
            return DropReason.Ip4FragmentOffset1;
        }

        if (total != length)
        {
            Mbuf.SetLength(packet, total);
        }

        return DropReason.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DropReason ValidateOptions(byte* header, int length, int total)
    {
        if (header[0] >> 4 != 4)
        {
            return DropReason.Ip4BadVersion;
        }

        int headerLength = (header[0] & 0xf) * 4;
        if (headerLength < Ipv4.HeaderLength || headerLength > length)
        {
            return DropReason.Ip4BadHeaderLength;
        }

        if (Checksum.Fold(Checksum.Sum(header, headerLength)) != 0xffff)
        {
            return DropReason.Ip4BadChecksum;
        }

        return total < headerLength || total > length ? DropReason.Ip4BadLength : DropReason.None;
    }

    /// <summary>Replaces the scratch words by the packets' targets and fetches their adjacencies.</summary>
    private static void Lookup(Worker* worker, rte_mbuf** packets, int count)
    {
        ForwardingTables* tables = worker->Tables;
        for (int i = 0; i < count; i++)
        {
            ulong word = worker->Scratch[i];
            uint destination = (uint)word;
            ForwardingTarget target;
            if (word >> 48 != 0)
            {
                target = new ForwardingTarget(TargetKind.Adjacency, PacketContext.Of(packets[i])->Adjacency);
            }
            else if (destination >= Ipv4.FirstGroup)
            {
                target = new ForwardingTarget(TargetKind.Local);
            }
            else
            {
                target = new ForwardingTarget(Fib.LookupIpv4(tables->Vrfs[word >> 32].Ipv4Root, tables->FibNodes, destination));
                if (target.Kind == TargetKind.LookupVrf)
                {
                    target = LookupAgain(tables, PacketContext.Of(packets[i]), destination, target);
                }
            }

            worker->Scratch[i] = target.Value;
            if (target.Kind == TargetKind.Adjacency)
            {
                Output.Fetch(worker, target.Index);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ForwardingTarget LookupAgain(ForwardingTables* tables, PacketContext* context, uint destination, ForwardingTarget target)
    {
        while (target.Kind == TargetKind.LookupVrf && context->Lookups < MaxLookups)
        {
            context->Lookups++;
            context->Vrf = (ushort)target.Index;
            target = new ForwardingTarget(Fib.LookupIpv4(tables->Vrfs[target.Index].Ipv4Root, tables->FibNodes, destination));
        }

        return target;
    }

    /// <summary>Networks 0, 127, and 224 and above are nobody's source (RFC 1812 5.3.7).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsIllegalSource(byte network) => (uint)(network - 1) >= 223 || network == 127;

    private static void Forward(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        PacketContext* context = PacketContext.Of(packet);
        context->Adjacency = id;
        byte* header = Mbuf.Data(packet);
        if (IsIllegalSource(header[Ipv4.SourceOffset]))
        {
            Worker.Drop(worker, packet, DropReason.Ip4IllegalSource);
            return;
        }

        byte ttl = header[Ipv4.TtlOffset];
        bool originated = (context->Flags & PacketFlags.Originated) != 0;
        if (EffectiveTtl(context, ttl) <= 1 && !originated)
        {
            context->Reason = (byte)DropReason.Ip4TtlExpired;
            Worker.Enqueue(worker, NodeId.IcmpError, packet);
            return;
        }

        int labels = adjacency->LabelCount;
        int length = packet->data_len + (labels * MplsLabel.Length);
        if (length > adjacency->Mtu || adjacency->Kind > AdjacencyKind.IpTunnel)
        {
            Oversized(worker, packet, context, adjacency, header);
            return;
        }

        if (!originated)
        {
            DecrementTtl(header, context, ref ttl);
        }

        Send(worker, packet, adjacency, id, ttl, header[1]);
    }

    /// <summary>The TTL that counts: the smaller of the packet's and, in the uniform model, the popped label's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte EffectiveTtl(PacketContext* context, byte ttl) =>
        (context->Flags & PacketFlags.UniformPop) != 0 ? Math.Min(ttl, context->Ttl) : ttl;

    /// <summary>Decrements the TTL with the checksum (RFC 1624), or takes over the label's in the uniform model (RFC 3443 3.3).</summary>
    internal static void DecrementTtl(byte* header, PacketContext* context, ref byte ttl)
    {
        if ((context->Flags & PacketFlags.UniformPop) != 0)
        {
            // The smaller of both TTLs: a loop of label and IP hops ends in any case.
            ttl = (byte)(Math.Min(ttl, context->Ttl) - 1);
            header[Ipv4.TtlOffset] = ttl;
            header[1] = (byte)(context->Tc << 5);
            Checksum.SetIpv4(header, (header[0] & 0xf) * 4);
            return;
        }

        ttl--;
        Unsafe.WriteUnaligned(header + Ipv4.TtlOffset, DecrementedTtl(header));
    }

    /// <summary>TTL, protocol and checksum, in memory order, with the TTL decremented and one added to the checksum for it (RFC 1624).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint DecrementedTtl(byte* header)
    {
        uint word = Unsafe.ReadUnaligned<uint>(header + Ipv4.TtlOffset);
        uint checksum = (word >> 16) + 1;
        return (ushort)(word - 1) | ((checksum >= 0xffff ? checksum - 0xffff : checksum) << 16);
    }

    /// <summary>Puts the link header and labels in front of a finished IPv4 packet and queues it. <paramref name="ttl"/> and <paramref name="tos"/> are the packet's.</summary>
    internal static void Send(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id, byte ttl, byte tos)
    {
        if (adjacency->Kind == AdjacencyKind.IpTunnel)
        {
            TunnelHeader.Send(worker, packet, adjacency, id);
            return;
        }

        byte* payload = Mbuf.Data(packet);
        if (Output.Push(worker, packet, adjacency) == null)
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        if (adjacency->LabelCount == 0)
        {
            Unsafe.WriteUnaligned(payload - Ethernet.TypeLength, Ethernet.WireIpv4);
        }
        else
        {
            LabelStack.Impose(payload, adjacency, ttl, (uint)tos >> 5);
        }

        Output.Send(worker, packet, adjacency, id);
    }

    private static void Oversized(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency, byte* header)
    {
        if (adjacency->Kind == AdjacencyKind.Incomplete)
        {
            Output.Unresolved(worker, packet, adjacency->Interface, adjacency->NextHopFamily, Adjacency.NextHop(adjacency));
        }
        else if (adjacency->Kind > AdjacencyKind.IpTunnel || adjacency->Present == 0)
        {
            Worker.Drop(worker, packet, DropReason.Ip4NoRoute);
        }
        else if ((Wire.Load16(header + Ipv4.FragmentOffset) & Ipv4.DontFragment) != 0)
        {
            context->IcmpMtu = (ushort)(adjacency->Mtu - (adjacency->LabelCount * MplsLabel.Length));
            context->Reason = (byte)DropReason.Ip4MtuExceeded;
            Worker.Enqueue(worker, NodeId.IcmpError, packet);
        }
        else
        {
            Worker.Enqueue(worker, NodeId.Fragment, packet);
        }
    }

    /// <summary>Everything that is not an adjacency.</summary>
    private static void Except(Worker* worker, rte_mbuf* packet, ForwardingTarget target)
    {
        PacketContext* context = PacketContext.Of(packet);
        byte* header = Mbuf.Data(packet);
        DropReason reason;
        switch (target.Kind)
        {
            case TargetKind.Local:
                return;
            case TargetKind.Glean:
                if (EffectiveTtl(context, header[Ipv4.TtlOffset]) <= 1 && (context->Flags & PacketFlags.Originated) == 0)
                {
                    reason = DropReason.Ip4TtlExpired;
                    break;
                }

                Output.Unresolved(worker, packet, (int)target.Index, 4, header + Ipv4.DestinationOffset);
                return;
            case TargetKind.Blackhole:
                Worker.Drop(worker, packet, DropReason.Ip4Blackhole);
                return;
            case TargetKind.LookupVrf:
                Worker.Drop(worker, packet, DropReason.LookupLoop);
                return;
            case TargetKind.Unreachable:
                reason = DropReason.Ip4Unreachable;
                break;
            case TargetKind.Prohibit:
                reason = DropReason.Ip4Prohibited;
                break;
            default:
                reason = DropReason.Ip4NoRoute;
                break;
        }

        context->Reason = (byte)reason;
        Worker.Enqueue(worker, NodeId.IcmpError, packet);
    }
}
