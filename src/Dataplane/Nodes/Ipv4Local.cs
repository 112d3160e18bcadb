using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>IPv4 packets for the router: L2TP data goes to decapsulation, all else to the mirror.</summary>
internal static unsafe class Ipv4Local
{
    /// <summary>
    /// Takes a checked packet that the FIB calls local: true when it is for <see cref="L2tpDecap"/>, else it has gone
    /// its way. The end of <see cref="Ipv4Forward"/>, not a node of its own.
    /// </summary>
    public static bool TakeTunnel(Worker* worker, rte_mbuf* packet)
    {
        byte* header = Mbuf.Data(packet);
        bool group = header[Ipv4.DestinationOffset] >= 224;
        byte sourceNet = header[Ipv4.SourceOffset];
        if (sourceNet is 127 or >= 224 || (sourceNet == 0 && !group))
        {
            Worker.Drop(worker, packet, DropReason.Ip4IllegalSource);
            return false;
        }

        if (group)
        {
            Punt.FromLayer3(worker, packet, PuntReason.Ipv4Multicast);
            return false;
        }

        byte protocol = header[Ipv4.ProtocolOffset];
        if (protocol is not (Ipv4.ProtocolL2tp or Ipv4.ProtocolUdp))
        {
            Punt.FromLayer3(worker, packet, PuntReason.Ipv4Local);
            return false;
        }

        int headerLength = (header[0] & 0xf) * 4;
        ushort fragment = Wire.Load16(header + Ipv4.FragmentOffset);
        if ((fragment & (Ipv4.MoreFragments | Ipv4.FragmentOffsetMask)) != 0)
        {
            // The kernel reassembles what is its own; a tunnel packet in fragments is dropped by policy.
            if (protocol == Ipv4.ProtocolL2tp || L2tpDecap.IsTunnelPort(worker, packet, headerLength))
            {
                Worker.Drop(worker, packet, DropReason.L2tpFragment);
            }
            else
            {
                Punt.FromLayer3(worker, packet, PuntReason.Ipv4Local);
            }

            return false;
        }

        if (protocol == Ipv4.ProtocolL2tp || L2tpDecap.IsTunnelPort(worker, packet, headerLength))
        {
            return true;
        }

        Punt.FromLayer3(worker, packet, PuntReason.Ipv4Local);
        return false;
    }
}
