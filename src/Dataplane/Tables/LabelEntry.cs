using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>An entry of the incoming label map. 16 octets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LabelEntry
{
    /// <summary>The whole entry as two words, for an update that readers see at once.</summary>
    [FieldOffset(0)]
    public ulong Low;

    /// <summary>Adjacency id.</summary>
    [FieldOffset(0)]
    public uint Target;

    /// <summary>VRF id.</summary>
    [FieldOffset(4)]
    public ushort Vrf;

    /// <summary>What to do; Drop in free entries.</summary>
    [FieldOffset(6)]
    public LabelAction Action;

    /// <summary>What lies below.</summary>
    [FieldOffset(7)]
    public LabelPayload Payload;

    /// <summary>Options.</summary>
    [FieldOffset(8)]
    public LabelFlags Flags;

    /// <summary>1 when the entry is in use.</summary>
    [FieldOffset(9)]
    public byte Present;

    /// <summary>VLAN id inside a pseudowire.</summary>
    [FieldOffset(10)]
    public ushort VlanId;

    /// <summary>Generation that confirmed it (writer only).</summary>
    [FieldOffset(12)]
    public uint Generation;

    /// <summary>The entry of a label and S bit: all labels without, then all with it, so that labels in use lie close together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe LabelEntry* At(LabelEntry* map, uint label, uint bottom) => map + ((bottom << 20) | label);
}
