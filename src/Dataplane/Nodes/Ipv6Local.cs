using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>IPv6 packets for the router: L2TP data goes to decapsulation, all else to the mirror.</summary>
internal static unsafe class Ipv6Local
{
    /// <summary>Takes a checked packet that the FIB calls local. The end of <see cref="Ipv6Forward"/>, not a node of its own.</summary>
    public static void Sort(Worker* worker, rte_mbuf* packet)
    {
        byte* header = Mbuf.Data(packet);
        byte next = header[Ipv6.NextHeaderOffset];
        if (Ipv6Forward.IsLinkScope(header + Ipv6.DestinationOffset))
        {
            // Duplicate address detection comes from the unspecified address: the source is the kernel's to judge.
            Punt.FromLayer3(worker, packet, PuntReason.Ipv6Multicast);
        }
        else if (header[Ipv6.SourceOffset] == 0xff || (header[Ipv6.SourceOffset] == 0 && Ipv6Forward.IsIllegalSource(header + Ipv6.SourceOffset)))
        {
            Worker.Drop(worker, packet, DropReason.Ip6IllegalSource);
        }
        else if (next == Ipv4.ProtocolL2tp || (next == Ipv4.ProtocolUdp && L2tpDecap.IsTunnelPort(worker, packet, Ipv6.HeaderLength)))
        {
            Worker.Enqueue(worker, NodeId.L2tpDecap, packet);
        }
        else
        {
            Punt.FromLayer3(worker, packet, PuntReason.Ipv6Local);
        }
    }
}
