using System.Runtime.InteropServices;
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

    /// <summary>VRF of the tunnel.</summary>
    [FieldOffset(14)]
    public ushort Vrf;

    /// <summary>Cookie in memory order; the octets beyond its length are zero.</summary>
    [FieldOffset(16)]
    public ulong Cookie;

    /// <summary>Second accepted cookie.</summary>
    [FieldOffset(24)]
    public ulong PreviousCookie;

    /// <summary>Mask of the cookie's octets: 0, 0xffffffff or all ones.</summary>
    [FieldOffset(32)]
    public ulong CookieMask;

    /// <summary>Peer address in wire order, IPv4 in the first four octets.</summary>
    [FieldOffset(40)]
    public fixed byte Peer[16];

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(56)]
    public ushort VlanId;

    /// <summary>The peer's UDP port in wire order.</summary>
    [FieldOffset(58)]
    public ushort PeerPort;

    /// <summary>Our UDP port in wire order.</summary>
    [FieldOffset(60)]
    public ushort LocalPort;

    /// <summary>Octets from the session id to the frame: 4 + cookie + sublayer.</summary>
    [FieldOffset(62)]
    public byte HeaderLength;

    /// <summary>Octets of cookie.</summary>
    [FieldOffset(63)]
    public byte CookieLength;
}
