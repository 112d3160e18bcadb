using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>The receiving half of an L2TPv3 session, found by session id: half a cache line. What it shares is in its <see cref="L2tpTunnel"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct L2tpSession
{
    /// <summary>Session id; 0 marks a free entry (session 0 is the control channel, RFC 3931 4.1.2.1).</summary>
    [FieldOffset(0)]
    public uint SessionId;

    /// <summary>Adjacency id of the cross-connect, 0 for none.</summary>
    [FieldOffset(4)]
    public uint Adjacency;

    /// <summary>Expected cookie as received; octets behind <see cref="CookieLength"/> zero.</summary>
    [FieldOffset(8)]
    public ulong Cookie;

    /// <summary>Index of the <see cref="L2tpTunnel"/>.</summary>
    [FieldOffset(16)]
    public uint Tunnel;

    /// <summary>Index of the counters.</summary>
    [FieldOffset(20)]
    public uint Index;

    /// <summary>Options.</summary>
    [FieldOffset(24)]
    public L2tpSessionFlags Flags;

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(26)]
    public ushort VlanId;

    /// <summary>Octets from the session id to the frame: 4 + cookie + sublayer.</summary>
    [FieldOffset(28)]
    public byte HeaderLength;

    /// <summary>Octets of cookie.</summary>
    [FieldOffset(29)]
    public byte CookieLength;

    /// <summary>1 when it is over IPv4, enabled and connected and checks no sequence numbers: nothing but a packet's headers decides.</summary>
    [FieldOffset(30)]
    public byte IsPlain;

    /// <summary>1 in an entry whose session was removed: probing goes on behind it.</summary>
    [FieldOffset(31)]
    public byte Tombstone;

    /// <summary>The cookie among the 8 octets behind the session id, the others zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CookieIn(ulong octets, int cookieLength) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(octets, (ulong)cookieLength * 8)
            : cookieLength == 8 ? octets : octets & ((1ul << (cookieLength * 8)) - 1);
}
