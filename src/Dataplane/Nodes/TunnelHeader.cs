using System.Runtime.CompilerServices;
using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>What the outer IP and UDP header of a tunnel, prebuilt as if the payload were empty, still needs when they are in front of one.</summary>
internal static unsafe class TunnelHeader
{
    /// <summary>What <see cref="CompletePlain"/> does not do.</summary>
    public const AdjacencyFlags Special =
        AdjacencyFlags.FragmentOuter | AdjacencyFlags.UdpChecksum | AdjacencyFlags.OuterIpv6 | AdjacencyFlags.Sequence
        | AdjacencyFlags.InnerDscp;

    /// <summary>Puts an IP packet into its tunnel, unless it is over the rate, and queues it.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">A complete IP packet, TTL decremented, not over the MTU.</param>
    /// <param name="adjacency">An adjacency of kind IpTunnel.</param>
    /// <param name="id">Its id.</param>
    public static void Send(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        int length = packet->data_len;
        byte* payload = Mbuf.Data(packet);
        if ((adjacency->Flags & AdjacencyFlags.RateLimited) != 0)
        {
            uint session = worker->Tables->SessionOfAdjacency[id];
            if (!RateBucket.TryTake(&worker->Tables->Policers[session].Down, worker->Now, length))
            {
                worker->RateDrops[session].Down.Add(1, (uint)length);
                Worker.Drop(worker, packet, DropReason.PppRateDown);
                return;
            }
        }

        if (adjacency->SegmentLimit != 0)
        {
            TcpMss.Lower(payload, length, adjacency->SegmentLimit);
        }

        uint dscp = (adjacency->Flags & AdjacencyFlags.ReflectDscp) == 0 ? 0 : InnerDscp.OfPacket(payload);
        byte* start = Output.Push(worker, packet, adjacency);
        if (start == null)
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        Number(worker, payload, adjacency, id);
        Complete(worker, start, length, adjacency, FlowHash.Packet(payload, length), dscp);
        Output.Send(worker, packet, adjacency, id);
    }

    /// <summary>Lengths and checksum of an IPv4 header, if there is one, and the length of a UDP header behind it.</summary>
    /// <param name="start">The first octet of the adjacency's header, which is in its place.</param>
    /// <param name="inner">Octets of payload.</param>
    /// <param name="adjacency">An adjacency without <see cref="Special"/> flags.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CompletePlain(byte* start, int inner, Adjacency* adjacency)
    {
        if ((adjacency->Flags & AdjacencyFlags.OuterIpv4) == 0)
        {
            return;
        }

        byte* ip = start + adjacency->IpOffset;
        int total = inner + adjacency->RewriteLength - adjacency->IpOffset;
        SetLength(ip, total, adjacency->Ipv4Sum, inner);
        if ((adjacency->Flags & AdjacencyFlags.Udp) != 0)
        {
            Wire.Store16(ip + Ipv4.HeaderLength + 4, total - Ipv4.HeaderLength);
        }
    }

    /// <summary>Everything that an adjacency may ask for.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="start">The first octet of the adjacency's header, which is in its place.</param>
    /// <param name="inner">Octets of payload.</param>
    /// <param name="adjacency">The adjacency.</param>
    /// <param name="flow">Hash of the payload's flow, for the flow label of an outer IPv6 header.</param>
    /// <param name="dscp">What is added to the prebuilt DSCP, which is 0 then.</param>
    public static void Complete(Worker* worker, byte* start, int inner, Adjacency* adjacency, uint flow, uint dscp)
    {
        AdjacencyFlags flags = adjacency->Flags;
        byte* ip = start + adjacency->IpOffset;
        byte* udp = ip + Ipv6.HeaderLength;
        if ((flags & AdjacencyFlags.OuterIpv4) != 0)
        {
            CompleteIpv4(worker, ip, inner, adjacency, dscp);
            udp = ip + Ipv4.HeaderLength;
        }
        else if ((flags & AdjacencyFlags.OuterIpv6) != 0)
        {
            Wire.Store32(ip, Wire.Load32(ip) | (dscp << 22) | (flow & 0xfffff));
            Wire.Store16(ip + Ipv6.PayloadLengthOffset, Wire.Load16(ip + Ipv6.PayloadLengthOffset) + inner);
        }

        if ((flags & AdjacencyFlags.Udp) != 0)
        {
            Wire.Store16(udp + 4, Wire.Load16(udp + 4) + inner);
            if ((flags & AdjacencyFlags.UdpChecksum) != 0)
            {
                FillUdpChecksum(ip, udp, (flags & AdjacencyFlags.OuterIpv6) != 0);
            }
        }
    }

