using System.Runtime.CompilerServices;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Graph;

/// <summary>
/// Where a packet was received, in one word: interface id (16 bits), VRF id (16), octets of its link header (8), and the
/// label that was popped (20), 0 for none. A popped label belongs to the link header, and the VRF is then the label's.
/// </summary>
internal static class Origin
{
    /// <summary>The part that is an untouched context's first half: interface and VRF.</summary>
    public const ulong WayMask = uint.MaxValue;

    private const int LinkShift = 32;
    private const int LabelShift = 40;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(uint interfaceId, uint vrf, int linkLength) => interfaceId | (vrf << 16) | ((ulong)(uint)linkLength << LinkShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Vrf(ulong origin) => (uint)origin >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LinkLength(ulong origin) => (byte)(origin >> LinkShift);

    /// <summary>Whether the link header is an Ethernet header without tags, and no label was popped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUntagged(ulong origin) => (uint)(origin >> LinkShift) == Ethernet.HeaderLength;

    /// <summary>The label that was popped; 0, which is never one with a VRF of its own, if none was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Label(ulong origin) => (uint)(origin >> LabelShift);

    /// <summary>The origin of a packet without its label.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Popped(ulong origin, uint label, uint vrf) =>
        Of((ushort)origin, vrf, LinkLength(origin) + MplsLabel.Length) | ((ulong)label << LabelShift);
}
