using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Router.Dataplane.Headers;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// Maps the VLAN tags of one port's frames to interface ids. An outer table per TPID (802.1Q, 802.1ad) whose entries
/// hold an interface (id + 1 in the low half) and an inner table (number + 1 in the high half).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VlanTable
{
    /// <summary>No interface.</summary>
    public const int None = -1;

    private const int Vids = 4096;
    private const int MaxInnerTables = 4096;

    private int _untagged;
    private int _innerCount;
    private uint* _outer;
    private ushort* _inner;

    /// <summary>Interface id of untagged frames, or <see cref="None"/>.</summary>
    public int Untagged => _untagged - 1;

    /// <summary>Interface of a frame with one tag, or whose inner tag is payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Single(bool serviceTag, int vid) =>
        _outer == null ? None : (int)(_outer[(serviceTag ? Vids : 0) + vid] & 0xffff) - 1;

    /// <summary>Fetches what a lookup of the tags reads, if there are two. Reads 8 octets from the outer TPID on, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(byte* tags)
    {
        if (_inner == null)
        {
            return;
        }

        ulong word = Unsafe.ReadUnaligned<ulong>(tags);
        uint outerVid = BinaryPrimitives.ReverseEndianness((ushort)(word >> 16)) & 0xfffu;
        uint innerVid = BinaryPrimitives.ReverseEndianness((ushort)(word >> 48)) & 0xfffu;
        uint table = _outer[((ushort)word == Ethernet.WireServiceVlan ? Vids : 0) + outerVid] >> 16;
        if (table != 0)
        {
            Graph.Prefetch.Read(_inner + ((table - 1) * Vids) + innerVid);
        }
    }

    /// <summary>Interface of a frame with two tags, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Double(bool serviceTag, int outerVid, int innerVid)
    {
        if (_outer == null)
        {
            return None;
        }

        uint table = _outer[(serviceTag ? Vids : 0) + outerVid] >> 16;
        return table == 0 ? None : _inner[((table - 1) * Vids) + (uint)innerVid] - 1;
    }

    /// <summary>Writer: binds tags (0 for none) to an interface id, or to <see cref="None"/>. False when inner tables are used up.</summary>
    public bool Set(ushort outerTpid, ushort outerVid, ushort innerVid, int interfaceId)
    {
        if (outerVid == 0)
        {
            Volatile.Write(ref _untagged, interfaceId + 1);
            return true;
        }

        if (_outer == null)
        {
            _outer = NativeArray<uint>.Allocate(2 * Vids).Pointer;
        }

        ref uint outer = ref _outer[(outerTpid == 0x88a8 ? Vids : 0) + outerVid];
        if (innerVid == 0)
        {
            Volatile.Write(ref outer, (outer & 0xffff0000) | (uint)(interfaceId + 1));
            return true;
        }

        if (_inner == null)
        {
            _inner = NativeArray<ushort>.Allocate((nuint)MaxInnerTables * Vids).Pointer;
        }

        uint table = outer >> 16;
        if (table == 0)
        {
            if (_innerCount == MaxInnerTables)
            {
                return false;
            }

            table = (uint)++_innerCount;
            Volatile.Write(ref outer, (outer & 0xffff) | (table << 16));
        }

        Volatile.Write(ref _inner[((table - 1) * Vids) + innerVid], (ushort)(interfaceId + 1));
        return true;
    }
}