    /// <summary>Numbers a packet (RFC 3931 4.6, RFC 2661 3.1) if its adjacency says so; before <see cref="Complete"/>, whose checksum covers the number.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="payload">What follows the rewrite.</param>
    /// <param name="adjacency">The adjacency.</param>
    /// <param name="id">Its id.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Number(Worker* worker, byte* payload, Adjacency* adjacency, uint id)
    {
        if ((adjacency->Flags & AdjacencyFlags.Sequence) != 0)
        {
            if ((adjacency->Flags & AdjacencyFlags.Version2) != 0)
            {
                NumberVersion2(worker, payload - L2tpv2.NumbersToPayload, worker->Tables->SessionOfAdjacency[id]);
                return;
            }

            uint sequence = Interlocked.Increment(ref worker->Tables->SendSequences[id]) - 1;
            Wire.Store32(payload - L2tpv3.SublayerLength, L2tpv3.SequenceFlag | (sequence & L2tpv3.SequenceMask));
        }
    }

    /// <summary>Writes the next Ns of an L2TPv2 session, and Nr, which is reserved in data messages (RFC 2661 3.1).</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="numbers">Where they are.</param>
    /// <param name="session">Index of the session: one count for both families and what the control plane sends.</param>
    public static void NumberVersion2(Worker* worker, byte* numbers, uint session)
    {
        uint next = Interlocked.Increment(ref worker->Tables->SessionSequences[session]) - 1;
        Wire.Store32(numbers, next << 16);
    }

    private static void CompleteIpv4(Worker* worker, byte* ip, int inner, Adjacency* adjacency, uint dscp)
    {
        int typeOfService = (int)dscp << 2;
        ip[Ipv4.TypeOfServiceOffset] |= (byte)typeOfService;
        ushort identification = 0;
        if ((adjacency->Flags & AdjacencyFlags.FragmentOuter) != 0)
        {
            // Only atomic datagrams may go without an identification of their own (RFC 6864 4).
            identification = ++worker->NextIpId;
            Wire.Store16(ip + Ipv4.IdentificationOffset, identification);
        }

        SetLength(ip, inner + adjacency->RewriteLength - adjacency->IpOffset, adjacency->Ipv4Sum, inner + identification + typeOfService);
    }

    /// <summary>Sets the total length and the checksum (RFC 1624).</summary>
    /// <param name="ip">The header.</param>
    /// <param name="total">Total length.</param>
    /// <param name="sum">Sum of the prebuilt header.</param>
    /// <param name="more">What DSCP, total length and identification are more than prebuilt, at most 18 bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetLength(byte* ip, int total, uint sum, int more)
    {
        sum += (uint)more;
        sum = (sum >> 16) + (ushort)sum;
        sum = (sum >> 16) + sum;
        Wire.Store16(ip + Ipv4.TotalLengthOffset, total);
        Wire.Store16(ip + Ipv4.ChecksumOffset, (ushort)~sum);
    }

    private static void FillUdpChecksum(byte* ip, byte* udp, bool ipv6)
    {
        int length = Wire.Load16(udp + 4);
        ulong sum = ipv6
            ? Checksum.PseudoHeader(ip + Ipv6.SourceOffset, 32, Ipv4.ProtocolUdp, length)
            : Checksum.PseudoHeader(ip + Ipv4.SourceOffset, 8, Ipv4.ProtocolUdp, length);
        ushort checksum = (ushort)~Checksum.Fold(Checksum.Sum(udp, length, sum));
        Unsafe.WriteUnaligned(udp + 6, checksum == 0 ? (ushort)0xffff : checksum);
    }
}
