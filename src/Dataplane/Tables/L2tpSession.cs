using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Router.Channel;

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

    /// <summary>Cookie in memory order; the octets beyond its length are zero.</summary>
    [FieldOffset(16)]
    public ulong Cookie;

    /// <summary>Second accepted cookie.</summary>
    [FieldOffset(24)]
    public ulong PreviousCookie;

    /// <summary>
    /// VRF, encapsulation and UDP ports that the packets must have, as <see cref="TransportOf"/> makes it, with what the
    /// session asks for beyond (<see cref="Demands"/>); Enabled is set only in a session that also leads somewhere.
    /// </summary>
    [FieldOffset(32)]
    public ulong Transport;

    /// <summary>IPv6: the peer's address in wire order.</summary>
    [FieldOffset(40)]
    public fixed byte Ipv6Peer[16];

    /// <summary>IPv4: the peer's address and ours, as source and destination lie in a received header.</summary>
    [FieldOffset(40)]
    public ulong Ipv4Addresses;

    /// <summary>Octets from the session id to the frame: 4 + cookie + sublayer.</summary>
    [FieldOffset(56)]
    public byte HeaderLength;

    /// <summary>Octets of cookie.</summary>
    [FieldOffset(57)]
    public byte CookieLength;

    /// <summary>1 in an entry whose session was removed: probing goes on behind it.</summary>
    [FieldOffset(58)]
    public byte Tombstone;

    /// <summary>Flags of <see cref="Transport"/> that are not about the packet's transport.</summary>
    public const L2tpSessionFlags Demands = L2tpSessionFlags.Enabled | L2tpSessionFlags.CheckSequence;

    /// <summary>One word for everything but the addresses that a packet of a session must match.</summary>
    /// <param name="vrf">VRF id of the tunnel.</param>
    /// <param name="flags">Udp and Ipv6 of the session's flags, and the <see cref="Demands"/>.</param>
    /// <param name="ports">The first four octets of the UDP header as in memory: the peer's port, ours; 0 without UDP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TransportOf(uint vrf, L2tpSessionFlags flags, uint ports) =>
        ((ulong)vrf << 48) | ((ulong)flags << 32) | ports;

    /// <summary>The cookie among the 8 octets behind the session id, the others zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CookieIn(ulong octets, int cookieLength) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(octets, (ulong)cookieLength * 8)
            : cookieLength == 8 ? octets : octets & ((1ul << (cookieLength * 8)) - 1);
}
