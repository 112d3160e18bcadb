using System.Runtime.CompilerServices;

namespace Router.Dataplane.Headers;

/// <summary>
/// TCP's maximum segment size option (RFC 9293 3.2, 3.7.1): says in a SYN how large the segments may be that come back. A host
/// behind a link that takes less than its own does not know; its router lowers the option.
/// </summary>
internal static unsafe class TcpMss
{
    private const byte ProtocolTcp = 6;
    private const int TcpHeaderLength = 20;
    private const int ChecksumOffset = 16;
    private const int DataOffset = 12;
    private const int FlagsOffset = 13;
    private const byte Syn = 2;
    private const byte EndOfOptions = 0;
    private const byte NoOperation = 1;
    private const byte MaximumSegmentSize = 2;
    private const int OptionLength = 4;

    /// <summary>Hop-by-hop options, routing, fragment and destination options (RFC 8200 4), a bit each.</summary>
    private const ulong ExtensionHeaders = (1ul << 0) | (1ul << 43) | (1ul << Ipv6.NextHeaderFragment) | (1ul << 60);
    private const int MostExtensionHeaders = 8;

    /// <summary>
    /// Whether <see cref="Lower"/> must look at a packet. Reads up to 54 octets, whatever its length: buffers have room for
    /// these, and what is not the packet's can only cause a look too many.
    /// </summary>
    /// <param name="packet">An IP header.</param>
    /// <param name="type">Its EtherType as in memory.</param>
    /// <param name="limit">As for <see cref="Lower"/>; 0 is no.</param>
    /// <param name="options">Whether an IPv4 header may have options.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCandidate(byte* packet, ushort type, ushort limit, bool options)
    {
        if (type == Ethernet.WireIpv4)
        {
            // One branch, and hardly ever taken, whatever protocols come.
            bool found = (packet[Ipv4.ProtocolOffset] == ProtocolTcp) & ((packet[Ipv4.HeaderLength + FlagsOffset] & Syn) != 0);
            return (found | (options && packet[0] != 0x45)) & (limit != 0);
        }

        byte next = packet[Ipv6.NextHeaderOffset];
        bool syn = (next == ProtocolTcp) & ((packet[Ipv6.HeaderLength + FlagsOffset] & Syn) != 0);
        return (syn | IsExtension(next)) & (limit != 0);
    }

    /// <summary>
    /// Lowers the option in a SYN, and adjusts the checksum (RFC 1624). What is no SYN, is broken, or ends before its options do
    /// stays as it is.
    /// </summary>
    /// <param name="packet">What should be an IP packet; nothing of it need be right.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="limit">Octets of the largest IP packet that the segments may make.</param>
    public static void Lower(byte* packet, int length, ushort limit)
    {
        int tcp = length < Ipv4.HeaderLength ? 0 : packet[0] >> 4 == 4 ? FindInIpv4(packet, ref length) : FindInIpv6(packet, ref length);
        if (tcp == 0 || length - tcp < TcpHeaderLength || (packet[tcp + FlagsOffset] & Syn) == 0)
        {
            return;
        }

        int end = tcp + ((packet[tcp + DataOffset] >> 4) * 4);
        if (end <= length)
        {
            int most = limit - TcpHeaderLength - (packet[0] >> 4 == 4 ? Ipv4.HeaderLength : Ipv6.HeaderLength);
            LowerOptions(packet + tcp, end - tcp, (ushort)most);
        }
    }

    private static void LowerOptions(byte* tcp, int length, ushort most)
    {
        int at = TcpHeaderLength;
        while (at < length)
        {
            byte kind = tcp[at];
            if (kind == NoOperation)
            {
                at++;
                continue;
            }

            if (kind == EndOfOptions || at + 1 >= length)
            {
                return;
            }

            int size = tcp[at + 1];
            if (size < 2 || at + size > length)
            {
                return;
            }

            // Of several, hosts may take any.
            if (kind == MaximumSegmentSize && size == OptionLength)
            {
                LowerOption(tcp, at + 2, most);
            }

            at += size;
        }
    }

    private static void LowerOption(byte* tcp, int at, ushort most)
    {
        int given = Wire.Load16(tcp + at);
        if (given <= most)
        {
            return;
        }

        Wire.Store16(tcp + at, most);

        // RFC 1624 3, equation 3. At an odd offset the octets of the option are in two words of the sum, the other way round.
        uint before = at % 2 == 0 ? (uint)given : Swapped((ushort)given);
        uint after = at % 2 == 0 ? most : Swapped(most);
        uint sum = (ushort)~Wire.Load16(tcp + ChecksumOffset) + (uint)(ushort)~before + after;
        sum = (sum >> 16) + (ushort)sum;
        sum = (sum >> 16) + sum;
        Wire.Store16(tcp + ChecksumOffset, (ushort)~sum);
    }

    private static uint Swapped(ushort value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);

    /// <summary>Offset of the TCP header, and where the datagram ends; 0 if there is none, or the packet is a fragment behind the first.</summary>
    private static int FindInIpv4(byte* packet, ref int length)
    {
        int header = (packet[0] & 0xf) * 4;
        int total = Wire.Load16(packet + Ipv4.TotalLengthOffset);
        if (header < Ipv4.HeaderLength
            || total < header
            || total > length
            || packet[Ipv4.ProtocolOffset] != ProtocolTcp
            || (Wire.Load16(packet + Ipv4.FragmentOffset) & Ipv4.FragmentOffsetMask) != 0)
        {
            return 0;
        }

        length = total;
        return header;
    }

    /// <summary>The same behind extension headers (RFC 8200 4).</summary>
    private static int FindInIpv6(byte* packet, ref int length)
    {
        const int FragmentLength = 8;
        const ushort FragmentOffsetMask = 0xfff8;
        if (packet[0] >> 4 != 6 || length < Ipv6.HeaderLength)
        {
            return 0;
        }

        int total = Ipv6.HeaderLength + Wire.Load16(packet + Ipv6.PayloadLengthOffset);
        if (total > length)
        {
            return 0;
        }

        length = total;
        byte next = packet[Ipv6.NextHeaderOffset];
        int at = Ipv6.HeaderLength;
        for (int i = 0; i < MostExtensionHeaders && IsExtension(next); i++)
        {
            // All of them have 8 octets at least, the fragment header no more.
            if (length - at < FragmentLength)
            {
                return 0;
            }

            bool fragment = next == Ipv6.NextHeaderFragment;
            if (fragment && (Wire.Load16(packet + at + 2) & FragmentOffsetMask) != 0)
            {
                return 0;
            }

            next = packet[at];
            at += fragment ? FragmentLength : (packet[at + 1] + 1) * 8;
        }

        return next == ProtocolTcp && at <= length ? at : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsExtension(byte next) => (next < 64) & ((ExtensionHeaders >> next) & 1) != 0;
}
