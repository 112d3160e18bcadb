using System.Buffers.Binary;
using System.Net;
using Router.Controlplane.Ppp;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Messages of a DHCPv6 client and a host, made octet by octet.</summary>
internal sealed class Dhcpv6Client
{
    public static readonly IPAddress Source = IPAddress.Parse("fe80::1234");

    public static readonly byte[] ServerDuid = [0, 3, 0, 1, 2, 0, 0, 0, 0, 1];

    public byte[] Duid { get; init; } = [0, 1, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    public uint Iaid { get; init; } = 7;

    public string Destination { get; init; } = "ff02::1:2";

    /// <summary>An IPv6 packet with a DHCPv6 message that has an IA_PD and asks for DNS.</summary>
    public byte[] Message(byte type, bool withServer = false, byte[]? associations = null, byte[]? more = null) =>
        Udp(Destination, [
            type, 1, 2, 3,
            .. Option(1, Duid),
            .. withServer ? Option(2, ServerDuid) : [],
            .. associations ?? (type == 11 ? [] : Association(25, Iaid)),
            .. Option(6, [0, 23]),
            .. more ?? [],
        ]);

    public static byte[] Association(ushort code, uint iaid, byte[]? options = null)
    {
        byte[] head = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(head, iaid);
        return Option(code, [.. head, .. options ?? []]);
    }

    public static byte[] Option(ushort code, byte[] value) =>
        [(byte)(code >> 8), (byte)code, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] RouterSolicitation(string source = "fe80::1234")
    {
        byte[] packet = [.. new byte[40], 133, 0, 0, 0, 0, 0, 0, 0];
        Ipv6Packet.Complete(packet, Ipv6Packet.Icmpv6, Number(source), Number("ff02::2"));
        return packet;
    }

    public static byte[] Frame(byte[] packet) => [0xff, 0x03, 0x00, 0x57, .. packet];

    public static void FixChecksum(byte[] frame)
    {
        if (frame.Length >= 52 && frame[10] is 17 or 58)
        {
            Span<byte> packet = frame.AsSpan(4);
            Ipv6Packet.Complete(
                packet, packet[6], BinaryPrimitives.ReadUInt128BigEndian(packet[8..]), BinaryPrimitives.ReadUInt128BigEndian(packet[24..]));
        }
    }

    private static byte[] Udp(string destination, byte[] message)
    {
        byte[] packet = [.. new byte[40], 0x02, 0x22, 0x02, 0x23, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(44), (ushort)(8 + message.Length));
        Ipv6Packet.Complete(packet, Ipv6Packet.Udp, Number(Source.ToString()), Number(destination));
        return packet;
    }

    private static UInt128 Number(string address) => BinaryPrimitives.ReadUInt128BigEndian(IPAddress.Parse(address).GetAddressBytes());
}
