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
        ushort type = Ethernet.WireType(frame);
        byte* ip = frame + Ethernet.HeaderLength;
        if (type == Ethernet.WireIpv4 && length >= Ethernet.HeaderLength + Ipv4.HeaderLength)
        {
            hash = Mix(hash, Unsafe.ReadUnaligned<ulong>(ip + Ipv4.SourceOffset));
            bool ports = ip[0] == 0x45
                && length >= Ethernet.HeaderLength + Ipv4.HeaderLength + 4
                && (Wire.Load16(ip + Ipv4.FragmentOffset) & (Ipv4.MoreFragments | Ipv4.FragmentOffsetMask)) == 0;
            return Finish(Mix(hash, ports ? Unsafe.ReadUnaligned<uint>(ip + Ipv4.HeaderLength) : ip[Ipv4.ProtocolOffset]));
        }

        if (type == Ethernet.WireIpv6 && length >= Ethernet.HeaderLength + Ipv6.HeaderLength + 4)
        {
            for (int i = 0; i < 32; i += 8)
            {
                hash = Mix(hash, Unsafe.ReadUnaligned<ulong>(ip + Ipv6.SourceOffset + i));
            }

            return Finish(Mix(hash, Unsafe.ReadUnaligned<uint>(ip + Ipv6.HeaderLength)));
        }

        return Finish(hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint hash, ulong value) =>
        Sse42.X64.IsSupported
            ? (uint)Sse42.X64.Crc32(hash, value)
            : (uint)(((hash ^ value) * 0x9e3779b97f4a7c15) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(uint hash) => hash ^ (hash >> 16);
}
