using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Ports;

/// <summary>Puts VLAN tags back that a device (or the kernel under net_af_packet) has taken out of the frame.</summary>
internal static unsafe class StrippedTags
{
    /// <summary>Looks for stripped packets in a burst; the common case is one test per packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Restore(rte_mbuf** packets, int count)
    {
        ulong flags = 0;
        for (int i = 0; i < count; i++)
        {
            flags |= packets[i]->ol_flags;
        }

        if ((flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0)
        {
            RestoreEach(packets, count);
        }
    }

    private static void RestoreEach(rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            if ((packet->ol_flags & RTE_MBUF_F_RX_VLAN_STRIPPED) == 0 || packet->data_off < Ethernet.TagLength || packet->data_len < Ethernet.HeaderLength)
            {
                continue;
            }

            packet->ol_flags &= ~RTE_MBUF_F_RX_VLAN_STRIPPED;
            byte* frame = Mbuf.Prepend(packet, Ethernet.TagLength);
            ulong destination = Unsafe.ReadUnaligned<ulong>(frame + Ethernet.TagLength);
            uint source = Unsafe.ReadUnaligned<uint>(frame + Ethernet.TagLength + 8);
            Unsafe.WriteUnaligned(frame, destination);
            Unsafe.WriteUnaligned(frame + 8, source);
            Unsafe.WriteUnaligned(frame + Ethernet.AddressesLength, Ethernet.WireVlan);
            Wire.Store16(frame + Ethernet.HeaderLength, packet->vlan_tci);
        }
    }
}
