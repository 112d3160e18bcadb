using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>What a session's packets carry when nothing but their headers decides on them.</summary>
internal enum PlainPayload : byte
{
    /// <summary>More decides, or the session is down: its packets go the long way.</summary>
    None = 0,

    /// <summary>Ethernet frames.</summary>
    Ethernet = 1,

    /// <summary>PPP frames.</summary>
    Ppp = 2,
}

/// <summary>The receiving half of an L2TP session, found by session id: half a cache line. What it shares is in its <see cref="L2tpTunnel"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct L2tpSession
{
    /// <summary>Moves the flag of a sublayer to the place of its V bit.</summary>
    private const int SublayerToVccv = 5;

    /// <summary>
    /// Session id; 0 marks a free entry (session 0 is the control channel, RFC 3931 4.1.2.1). Version 2: tunnel id and
    /// session id in one word, as they follow each other in the packet.
    /// </summary>
    [FieldOffset(0)]
    public uint SessionId;

    /// <summary>Adjacency id of the cross-connect, 0 for none.</summary>
    [FieldOffset(4)]
    public uint Adjacency;

    /// <summary>Interface id that IP packets of a PPP or IP session enter on.</summary>
    [FieldOffset(4)]
    public uint Interface;

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

    /// <summary>Of a PPP session: as <see cref="L2tpSessionRecord.SegmentLimit"/>.</summary>
    [FieldOffset(26)]
    public ushort SegmentLimit;

    /// <summary>What an opaque session carries.</summary>
    [FieldOffset(26)]
    public OpaquePayload Payload;

    /// <summary>Octets from the session id to the frame: 4 + cookie + sublayer. Version 2: from the middle of both ids, 2.</summary>
    [FieldOffset(28)]
    public byte HeaderLength;

    /// <summary>Octets of cookie.</summary>
    [FieldOffset(29)]
    public byte CookieLength;

    /// <summary>The payload when the session is over IPv4, enabled and connected and checks no sequence numbers.</summary>
    [FieldOffset(30)]
    public PlainPayload Plain;

    /// <summary>1 in an entry whose session was removed: probing goes on behind it.</summary>
    [FieldOffset(31)]
    public byte Tombstone;

    /// <summary>Not 0 for a VCCV packet: the V bit of the sublayer (RFC 5085), if the session has one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="payload">The payload of one of its packets; an octet before it is read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint VccvBit(L2tpSession* session, byte* payload) =>
        payload[-L2tpv3.SublayerLength] & ((uint)session->Flags << SublayerToVccv) & L2tpv3.VccvFlag;

    /// <summary>The cookie among the 8 octets behind the session id, the others zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CookieIn(ulong octets, int cookieLength) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(octets, (ulong)cookieLength * 8)
            : cookieLength == 8 ? octets : octets & ((1ul << (cookieLength * 8)) - 1);
}
