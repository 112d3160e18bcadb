using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>IPv6 forwarding (RFC 8200, RFC 4443): header checks, longest prefix match, hop limit, rewrite; in the passes of <see cref="Ipv4Forward"/>.</summary>
internal static unsafe class Ipv6Forward
{
    private const int MaxLookups = 8;
    private const int PrefetchDistance = 4;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        int good = Check(worker, packets, count);
        Lookup(worker, packets, good);
        for (int i = 0; i < good; i++)
        {
            ForwardingTarget target = new((uint)worker->Scratch[i]);
            if (target.Kind == TargetKind.Adjacency)
            {
                Forward(worker, packets[i], target.Index);
            }
            else
            {
                Except(worker, packets[i], target);
            }
        }
    }

    private static int Check(Worker* worker, rte_mbuf** packets, int count)
    {
        int good = 0;
        VrfEntry* vrfs = worker->Tables->Vrfs;
        for (int i = 0; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                Prefetch.Read(Mbuf.Data(packets[i + PrefetchDistance]));
            }

            rte_mbuf* packet = packets[i];
            DropReason reason = Validate(packet);
            if (reason != DropReason.None)
            {
                Worker.Drop(worker, packet, reason);
                continue;
            }

            byte* destination = Mbuf.Data(packet) + Ipv6.DestinationOffset;
            Prefetch.Read(vrfs[PacketContext.Of(packet)->Vrf].Ipv6Root + Wire.Load16(destination));
            packets[good++] = packet;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DropReason Validate(rte_mbuf* packet)
    {
        int length = packet->data_len;
        byte* header = Mbuf.Data(packet);
        if (length < Ipv6.HeaderLength)
        {
            return DropReason.Ip6Truncated;
        }

        if (header[0] >> 4 != 6)
        {
            return DropReason.Ip6BadVersion;
        }

        int total = Ipv6.HeaderLength + Wire.Load16(header + Ipv6.PayloadLengthOffset);
        if (total > length)
        {
            return DropReason.Ip6BadLength;
        }

        if (total != length)
        {
            Mbuf.SetLength(packet, total);
        }

        return DropReason.None;
    }

    private static void Lookup(Worker* worker, rte_mbuf** packets, int count)
    {
        ForwardingTables* tables = worker->Tables;
        for (int i = 0; i < count; i++)
        {
            PacketContext* context = PacketContext.Of(packets[i]);
            ForwardingTarget target;
            if ((context->Flags & PacketFlags.Chosen) != 0)
            {
                target = new ForwardingTarget(TargetKind.Adjacency, context->Adjacency);
            }
            else
            {
                byte* destination = Mbuf.Data(packets[i]) + Ipv6.DestinationOffset;
                if (IsLinkScope(destination))
                {
                    target = new ForwardingTarget(TargetKind.Local);
                }
                else
                {
                    target = new ForwardingTarget(Fib.LookupIpv6(tables->Vrfs[context->Vrf].Ipv6Root, tables->FibNodes, destination));
                    while (target.Kind == TargetKind.LookupVrf && context->Lookups < MaxLookups)
                    {
                        context->Lookups++;
                        context->Vrf = (ushort)target.Index;
                        target = new ForwardingTarget(Fib.LookupIpv6(tables->Vrfs[target.Index].Ipv6Root, tables->FibNodes, destination));
                    }
                }
            }

            worker->Scratch[i] = target.Value;
            if (target.Kind == TargetKind.Adjacency)
            {
                Output.Fetch(worker, target.Index);
            }
        }
    }

    /// <summary>Multicast (ff00::/8) or link-local unicast (fe80::/10): the mirror's, never forwarded (RFC 4291 2.5.6).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsLinkScope(byte* address) => address[0] == 0xff || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80);

    /// <summary>Sources that a router must not forward: unspecified, loopback, multicast, link-local (RFC 4291 2.5, RFC 4007 9).</summary>
    internal static bool IsIllegalSource(byte* source)
    {
        if (source[0] == 0)
        {
            ulong high = Unsafe.ReadUnaligned<ulong>(source);
            ulong low = Unsafe.ReadUnaligned<ulong>(source + 8);
            return high == 0 && (low == 0 || low == 1ul << 56);
        }

        return IsLinkScope(source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward(Worker* worker, rte_mbuf* packet, uint id)
    {
        PacketContext* context = PacketContext.Of(packet);
        context->Adjacency = id;
        Adjacency* adjacency = worker->Tables->Adjacencies + id;
        byte* header = Mbuf.Data(packet);
        if (IsIllegalSource(header + Ipv6.SourceOffset))
        {
            Worker.Drop(worker, packet, DropReason.Ip6IllegalSource);
            return;
        }

        byte ttl = header[Ipv6.HopLimitOffset];
        bool originated = (context->Flags & PacketFlags.Originated) != 0;
        if (Ipv4Forward.EffectiveTtl(context, ttl) <= 1 && !originated)
        {
            context->Reason = (byte)DropReason.Ip6HopLimitExpired;
            Worker.Enqueue(worker, NodeId.IcmpError, packet);
            return;
        }

        int length = packet->data_len + (adjacency->LabelCount * MplsLabel.Length);
        if (length > adjacency->Mtu || adjacency->Kind > AdjacencyKind.IpTunnel)
        {
            Oversized(worker, packet, context, adjacency);
            return;
        }

        if (!originated)
        {
            DecrementHopLimit(header, context, ref ttl);
        }

        Send(worker, packet, adjacency, id, ttl, (uint)(header[0] & 0xf) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecrementHopLimit(byte* header, PacketContext* context, ref byte ttl)
    {
        if ((context->Flags & PacketFlags.UniformPop) != 0)
        {
            ttl = Math.Min(ttl, context->Ttl);
            uint word = Wire.Load32(header);
            Wire.Store32(header, (word & 0xf00fffff) | ((uint)context->Tc << 25));
        }

        header[Ipv6.HopLimitOffset] = --ttl;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Send(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id, byte ttl, uint tc)
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
            Unsafe.WriteUnaligned(payload - Ethernet.TypeLength, Ethernet.WireIpv6);
        }
        else
        {
            LabelStack.Impose(payload, adjacency, ttl, tc);
        }

        Output.Send(worker, packet, adjacency, id);
    }

    private static void Oversized(Worker* worker, rte_mbuf* packet, PacketContext* context, Adjacency* adjacency)
    {
        if (adjacency->Kind == AdjacencyKind.Incomplete)
        {
            Output.Unresolved(worker, packet, adjacency->Interface, adjacency->NextHopFamily, Adjacency.NextHop(adjacency));
        }
        else if (adjacency->Kind > AdjacencyKind.IpTunnel || adjacency->Present == 0)
        {
            Worker.Drop(worker, packet, DropReason.Ip6NoRoute);
        }
        else
        {
            context->IcmpMtu = (ushort)(adjacency->Mtu - (adjacency->LabelCount * MplsLabel.Length));
            context->Reason = (byte)DropReason.Ip6MtuExceeded;
            Worker.Enqueue(worker, NodeId.IcmpError, packet);
        }
    }

    private static void Except(Worker* worker, rte_mbuf* packet, ForwardingTarget target)
    {
        PacketContext* context = PacketContext.Of(packet);
        byte* header = Mbuf.Data(packet);
        DropReason reason;
        switch (target.Kind)
        {
            case TargetKind.Local:
                Ipv6Local.Sort(worker, packet);
                return;
            case TargetKind.Glean:
                if (Ipv4Forward.EffectiveTtl(context, header[Ipv6.HopLimitOffset]) <= 1 && (context->Flags & PacketFlags.Originated) == 0)
                {
                    reason = DropReason.Ip6HopLimitExpired;
                    break;
                }

                Output.Unresolved(worker, packet, (int)target.Index, 6, header + Ipv6.DestinationOffset);
                return;
            case TargetKind.Blackhole:
                Worker.Drop(worker, packet, DropReason.Ip6Blackhole);
                return;
            case TargetKind.LookupVrf:
                Worker.Drop(worker, packet, DropReason.LookupLoop);
                return;
            case TargetKind.Unreachable:
                reason = DropReason.Ip6Unreachable;
                break;
            case TargetKind.Prohibit:
                reason = DropReason.Ip6Prohibited;
                break;
            default:
                reason = DropReason.Ip6NoRoute;
                break;
        }

        context->Reason = (byte)reason;
        Worker.Enqueue(worker, NodeId.IcmpError, packet);
    }
}
