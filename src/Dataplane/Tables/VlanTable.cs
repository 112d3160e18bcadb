using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// Maps the VLAN tags of one port's frames to interfaces: an outer table per TPID (802.1Q, 802.1ad) and a table of inner
/// tags for each outer tag that has some.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VlanTable
{
    private const uint Vids = 4096;
    private const int MaxInnerTables = 4096;

    /// <summary>Interface of untagged frames.</summary>
    public VlanBinding Untagged;

    private VlanBinding* _outer;
    private VlanBinding* _inner;
    private int _innerCount;

    /// <summary>A table that binds nothing.</summary>
    public static VlanTable Create() => new() { _outer = NativeArray<VlanBinding>.Allocate(2 * Vids).Pointer };

    /// <summary>Interface of a frame with one tag, or whose inner tag is payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly VlanBinding* Single(bool serviceTag, uint vid) => _outer + ((serviceTag ? Vids : 0u) | vid);

    /// <summary>Interface of a frame with two tags, or of the outer one when no interface has two tags of which the outer is this one.</summary>
    /// <param name="outer">The outer tag's entry, of <see cref="Single"/>.</param>
    /// <param name="innerVid">The inner tag.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly VlanBinding* Double(VlanBinding* outer, uint innerVid)
    {
        uint table = outer->InnerTable;
        return table == 0 ? outer : _inner + (((table - 1) * Vids) | innerVid);
    }

    /// <summary>Writer: binds tags (0 for none), or releases them (default). False when inner tables are used up.</summary>
    public bool Set(ushort outerTpid, ushort outerVid, ushort innerVid, VlanBinding binding)
    {
        if (outerVid == 0)
        {
            Write(ref Untagged, binding);
            return true;
        }

        ref VlanBinding outer = ref *Single(outerTpid == 0x88a8, outerVid);
        uint table = outer.InnerTable;
        if (innerVid == 0)
        {
            Write(ref outer, binding.WithInnerTable(table));
            return true;
        }

        if (_inner == null)
        {
            _inner = NativeArray<VlanBinding>.Allocate((nuint)MaxInnerTables * Vids).Pointer;
        }

        if (table == 0)
        {
            if (_innerCount == MaxInnerTables)
            {
                return false;
            }

            table = (uint)++_innerCount;
            Write(ref outer, outer.WithInnerTable(table));
        }

        Write(ref _inner[((table - 1) * Vids) + innerVid], binding);
        return true;
    }

    private static void Write(ref VlanBinding to, VlanBinding binding) =>
        Volatile.Write(ref Unsafe.As<VlanBinding, ulong>(ref to), Unsafe.BitCast<VlanBinding, ulong>(binding));
}
