using System.Runtime.CompilerServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>DPDK's small inline helpers on packet buffers, for single-segment packets.</summary>
internal static unsafe class Mbuf
{
    /// <summary>First octet of the packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Data(rte_mbuf* packet) => (byte*)packet->buf_addr + packet->data_off;

    /// <summary>Removes octets at the front; the caller has checked that they are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(rte_mbuf* packet, int octets)
    {
        packet->data_off += (ushort)octets;
        SetLength(packet, packet->data_len - octets);
    }

    /// <summary>Adds octets at the front; the caller has checked the headroom. Returns the new first octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Prepend(rte_mbuf* packet, int octets)
    {
        packet->data_off -= (ushort)octets;
        packet->data_len += (ushort)octets;
        packet->pkt_len += (uint)octets;
        return Data(packet);
    }

    /// <summary>Sets the length of the packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetLength(rte_mbuf* packet, int octets)
    {
        packet->data_len = (ushort)octets;
        packet->pkt_len = (uint)octets;
    }
}
