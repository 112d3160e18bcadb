using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// PPP frames that the control plane sends in numbered sessions of L2TPv2. Their numbers are of one count with those of the
/// session's IP packets (RFC 2661 5.4) and must be in the order in which all of them leave: only here is that known. In the
/// place of Ns and Nr the control plane writes its own ids of the session, the tunnel's first, by which it is found.
/// </summary>
internal static unsafe class ControlPlaneFrame
{
    private const int UdpChecksumOffset = 6;

    /// <summary>Gives such a frame its number, and leaves any other alone.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">What Linux sends: an Ethernet frame without tags.</param>
    public static void Number(Worker* worker, rte_mbuf* packet)
    {
        byte* frame = Mbuf.Data(packet);
        int available = packet->data_len - Ethernet.HeaderLength;
        int ip = HeaderLength(Ethernet.WireType(frame), frame + Ethernet.HeaderLength, available);
        if (ip == 0 || available < ip + L2tpv3.UdpHeaderLength + L2tpv2.PlainLength + L2tpv2.NumbersLength)
        {
            return;
        }

        byte* header = frame + Ethernet.HeaderLength;
        byte* udp = header + ip;
        byte* l2tp = udp + L2tpv3.UdpHeaderLength;
        if (Wire.Load16(l2tp) == L2tpv2.Numbered && worker->Tables->IsL2tpPort(Wire.Load16(udp)))
        {
            Number(worker, header, udp, l2tp + L2tpv2.PlainLength);
        }
    }

    private static void Number(Worker* worker, byte* header, byte* udp, byte* numbers)
    {
        L2tpSession* session = worker->Tables->L2tpSessions.Find(Wire.Load32(numbers));
        L2tpSessionFlags encapsulation = L2tpSessionFlags.Udp | L2tpSessionFlags.Version2 | (*header >> 4 == 6 ? L2tpSessionFlags.Ipv6 : 0);
        if (session == null || !L2tpTunnel.IsToPeer(worker->Tables->L2tpTunnels + session->Tunnel, encapsulation, header, udp))
        {
            return;
        }

        uint before = Unsafe.ReadUnaligned<uint>(numbers);
        TunnelHeader.NumberVersion2(worker, numbers, session->Index);
        ushort checksum = Unsafe.ReadUnaligned<ushort>(udp + UdpChecksumOffset);
        if (checksum != 0)
        {
            // RFC 1624, equation 3; a checksum of 0 would say that there is none.
            checksum = (ushort)~Checksum.Fold((ushort)~checksum + (ulong)~before + Unsafe.ReadUnaligned<uint>(numbers));
            Unsafe.WriteUnaligned(udp + UdpChecksumOffset, checksum == 0 ? (ushort)0xffff : checksum);
        }
    }

    /// <summary>Octets of IP header before a UDP header; 0 if there is none, or in a later fragment.</summary>
    private static int HeaderLength(ushort type, byte* header, int available)
    {
        if (type == Ethernet.WireIpv6)
        {
            return available >= Ipv6.HeaderLength && header[Ipv6.NextHeaderOffset] == Ipv4.ProtocolUdp ? Ipv6.HeaderLength : 0;
        }

        return type == Ethernet.WireIpv4 && available >= Ipv4.HeaderLength && header[Ipv4.ProtocolOffset] == Ipv4.ProtocolUdp
            && (Wire.Load16(header + Ipv4.FragmentOffset) & Ipv4.FragmentOffsetMask) == 0
            ? (*header & 0xf) * 4
            : 0;
    }
}
