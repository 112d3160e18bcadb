using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>
/// Packets on a short way, with what a table is asked about them: IP packets whose headers are good, or labelled ones.
/// Each property is an array of its own, so that one store notes it for eight packets; all are at fixed distances from the
/// vector, so that one register leads to all. The passes over a vector call nothing, so that what they work on stays in
/// registers: a packet that needs more is only noted as left over, and taken care of after the pass.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LookupVector
{
    private const int Header = 64;
    private const int OriginsOffset = Header + (Worker.MaxVector * sizeof(ulong));
    private const int KeysOffset = OriginsOffset + (Worker.MaxVector * sizeof(ulong));
    private const int TtlsOffset = KeysOffset + (Worker.MaxVector * sizeof(uint));
    private const int FoundOffset = TtlsOffset + (Worker.MaxVector * sizeof(uint));
    private const int LeftOffset = FoundOffset + (Worker.MaxVector * sizeof(ulong));
    private const int LongKeysOffset = LeftOffset + (Worker.MaxVector * sizeof(uint));

    /// <summary>Packets.</summary>
    public int Count;

    /// <summary>Packets that are left over.</summary>
    public int LeftCount;

    private fixed uint _line[14];
    private fixed ulong _words[3 * Worker.MaxVector];
    private fixed uint _halfWords[3 * Worker.MaxVector];
    private fixed ulong _longKeys[Worker.MaxVector];

    /// <summary>The frames, as they came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static rte_mbuf** Packet(LookupVector* vector, nint i) => (rte_mbuf**)((byte*)vector + (i * sizeof(ulong)) + Header);

    /// <summary>An <see cref="Graph.Origin"/> each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* Origin(LookupVector* vector, nint i) => (ulong*)((byte*)vector + (i * sizeof(ulong)) + OriginsOffset);

    /// <summary>Destinations or label stack entries, in host byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint* Key(LookupVector* vector, nint i) => (uint*)((byte*)vector + (i * sizeof(uint)) + KeysOffset);

    /// <summary>IPv6: the first halves of the destinations, in host byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* LongKey(LookupVector* vector, nint i) => (ulong*)((byte*)vector + (i * sizeof(ulong)) + LongKeysOffset);

    /// <summary>
    /// The word of the header with the TTL as the packet leaves with it, in memory order. IPv4: TTL, protocol and checksum;
    /// IPv6: payload length, next header and hop limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint* Ttl(LookupVector* vector, nint i) => (uint*)((byte*)vector + (i * sizeof(uint)) + TtlsOffset);

    /// <summary>IP: what is found in the FIB, at last an adjacency id, 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint* Found(LookupVector* vector, nint i) => (uint*)((byte*)vector + (i * sizeof(uint)) + FoundOffset);

    /// <summary>MPLS: what the label is bound to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LabelEntry* Bound(LookupVector* vector, nint i) => (LabelEntry*)((byte*)vector + (i * sizeof(ulong)) + FoundOffset);

    /// <summary>PPP: the session.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L2tpSession** Session(LookupVector* vector, nint i) => (L2tpSession**)((byte*)vector + (i * sizeof(ulong)) + FoundOffset);

    /// <summary>Numbers of the packets that are left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int* Left(LookupVector* vector, nint i) => (int*)((byte*)vector + (i * sizeof(uint)) + LeftOffset);

    /// <summary>Notes a packet as left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(LookupVector* vector, nint i)
    {
        int count = vector->LeftCount;
        vector->LeftCount = count + 1;
        *Left(vector, count) = (int)i;
    }

    /// <summary>Notes all packets as left over.</summary>
    public static void LeaveAll(LookupVector* vector)
    {
        vector->LeftCount = vector->Count;
        for (int i = 0; i < vector->Count; i += Vector256<int>.Count)
        {
            (Vector256<int>.Indices + Vector256.Create(i)).Store(Left(vector, i));
        }
    }

    /// <summary>Appends a packet; there is room for a whole received vector. Returns its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Add(LookupVector* vector, rte_mbuf* packet, ulong origin, uint key)
    {
        int i = Add(vector, packet, origin);
        *Key(vector, i) = key;
        return i;
    }

    /// <summary>The same for an IPv6 packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AddLong(LookupVector* vector, rte_mbuf* packet, ulong origin, ulong key)
    {
        int i = Add(vector, packet, origin);
        *LongKey(vector, i) = key;
        return i;
    }

    /// <summary>Appends eight packets. Returns the number of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AddEight(LookupVector* vector, rte_mbuf** packets, Vector256<ulong> origins0123, Vector256<ulong> origins4567, Vector256<uint> keys)
    {
        int i = AddEight(vector, packets, origins0123, origins4567);
        keys.Store(Key(vector, i));
        return i;
    }

    /// <summary>Appends eight IPv6 packets of one origin. Returns the number of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AddEightLong(LookupVector* vector, rte_mbuf** packets, ulong origin, Vector256<ulong> keys0123, Vector256<ulong> keys4567)
    {
        Vector256<ulong> origins = Vector256.Create(origin);
        int i = AddEight(vector, packets, origins, origins);
        keys0123.Store(LongKey(vector, i));
        keys4567.Store(LongKey(vector, i) + 4);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(LookupVector* vector, rte_mbuf* packet, ulong origin)
    {
        int i = vector->Count;
        vector->Count = i + 1;
        *Packet(vector, i) = packet;
        *Origin(vector, i) = origin;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddEight(LookupVector* vector, rte_mbuf** packets, Vector256<ulong> origins0123, Vector256<ulong> origins4567)
    {
        int i = vector->Count;
        vector->Count = i + 8;
        Vector256.Load((ulong*)packets).Store((ulong*)Packet(vector, i));
        Vector256.Load((ulong*)packets + 4).Store((ulong*)Packet(vector, i) + 4);
        origins0123.Store(Origin(vector, i));
        origins4567.Store(Origin(vector, i) + 4);
        return i;
    }
}
