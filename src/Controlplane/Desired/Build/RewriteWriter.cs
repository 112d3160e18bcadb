using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>Writes the header octets of an adjacency, outermost first.</summary>
internal ref struct RewriteWriter
{
    /// <summary>Room for the longest headers that can be configured, before the limit of the dataplane is checked.</summary>
    public const int Room = 192;

    private const int Ipv4HeaderLength = 20;
    private const int Ipv6HeaderLength = 40;

    private readonly Span<byte> _buffer;

    public RewriteWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Octets written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ImmutableArray<byte> ToImmutableArray() => [.. _buffer[..Length]];

    /// <summary>Ethernet header with the VLAN tags of the egress interface.</summary>
    public void Ethernet(MacAddress destination, DesiredInterface egress, ushort etherType)
    {
        destination.CopyTo(Take(MacAddress.Length));
        egress.Mac.CopyTo(Take(MacAddress.Length));
        if (egress.OuterVlan != 0)
        {
            Number(egress.OuterTpid);
            Number(egress.OuterVlan);
            if (egress.InnerVlan != 0)
            {
                Number(InterfaceConfiguration.CustomerTpid);
                Number(egress.InnerVlan);
            }
        }

        Number(etherType);
    }

    /// <summary>Label stack entry (RFC 3032 2.1).</summary>
    public void Label(uint label, int trafficClass, bool bottomOfStack, byte ttl) =>
        Number((label << 12) | ((uint)trafficClass << 9) | (bottomOfStack ? 0x100u : 0) | ttl);

    /// <summary>IPv4 header (RFC 791) with length and checksum for <paramref name="following"/> octets behind it.</summary>
    public void Ipv4(L2tpTunnelConfiguration tunnel, byte protocol, int following)
    {
        Span<byte> header = Take(Ipv4HeaderLength);
        header.Clear();
        header[0] = 0x45;
        header[1] = (byte)(tunnel.Dscp.Fixed << 2);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(Ipv4HeaderLength + following));
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], tunnel.Df ? (ushort)0x4000 : (ushort)0);
        header[8] = tunnel.Ttl;
        header[9] = protocol;
        Address(tunnel.Local, header[12..]);
        Address(tunnel.Remote, header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Checksum(header));
    }

    /// <summary>IPv6 header (RFC 8200) with payload length for <paramref name="following"/> octets behind it, flow label zero.</summary>
    public void Ipv6(L2tpTunnelConfiguration tunnel, byte nextHeader, int following)
    {
        Span<byte> header = Take(Ipv6HeaderLength);
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x6000_0000u | ((uint)tunnel.Dscp.Fixed << 22));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)following);
        header[6] = nextHeader;
        header[7] = tunnel.Ttl;
        Address(tunnel.Local, header[8..]);
        Address(tunnel.Remote, header[24..]);
    }

    /// <summary>UDP header (RFC 768) for <paramref name="following"/> octets behind it, checksum zero.</summary>
    public void Udp(ushort source, ushort destination, int following)
    {
        Number(source);
        Number(destination);
        Number((ushort)(8 + following));
        Number((ushort)0);
    }

    /// <summary>A 16-bit number in network byte order.</summary>
    public void Number(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    /// <summary>A 32-bit number in network byte order.</summary>
    public void Number(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    /// <summary>An L2TPv3 cookie.</summary>
    public void Cookie(L2tpCookie cookie) => cookie.CopyTo(Take(cookie.Length));

    private static void Address(IPAddress address, Span<byte> destination)
    {
        int length = address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;
        _ = address.TryWriteBytes(destination[..length], out _);
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private Span<byte> Take(int count)
    {
        Span<byte> part = _buffer.Slice(Length, count);
        Length += count;
        return part;
    }
}
