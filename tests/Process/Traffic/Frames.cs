using System.Buffers.Binary;
using System.Net;

namespace Router.Process.Tests.Traffic;

/// <summary>Ethernet frames, built from the inside out.</summary>
internal static class Frames
{
    private const ushort TestType = 0x88b5; // IEEE 802, local experimental

    /// <summary>A frame of an EtherType.</summary>
    public static byte[] Ethernet(string destination, string source, ushort type, ReadOnlySpan<byte> payload) =>
        [.. Mac(destination), .. Mac(source), (byte)(type >> 8), (byte)type, .. payload];

    /// <summary>A frame of a type that nothing else sends, with octets 1, 2, ….</summary>
    public static byte[] Test(string destination, int payload) =>
        Ethernet(destination, "02:00:00:00:77:99", TestType, [.. Enumerable.Range(1, payload).Select(octet => (byte)octet)]);

    /// <summary>Whether a frame is one of <see cref="Test"/>.</summary>
    public static bool IsTest(byte[] frame) => frame.Length >= 14 && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) == TestType;

    /// <summary>Whether a frame has this source address.</summary>
    public static bool IsFrom(byte[] frame, string mac) => frame.AsSpan(6, 6).SequenceEqual(Mac(mac));

    /// <summary>An IPv4 packet with TTL 64.</summary>
    public static byte[] Ipv4(string source, string destination, byte protocol, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[20 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = protocol;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(packet, 12);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(packet, 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~Sum(packet.AsSpan(0, 20)));
        payload.CopyTo(packet.AsSpan(20));
        return packet;
    }

    /// <summary>An IPv6 packet with hop limit 64.</summary>
    public static byte[] Ipv6(string source, string destination, byte next, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[40 + payload.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload.Length);
        packet[6] = next;
        packet[7] = 64;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(packet, 8);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(packet, 24);
        payload.CopyTo(packet.AsSpan(40));
        return packet;
    }

    /// <summary>A UDP datagram without checksum.</summary>
    public static byte[] Udp(ushort source, ushort destination, ReadOnlySpan<byte> payload)
    {
        byte[] datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram.AsSpan(8));
        return datagram;
    }

    /// <summary>A label, the last of its stack, with TTL 64.</summary>
    public static byte[] Labelled(uint label, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[4 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet, (label << 12) | 0x100 | 64);
        payload.CopyTo(packet.AsSpan(4));
        return packet;
    }

    /// <summary>L2TPv3 data over UDP with a cookie of eight octets and the default L2-specific sublayer.</summary>
    public static byte[] L2tpv3(uint session, ulong cookie, ReadOnlySpan<byte> frame)
    {
        byte[] packet = new byte[20 + frame.Length];
        BinaryPrimitives.WriteUInt32BigEndian(packet, 0x0003_0000);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), session);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(8), cookie);
        frame.CopyTo(packet.AsSpan(20));
        return packet;
    }

    /// <summary>Whether a frame has an ICMP or ICMPv6 error (not an echo, not neighbour discovery).</summary>
    public static bool IsIcmpError(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
    {
        0x0800 => frame[23] == 1 && frame[34] is 3 or 4 or 5 or 11 or 12,
        0x86dd => frame[20] == 58 && frame[54] < 128,
        _ => false,
    };

    /// <summary>Writes a classic pcap file.</summary>
    public static void WriteCapture(string path, IReadOnlyList<byte[]> frames)
    {
        using FileStream file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 65535);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        file.Write(header);
        for (int i = 0; i < frames.Count; i++)
        {
            Span<byte> record = header[..16];
            BinaryPrimitives.WriteInt32LittleEndian(record, 1);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], i);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], frames[i].Length);
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], frames[i].Length);
            file.Write(record);
            file.Write(frames[i]);
        }
    }

    /// <summary>The octets of a MAC address.</summary>
    public static byte[] Mac(string text) => [.. text.Split(':').Select(octet => Convert.ToByte(octet, 16))];

    /// <summary>Sum of the Internet checksum (RFC 1071), not inverted.</summary>
    public static ushort Sum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            sum += (uint)octets[i] << (i % 2 == 0 ? 8 : 0);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }
}
