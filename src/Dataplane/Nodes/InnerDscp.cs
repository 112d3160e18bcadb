using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>The DSCP (RFC 2474 3) of a tunnel's outer header where what is inside decides on it. The ECN field stays 0 (RFC 9601).</summary>
internal static unsafe class InnerDscp
{
    /// <summary>For an Ethernet frame.</summary>
    /// <param name="frame">The frame, as it goes into the tunnel.</param>
    /// <param name="length">Its octets, at least 14.</param>
    /// <param name="context">The packet's context, which knows the priority of a tag that was taken off.</param>
    /// <param name="flags">The adjacency's.</param>
    public static uint OfFrame(byte* frame, int length, PacketContext* context, AdjacencyFlags flags)
    {
        if ((flags & AdjacencyFlags.PriorityDscp) != 0)
        {
            uint tag = (context->Flags & PacketFlags.TagRemoved) != 0 ? context->PriorityBits
                : length > Ethernet.HeaderLength && Ethernet.IsTag(Ethernet.WireType(frame)) ? frame[Ethernet.HeaderLength] : 0u;
            return (tag >> 5) << 3;
        }

        int packet = Ethernet.Payload(frame, length, out ushort type);
        bool isIp = type is Ethernet.WireIpv4 or Ethernet.WireIpv6 && packet + sizeof(ushort) <= length;
        return isIp ? OfPacket(frame + packet) : 0;
    }

    /// <summary>For an IP packet, of which 2 octets are read.</summary>
    public static uint OfPacket(byte* packet) =>
        packet[0] >> 4 == 4 ? (uint)packet[Ipv4.TypeOfServiceOffset] >> 2 : ((uint)Wire.Load16(packet) >> 6) & 0x3f;
}
