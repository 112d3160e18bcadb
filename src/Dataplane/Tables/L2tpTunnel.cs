using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>
/// What the received packets of a tunnel's sessions have in common: they come from one LCCE to one of this router's
/// addresses (RFC 3931 3). Sessions with equal tunnels share one. A cache line.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct L2tpTunnel
{
    /// <summary>VRF id of the addresses.</summary>
    [FieldOffset(24)]
    public ushort Vrf;

    /// <summary>Udp, Ipv6 and Version2 of the session's flags.</summary>
    [FieldOffset(26)]
    public L2tpSessionFlags Encapsulation;

    /// <summary>UDP source and destination port as in the packet; 0 directly over IP.</summary>
    [FieldOffset(28)]
    public uint Ports;

    /// <summary>Source and destination address over IPv6 as in the packet.</summary>
    [FieldOffset(32)]
    public UInt128 Ipv6Source;

    [FieldOffset(48)]
    public UInt128 Ipv6Destination;

    // Over IPv4 a packet is matched in one go: in the 32 octets that end 8 behind the start of its session id, octets that
    // count must be as in Expected, which begins at 0; those that count have all bits set in the mask. The 8 last, session
    // id and half a cookie, never count here.
    private const int ExpectedLength = 24;
    private const int MaskOffset = 32;

    // Directly over IP these are 4 octets of the link header, then the IP header.
    private const int IpHeaderAt = ExpectedLength - Ipv4.HeaderLength;

    // Over UDP the IP header from octet 8 on, UDP header, flags and version.
    private const int UdpSourceAt = Ipv4.SourceOffset - UdpSkipped;
    private const int UdpSkipped = 8;

    /// <summary>UDP port of this router (host order), 0 directly over IP.</summary>
    public readonly ushort LocalPort => BinaryPrimitives.ReverseEndianness((ushort)(Ports >> 16));

    /// <summary>The tunnel of a session.</summary>
    public static L2tpTunnel Of(in L2tpSessionRecord record)
    {
        L2tpTunnel tunnel = new()
        {
            Vrf = (ushort)record.Vrf,
            Encapsulation = record.Flags & (L2tpSessionFlags.Udp | L2tpSessionFlags.Ipv6 | L2tpSessionFlags.Version2),
        };
        bool udp = (record.Flags & L2tpSessionFlags.Udp) != 0;
        if (udp)
        {
            Span<byte> ports = MemoryMarshal.AsBytes(new Span<uint>(ref tunnel.Ports));
            BinaryPrimitives.WriteUInt16BigEndian(ports, record.PeerPort);
            BinaryPrimitives.WriteUInt16BigEndian(ports[2..], record.LocalPort);
        }

        ReadOnlySpan<byte> peer = MemoryMarshal.AsBytes(new ReadOnlySpan<Address16>(in record.Peer));
        ReadOnlySpan<byte> local = MemoryMarshal.AsBytes(new ReadOnlySpan<Address16>(in record.Local));
        if ((record.Flags & L2tpSessionFlags.Ipv6) != 0)
        {
            tunnel.Ipv6Source = MemoryMarshal.Read<UInt128>(peer);
            tunnel.Ipv6Destination = MemoryMarshal.Read<UInt128>(local);
            return tunnel;
        }

        Span<byte> expected = new(&tunnel, ExpectedLength);
        Span<byte> mask = new((byte*)&tunnel + MaskOffset, ExpectedLength);
        int header = udp ? -UdpSkipped : IpHeaderAt;
        expected[header + Ipv4.ProtocolOffset] = udp ? Ipv4.ProtocolUdp : Ipv4.ProtocolL2tp;
        mask[header + Ipv4.ProtocolOffset] = byte.MaxValue;
        peer[..4].CopyTo(expected[(header + Ipv4.SourceOffset)..]);
        local[..4].CopyTo(expected[(header + Ipv4.DestinationOffset)..]);
        mask.Slice(header + Ipv4.SourceOffset, 8).Fill(byte.MaxValue);
        if (udp)
        {
            int ports = header + Ipv4.HeaderLength;
            MemoryMarshal.Write(expected[ports..], tunnel.Ports);
            mask.Slice(ports, 4).Fill(byte.MaxValue);
            bool version2 = (record.Flags & L2tpSessionFlags.Version2) != 0;
            BinaryPrimitives.WriteUInt16LittleEndian(expected[(ports + L2tpv3.UdpHeaderLength)..], version2 ? L2tpv2.WirePlain : L2tpv3.WireData);
            BinaryPrimitives.WriteUInt16LittleEndian(mask[(ports + L2tpv3.UdpHeaderLength)..], version2 ? L2tpv2.WirePlainMask : L2tpv3.WireTypeMask);
        }

        return tunnel;
    }

    /// <summary>Whether a packet over IPv4 without options, received in the tunnel's VRF, is one of its data messages (of version 2: one without optional fields).</summary>
    /// <param name="tunnel">A tunnel over IPv4.</param>
    /// <param name="sessionId">The packet's session id, in version 2 its tunnel id's end; the 24 octets before it and 8 from it on are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Carries(L2tpTunnel* tunnel, byte* sessionId)
    {
        Vector256<byte> difference = Vector256.Load(sessionId - ExpectedLength) ^ Vector256.Load((byte*)tunnel);
        return (difference & Vector256.Load((byte*)tunnel + MaskOffset)) == Vector256<byte>.Zero;
    }

    /// <summary>Whether a datagram of this router goes to the tunnel's peer: addresses and ports are those of its packets, reversed.</summary>
    /// <param name="tunnel">A tunnel over UDP.</param>
    /// <param name="encapsulation">Udp, Ipv6 and Version2.</param>
    /// <param name="header">The IP header.</param>
    /// <param name="ports">The UDP ports.</param>
    public static bool IsToPeer(L2tpTunnel* tunnel, L2tpSessionFlags encapsulation, byte* header, byte* ports)
    {
        if (encapsulation != tunnel->Encapsulation || BitOperations.RotateLeft(Unsafe.ReadUnaligned<uint>(ports), 16) != tunnel->Ports)
        {
            return false;
        }

        if ((encapsulation & L2tpSessionFlags.Ipv6) != 0)
        {
            return Unsafe.ReadUnaligned<UInt128>(header + Ipv6.SourceOffset) == tunnel->Ipv6Destination
                && Unsafe.ReadUnaligned<UInt128>(header + Ipv6.DestinationOffset) == tunnel->Ipv6Source;
        }

        ulong addresses = BitOperations.RotateLeft(Unsafe.ReadUnaligned<ulong>(header + Ipv4.SourceOffset), 32);
        return addresses == Unsafe.ReadUnaligned<ulong>((byte*)tunnel + UdpSourceAt);
    }

    /// <summary>Whether any data message is one of the tunnel's.</summary>
    /// <param name="tunnel">A tunnel.</param>
    /// <param name="vrf">VRF id that the packet was received in.</param>
    /// <param name="encapsulation">Udp, Ipv6 and Version2.</param>
    /// <param name="header">The IP header.</param>
    /// <param name="ports">The UDP ports; not read directly over IP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOf(L2tpTunnel* tunnel, uint vrf, L2tpSessionFlags encapsulation, byte* header, byte* ports)
    {
        bool udp = (encapsulation & L2tpSessionFlags.Udp) != 0;
        if (vrf != tunnel->Vrf || encapsulation != tunnel->Encapsulation || (udp && Unsafe.ReadUnaligned<uint>(ports) != tunnel->Ports))
        {
            return false;
        }

        if ((encapsulation & L2tpSessionFlags.Ipv6) != 0)
        {
            return Unsafe.ReadUnaligned<UInt128>(header + Ipv6.SourceOffset) == tunnel->Ipv6Source
                && Unsafe.ReadUnaligned<UInt128>(header + Ipv6.DestinationOffset) == tunnel->Ipv6Destination;
        }

        byte* addresses = (byte*)tunnel + (udp ? UdpSourceAt : IpHeaderAt + Ipv4.SourceOffset);
        return Unsafe.ReadUnaligned<ulong>(header + Ipv4.SourceOffset) == Unsafe.ReadUnaligned<ulong>(addresses);
    }
}
