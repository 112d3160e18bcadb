using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>The service-delimiting VLAN tag inside a VLAN-mode pseudowire (RFC 4448 4.1, RFC 4719).</summary>
internal static unsafe class PseudowireVlan
{
    /// <summary>Removes the tag if it is the agreed one; its priority stays in the context. False leaves the frame alone.</summary>
    public static bool TryPop(rte_mbuf* packet, PacketContext* context, ushort vlan)
    {
        if (packet->data_len < Ethernet.HeaderLength + Ethernet.TagLength)
        {
            return false;
        }

        byte* frame = Mbuf.Data(packet);
        ushort tag = Wire.Load16(frame + Ethernet.HeaderLength);
        if (Ethernet.WireType(frame) != Ethernet.WireVlan || (tag & 0xfff) != vlan)
        {
            return false;
        }

        context->PriorityBits = (byte)((tag >> 8) & 0xf0);
        context->Flags |= PacketFlags.TagRemoved;
        EthernetInput.RemoveTags(packet, Ethernet.TagLength);
        return true;
    }

    /// <summary>Pushes the agreed tag with the priority of the context. False when there is no headroom.</summary>
    public static bool TryPush(rte_mbuf* packet, PacketContext* context, ushort vlan)
    {
        if (packet->data_off < Ethernet.TagLength)
        {
            return false;
        }

        byte* frame = Mbuf.Prepend(packet, Ethernet.TagLength);
        ulong destination = Unsafe.ReadUnaligned<ulong>(frame + Ethernet.TagLength);
        uint source = Unsafe.ReadUnaligned<uint>(frame + Ethernet.TagLength + 8);
        Unsafe.WriteUnaligned(frame, destination);
        Unsafe.WriteUnaligned(frame + 8, source);
        Unsafe.WriteUnaligned(frame + Ethernet.AddressesLength, Ethernet.WireVlan);
        Wire.Store16(frame + Ethernet.HeaderLength, (context->PriorityBits << 8) | vlan);
        return true;
    }
}
