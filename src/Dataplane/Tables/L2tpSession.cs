using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>The receiving half of an L2TPv3 session: one cache line, found by session id.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct L2tpSession
{
    /// <summary>Session id; 0 marks a free entry (session 0 is the control channel, RFC 3931 4.1.2.1).</summary>
    [FieldOffset(0)]
    public uint SessionId;

    /// <summary>Adjacency id of the cross-connect, 0 for none.</summary>
    [FieldOffset(4)]
    public uint Adjacency;

    /// <summary>Index of the counters.</summary>
    [FieldOffset(8)]
    public uint Index;

    /// <summary>Options.</summary>
    [FieldOffset(12)]
    public L2tpSessionFlags Flags;

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(14)]
    public ushort VlanId;

    /// <summary>
    /// What its packets have in 32 octets from the source address of their IPv4 header on: addresses, over UDP ports, 4
    /// octets of any, and flags and version, then session id and cookie. What <see cref="MaskOf"/> leaves out is zero.
    /// For IPv6, which is not matched in one go: the peer's address, ports at 16, cookie at 24.
    /// </summary>
    [FieldOffset(ExpectedOffset)]
    public fixed byte Expected[32];

    /// <summary>Second accepted cookie.</summary>
    [FieldOffset(48)]
    public ulong PreviousCookie;

    /// <summary>
    /// VRF, encapsulation and family of its packets, as <see cref="TransportOf"/> makes it, with what the session asks for
    /// beyond (<see cref="Demands"/>); Enabled is set only in a session that also leads somewhere.
    /// </summary>
    [FieldOffset(56)]
    public uint Transport;

    /// <summary>Octets from the session id to the frame: 4 + cookie + sublayer.</summary>
    [FieldOffset(60)]
    public byte HeaderLength;

    /// <summary>Octets of cookie.</summary>
    [FieldOffset(61)]
    public byte CookieLength;

    /// <summary>Offset in the masks of <see cref="MaskOf"/>, in units of 32 octets.</summary>
    [FieldOffset(62)]
    public byte Mask;

    /// <summary>1 in an entry whose session was removed: probing goes on behind it.</summary>
    [FieldOffset(63)]
    public byte Tombstone;

    /// <summary>Offset of <see cref="Expected"/>.</summary>
    public const int ExpectedOffset = 16;

    /// <summary>Where the ports and the cookie lie in <see cref="Expected"/>.</summary>
    public const int UdpPortsAt = 8;
    public const int UdpCookieAt = 24;
    public const int IpCookieAt = 12;
    public const int Ipv6PortsAt = 16;
    public const int Ipv6CookieAt = 24;

    /// <summary>Flags of <see cref="Transport"/> that are not about the packet's transport.</summary>
    public const L2tpSessionFlags Demands = L2tpSessionFlags.Enabled | L2tpSessionFlags.CheckSequence;

    /// <summary>The octets of <see cref="Expected"/> that count, by encapsulation (directly over IPv4, over UDP) and cookie (0, 4, 8 octets).</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0x80, 0x0f, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0x80, 0x0f, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0x80, 0x0f, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>Number of the mask for an IPv4 session.</summary>
    public static byte MaskNumber(bool udp, int cookieLength) => (byte)((udp ? 3 : 0) + (cookieLength / 4));

    /// <summary>The octets of <see cref="Expected"/> that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MaskOf(byte number) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), (nuint)number * (nuint)Vector256<byte>.Count);

    /// <summary>Whether a packet has the session's addresses, ports, id and cookie.</summary>
    /// <param name="session">A session over IPv4.</param>
    /// <param name="header">An IPv4 header without options; 44 octets of it are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsExpected(L2tpSession* session, byte* header)
    {
        Vector256<byte> expected = Vector256.Load((byte*)session + ExpectedOffset);
        Vector256<byte> difference = (Vector256.Load(header + Ipv4.SourceOffset) ^ expected) & MaskOf(session->Mask);
        return difference == Vector256<byte>.Zero;
    }

    /// <summary>One word for VRF, protocol and flags that a packet of a session must match.</summary>
    /// <param name="vrf">VRF id of the tunnel.</param>
    /// <param name="protocol">IP protocol: UDP or L2TP.</param>
    /// <param name="flags">Ipv6 of the session's flags, and the <see cref="Demands"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint TransportOf(uint vrf, byte protocol, L2tpSessionFlags flags) => vrf | ((uint)protocol << 16) | ((uint)flags << 24);

    /// <summary>The cookie among the 8 octets behind the session id, the others zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CookieIn(ulong octets, int cookieLength) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(octets, (ulong)cookieLength * 8)
            : cookieLength == 8 ? octets : octets & ((1ul << (cookieLength * 8)) - 1);
}
