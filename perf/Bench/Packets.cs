using System.Buffers.Binary;

namespace Router.Bench;

/// <summary>Builds the frames of the scenarios, octet by octet.</summary>
internal static class Packets
{
    public static readonly byte[] RouterMac = [0x02, 0, 0, 0, 0, 0xaa];
    public static readonly byte[] PeerMac = [0x02, 0, 0, 0, 0, 0xbb];

    public static byte[] Ethernet(ushort type, byte[] payload) =>
        [.. RouterMac, .. PeerMac, (byte)(type >> 8), (byte)type, .. payload];

    public static byte[] Label(uint label, byte[] payload) => [.. BigEndian((label << 12) | 0x140), .. payload];

    /// <summary>An IPv4 packet; the identification makes the header's sum independent of <paramref name="low"/>, the varying part of the destination.</summary>
    public static byte[] Ipv4(uint source, uint destination, ushort low, byte protocol, byte[] payload)
    {
        byte[] header = new byte[20];
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(20 + payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)~low);
        header[8] = 64;
        header[9] = protocol;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), source);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), destination);
        WriteIpv4Checksum(header);
        return [.. header, .. payload];
    }

    /// <summary>Sets the checksum of an IPv4 header without options.</summary>
    public static void WriteIpv4Checksum(Span<byte> header)
    {
        header[10..12].Clear();
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~sum);
    }

    /// <summary>An untagged frame of a customer, of at least 14 octets.</summary>
    public static byte[] CustomerFrame(int length = 60) => [.. RouterMac, .. PeerMac, 0x08, 0, .. new byte[length - 14]];

    public static byte[] Udp(ushort source, ushort destination, byte[] payload)
    {
        int length = 8 + payload.Length;
        return [(byte)(source >> 8), (byte)source, (byte)(destination >> 8), (byte)destination, (byte)(length >> 8), (byte)length, 0, 0, .. payload];
    }

    public static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
