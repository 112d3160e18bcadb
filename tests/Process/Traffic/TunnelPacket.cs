using System.Buffers.Binary;
using System.Net;

namespace Router.Process.Tests.Traffic;

/// <summary>What the checksum of a UDP datagram is.</summary>
internal enum UdpChecksum
{
    /// <summary>Right.</summary>
    Computed,

    /// <summary>None.</summary>
    Zero,

    /// <summary>Wrong.</summary>
    Wrong,
}

/// <summary>An L2TPv3 data message in its Ethernet frame, every part of which a test may change.</summary>
internal sealed record TunnelPacket
{
    /// <summary>Protocol number of L2TPv3 over IP.</summary>
    public const byte Protocol = 115;

    /// <summary>Addresses of the outer headers.</summary>
    public required (string SourceMac, string DestinationMac, string Source, string Destination) Outer { get; init; }

    /// <summary>UDP ports, source first; none over IP.</summary>
    public (ushort Source, ushort Destination)? Ports { get; init; }

    /// <summary>Session id.</summary>
    public required uint Session { get; init; }

    /// <summary>Cookie.</summary>
    public required byte[] Cookie { get; init; }

    /// <summary>L2-specific sublayer.</summary>
    public uint? Sublayer { get; init; }

    /// <summary>Frame inside.</summary>
    public required byte[] Inner { get; init; }

    /// <summary>TTL or hop limit.</summary>
    public byte Ttl { get; init; } = 64;

    /// <summary>IPv4 options: whole words.</summary>
    public byte[] Options { get; init; } = [];

    /// <summary>An IPv6 destination options header in front of the rest.</summary>
    public bool DestinationOptions { get; init; }

    /// <summary>UDP checksum.</summary>
    public UdpChecksum Checksum { get; init; }

    /// <summary>Octets behind the IP packet: padding of the outer frame.</summary>
    public byte[] Padding { get; init; } = [];

    private bool Ipv6 => Outer.Source.Contains(':', StringComparison.Ordinal);

    /// <summary>The L2TP message: header and frame. Over UDP the header starts with the version.</summary>
    public byte[] Message()
    {
        List<byte> message = [];
        if (Ports is not null)
        {
            message.AddRange([0, 3, 0, 0]);
        }

        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, Session);
        message.AddRange(word);
        message.AddRange(Cookie);
        if (Sublayer is uint sublayer)
        {
            BinaryPrimitives.WriteUInt32BigEndian(word, sublayer);
            message.AddRange(word);
        }

        return [.. message, .. Inner];
    }

    /// <summary>The whole frame.</summary>
    public byte[] ToFrame()
    {
        byte protocol = Ports is null ? Protocol : (byte)17;
        byte[] payload = Ports is var (source, destination) ? Datagram(source, destination) : Message();
        byte[] packet = Ipv6
            ? Frames.Ipv6(Outer.Source, Outer.Destination, DestinationOptions ? (byte)60 : protocol, [.. Extension(protocol), .. payload])
            : Ipv4(protocol, payload);
        if (Ipv6)
        {
            packet[7] = Ttl;
        }

        return [.. Frames.Ethernet(Outer.DestinationMac, Outer.SourceMac, (ushort)(Ipv6 ? 0x86dd : 0x0800), packet), .. Padding];
    }

    // Padding options only (RFC 8200 4.2: PadN).
    private byte[] Extension(byte protocol) => DestinationOptions ? [protocol, 0, 1, 4, 0, 0, 0, 0] : [];

    private byte[] Ipv4(byte protocol, byte[] payload)
    {
        byte[] plain = Frames.Ipv4(Outer.Source, Outer.Destination, protocol, payload);
        byte[] packet = [.. plain.AsSpan(0, 20), .. Options, .. payload];
        packet[0] = (byte)(0x45 + (Options.Length / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = Ttl;
        packet.AsSpan(10, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~Frames.Sum(packet.AsSpan(0, 20 + Options.Length)));
        return packet;
    }

    private byte[] Datagram(ushort source, ushort destination)
    {
        byte[] datagram = Frames.Udp(source, destination, Message());
        if (Checksum == UdpChecksum.Zero)
        {
            return datagram;
        }

        byte[] pseudoHeader =
        [
            .. IPAddress.Parse(Outer.Source).GetAddressBytes(), .. IPAddress.Parse(Outer.Destination).GetAddressBytes(),
            0, 17, (byte)(datagram.Length >> 8), (byte)datagram.Length,
        ];
        ushort checksum = (ushort)~Frames.Sum([.. pseudoHeader, .. datagram]);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(6), Checksum == UdpChecksum.Wrong ? (ushort)(checksum ^ 0x0101) : checksum);
        return datagram;
    }
}
