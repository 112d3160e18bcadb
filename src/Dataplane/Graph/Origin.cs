using System.Runtime.CompilerServices;

namespace Router.Dataplane.Graph;

/// <summary>Where a packet was received, in one word: interface id (16 bits), VRF id (16), octets of its link header (16).</summary>
internal static class Origin
{
    /// <summary>The part that is an untouched context's first half: interface and VRF.</summary>
    public const ulong WayMask = uint.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(uint interfaceId, uint vrf, int linkLength) => interfaceId | (vrf << 16) | ((ulong)(uint)linkLength << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Vrf(ulong origin) => (uint)origin >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LinkLength(ulong origin) => (int)(origin >> 32);
}
