using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>An IPv6 packet whose payload is ICMPv6 or UDP (RFC 8200 3), checked and without extension headers.</summary>
internal readonly ref struct Ipv6Packet
{
    public const int HeaderLength = 40;
    public const byte Icmpv6 = 58;
    public const byte Udp = 17;

    public byte NextHeader { get; private init; }

    public byte HopLimit { get; private init; }

    public UInt128 Source { get; private init; }

    public UInt128 Destination { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Takes a packet apart; its transport checksum must be right.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out Ipv6Packet packet)
    {
        packet = default;
        if (octets.Length < HeaderLength || octets[0] >> 4 != 6 || octets[6] is not (Icmpv6 or Udp))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        if (length < 8 || length > octets.Length - HeaderLength)
        {
            return false;
        }

        packet = new Ipv6Packet
        {
            NextHeader = octets[6],
            HopLimit = octets[7],
            Source = BinaryPrimitives.ReadUInt128BigEndian(octets[8..]),
            Destination = BinaryPrimitives.ReadUInt128BigEndian(octets[24..]),
            Payload = octets.Slice(HeaderLength, length),
        };

        // UDP without a checksum is not allowed here, and the sum over a right one is zero (RFC 8200 8.1).
        return (packet.NextHeader != Udp || packet.Payload[6] != 0 || packet.Payload[7] != 0)
            && Checksum(octets[..(HeaderLength + length)]) == 0;
    }

    /// <summary>Writes the header in front of a payload that is in place, and the payload's checksum.</summary>
    /// <param name="octets">Header and payload.</param>
    /// <param name="nextHeader">ICMPv6 or UDP.</param>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address.</param>
    public static void Complete(Span<byte> octets, byte nextHeader, UInt128 source, UInt128 destination)
    {
        int length = octets.Length - HeaderLength;
        octets[..HeaderLength].Clear();
        octets[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], (ushort)length);
        octets[6] = nextHeader;
        octets[7] = 255;
        BinaryPrimitives.WriteUInt128BigEndian(octets[8..], source);
        BinaryPrimitives.WriteUInt128BigEndian(octets[24..], destination);
        Span<byte> field = octets.Slice(HeaderLength + (nextHeader == Udp ? 6 : 2), 2);
        field.Clear();
        ushort sum = Checksum(octets);
        BinaryPrimitives.WriteUInt16BigEndian(field, sum == 0 && nextHeader == Udp ? ushort.MaxValue : sum);
    }

    /// <summary>Checksum over the pseudo-header and the payload (RFC 8200 8.1).</summary>
    private static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        ulong sum = (ulong)(octets.Length - HeaderLength) + octets[6];
        for (ReadOnlySpan<byte> rest = octets[8..]; rest.Length > 0; rest = rest[Math.Min(2, rest.Length)..])
        {
            sum += rest.Length > 1 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : (ulong)rest[0] << 8;
        }

        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
