using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>A hash that is the same for all packets of a flow: entropy for flow labels (RFC 6438).</summary>
internal static unsafe class FlowHash
{
    /// <summary>Hash of a frame of at least 14 octets: addresses, and for IP the IP addresses, protocol and ports.</summary>
    public static uint Frame(byte* frame, int length)
    {
        uint hash = Mix(0, Unsafe.ReadUnaligned<ulong>(frame));
        hash = Mix(hash, Unsafe.ReadUnaligned<uint>(frame + 8));
        byte* packet = frame + Ethernet.HeaderLength;
        length -= Ethernet.HeaderLength;
        hash = Ethernet.WireType(frame) switch
        {
            Ethernet.WireIpv4 when length >= Ipv4.HeaderLength => MixIpv4(hash, packet, length),
            Ethernet.WireIpv6 when length >= Ipv6.HeaderLength + 4 => MixIpv6(hash, packet),
            _ => hash,
        };
        return Finish(hash);
    }

    /// <summary>Hash of an IP packet with a complete header: addresses, protocol and ports.</summary>
    public static uint Packet(byte* packet, int length) =>
        Finish(packet[0] >> 4 == 4 ? MixIpv4(0, packet, length) : length >= Ipv6.HeaderLength + 4 ? MixIpv6(0, packet) : 0);

    private static uint MixIpv4(uint hash, byte* packet, int length)
    {
        hash = Mix(hash, Unsafe.ReadUnaligned<ulong>(packet + Ipv4.SourceOffset));
        bool ports = packet[0] == 0x45
            && length >= Ipv4.HeaderLength + 4
            && (Wire.Load16(packet + Ipv4.FragmentOffset) & (Ipv4.MoreFragments | Ipv4.FragmentOffsetMask)) == 0;
        return Mix(hash, ports ? Unsafe.ReadUnaligned<uint>(packet + Ipv4.HeaderLength) : packet[Ipv4.ProtocolOffset]);
    }

    private static uint MixIpv6(uint hash, byte* packet)
    {
        for (int i = 0; i < 32; i += 8)
        {
            hash = Mix(hash, Unsafe.ReadUnaligned<ulong>(packet + Ipv6.SourceOffset + i));
        }

        return Mix(hash, Unsafe.ReadUnaligned<uint>(packet + Ipv6.HeaderLength));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint hash, ulong value) =>
        Sse42.X64.IsSupported
            ? (uint)Sse42.X64.Crc32(hash, value)
            : (uint)(((hash ^ value) * 0x9e3779b97f4a7c15) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(uint hash) => hash ^ (hash >> 16);
}
