using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The first pass over eight frames at once, for processors with AVX2: a word of each frame makes a vector, and each check
/// is one comparison for all eight.
/// </summary>
internal static unsafe class EightFrames
{
    /// <summary>Frames at once.</summary>
    public const int Count = 8;

    /// <summary>What is looked at: 32 octets from the third of the destination address on; every word of the payload is then one of a vector's.</summary>
    private const int First = 2;
    private const int Second = First + 16;
    private const int ShortestFrame = Ethernet.HeaderLength + Ipv4.HeaderLength;

    /// <summary>Offsets of L2TPv3 session ids, directly over IP and over UDP.</summary>
    private const int L2tpv3Ip = Ethernet.HeaderLength + Ipv4.HeaderLength;
    private const int L2tpv3Udp = L2tpv3Ip + L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength;

    /// <summary>
    /// Takes eight frames, all received on one L3 interface and without tags, to their short way, if each is whole and for
    /// the interface's address, and all carry labelled packets, or all carry IPv4 packets, or IPv6 packets, that are good in
    /// everything (see <see cref="Ipv4Input"/> and <see cref="Ipv6Input"/>) and unpadded; of those over IPv4 either none or all
    /// L2TP data of one kind. Returns their octets, otherwise 0, and nothing is done.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight frames; their buffers are at least 54 octets long, whatever is received in them.</param>
    /// <param name="ingress">The interface.</param>
    /// <param name="origin">The interface's origin.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint TryTake(Worker* worker, rte_mbuf** packets, InterfaceEntry* ingress, ulong origin)
    {
        byte** frames = (byte**)worker->Scratch;
        Lengths(packets, out Vector256<uint> whole, out Vector256<uint> segment);
        Locate(packets, 0, frames);
        Vector256<uint> start = Words(frames, 0);
        FourWords(frames, First, out Vector256<uint> destination, out _, out Vector256<uint> type, out Vector256<uint> payload);
        ulong mac = ingress->Mac;
        Vector256<uint> wrong = (start ^ Vector256.Create((uint)mac)) | (destination ^ Vector256.Create((uint)(mac >> 16))) | (whole ^ segment);
        type >>>= 16;
        if (wrong != Vector256<uint>.Zero)
        {
            return 0;
        }

        if (type == Vector256.Create((uint)Ethernet.WireIpv4))
        {
            FourWords(frames, Second, out Vector256<uint> fragment, out Vector256<uint> ttl, out Vector256<uint> source, out Vector256<uint> to);
            wrong = Wrong(segment - Vector256.Create((uint)Ethernet.HeaderLength), payload, fragment, ttl, source, to);
            if (wrong != Vector256<uint>.Zero || (ingress->Flags & InterfaceFlags.Ipv4) == 0)
            {
                return 0;
            }

            if (MayBeL2tp(worker, packets, ttl))
            {
                return TakeL2tp(worker, packets, origin, segment, fragment, ttl);
            }

            Ipv4Input.AddEight(worker, packets, origin, Avx2.Shuffle(to.AsByte(), SwapWords).AsUInt32(), ttl);
            return Vector256.Sum(whole);
        }

        if (type == Vector256.Create((uint)Ethernet.WireMpls)
            && (ingress->Flags & InterfaceFlags.Mpls) != 0
            && !Vector256.LessThanAny(segment.AsInt32(), Vector256.Create(ShortestFrame)))
        {
            MplsInput.AddEight(worker, packets, origin, Avx2.Shuffle(payload.AsByte(), SwapWords).AsUInt32());
            return Vector256.Sum(whole);
        }

        return type == Vector256.Create((uint)Ethernet.WireIpv6) && (ingress->Flags & InterfaceFlags.Ipv6) != 0
            ? TakeIpv6(worker, packets, origin, segment, payload) : 0;
    }

    /// <summary>The rest of <see cref="TryTake"/> for IPv4 packets of which some look like L2TP data: all must, whole, with one destination port and one version.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint TakeL2tp(
        Worker* worker, rte_mbuf** packets, ulong origin, Vector256<uint> lengths, Vector256<uint> fragment, Vector256<uint> ttl)
    {
        byte** frames = (byte**)worker->Scratch;
        Vector256<uint> protocol = ttl & Vector256.Create(0xff00u);
        Vector256<uint> ids;
        int offset = L2tpv3Ip;
        if (Vector256.LessThanAny(lengths.AsInt32(), Vector256.Create(Ethernet.HeaderLength + L2tpInput.ShortestPacket))
            || (fragment & Vector256.Create((uint)Ipv4.WireFragmentMask << 16)) != Vector256<uint>.Zero)
        {
            return 0;
        }

        if (protocol == Vector256.Create((uint)Ipv4.ProtocolL2tp << 8))
        {
            ids = Words(frames, L2tpv3Ip);
        }
        else
        {
            FourWords(frames, L2tpv3Ip, out Vector256<uint> ports, out Vector256<uint> udp, out Vector256<uint> flags, out ids);
            uint port = ports[0] >> 16;
            Vector256<uint> version = (flags >>> 8) & Vector256.Create((uint)L2tpv3.VersionMask);
            Vector256<uint> wrong = (protocol ^ Vector256.Create((uint)Ipv4.ProtocolUdp << 8))
                | ((ports >>> 16) ^ Vector256.Create(port))
                | (Avx2.Shuffle(udp.AsByte(), SwapLowHalf).AsUInt32() ^ (lengths - Vector256.Create((uint)L2tpv3Ip)))
                | (version ^ Vector256.Create(version[0]));
            if (wrong != Vector256<uint>.Zero || !worker->Tables->IsL2tpPort(BinaryPrimitives.ReverseEndianness((ushort)port)))
            {
                return 0;
            }

            offset = L2tpv3Udp;
            if (version[0] == L2tpv2.Version)
            {
                // Both ids of version 2 begin in the word before (RFC 2661 3.1).
                ids = (flags >>> 16) | (ids << 16);
            }
        }

        L2tpInput.AddEight(worker, packets, origin, Avx2.Shuffle(ids.AsByte(), SwapWords).AsUInt32(), offset);
        return Vector256.Sum(lengths);
    }

    /// <summary>The rest of <see cref="TryTake"/> for IPv6 packets.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint TakeIpv6(Worker* worker, rte_mbuf** packets, ulong origin, Vector256<uint> lengths, Vector256<uint> version)
    {
        const int Destination = Ethernet.HeaderLength + Ipv6.DestinationOffset;
        byte** frames = (byte**)worker->Scratch;
        FourWords(frames, Second, out Vector256<uint> hopLimit, out Vector256<uint> source, out _, out _);
        Vector256<ulong> to0123 = FirstHalves(frames, Destination);
        Vector256<ulong> to4567 = FirstHalves(frames + 4, Destination);
        Vector256<uint> total = Avx2.Shuffle(hopLimit.AsByte(), SwapLowHalf).AsUInt32() + Vector256.Create((uint)Ethernet.HeaderLength + Ipv6.HeaderLength);
        Vector256<uint> first = source & Vector256.Create(0xffu);
        Vector256<uint> wrong = ((version & Vector256.Create(0xf0u)) ^ Vector256.Create(0x60u))
            | (total ^ lengths)
            | Vector256.LessThan((hopLimit >>> 24).AsInt32(), Vector256.Create(2)).AsUInt32()
            | Vector256.Equals(first, Vector256<uint>.Zero)
            | Vector256.Equals(first, Vector256.Create(0xffu))
            | Vector256.Equals(source & Vector256.Create(0xc0ffu), Vector256.Create(0x80feu))
            | (LinkScope(to0123) | LinkScope(to4567)).AsUInt32();
        if (wrong != Vector256<uint>.Zero)
        {
            return 0;
        }

        Ipv6Input.AddEight(worker, packets, origin, to0123, to4567, hopLimit);
        return Vector256.Sum(lengths);
    }

    /// <summary>Not zero for first halves of multicast and link-local addresses (RFC 4291 2.4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> LinkScope(Vector256<ulong> to) =>
        Vector256.Equals(to >>> 56, Vector256.Create(0xfful)) | Vector256.Equals(to >>> 54, Vector256.Create(0x3faul));

    /// <summary>Of four frames, the first halves of IPv6 addresses in host byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> FirstHalves(byte** data, int offset)
    {
        Vector256<uint> even = Pair(data[0] + offset, data[2] + offset);
        Vector256<uint> odd = Pair(data[1] + offset, data[3] + offset);
        return Avx2.Shuffle(Avx2.UnpackLow(even.AsUInt64(), odd.AsUInt64()).AsByte(), SwapLongWords).AsUInt64();
    }

    /// <summary>
    /// Takes eight IPv4 packets, each at the end of its LSP or PPP session, to <see cref="Ipv4Input"/>, if all are whole,
    /// good in everything and unpadded. Otherwise false, and nothing is done.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight frames; their buffers are at least 20 octets longer than the link header.</param>
    /// <param name="origins">Their origins.</param>
    /// <param name="link">Octets of link header, label included, in each.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryTakeInner(Worker* worker, rte_mbuf** packets, ulong* origins, int link)
    {
        byte** headers = (byte**)worker->Scratch;
        Lengths(packets, out Vector256<uint> whole, out Vector256<uint> segment);
        Locate(packets, link, headers);
        FourWords(headers, 0, out Vector256<uint> version, out Vector256<uint> fragment, out Vector256<uint> ttl, out Vector256<uint> source);
        Vector256<uint> to = Words(headers, Ipv4.DestinationOffset);
        Vector256<uint> wrong = Wrong(segment - Vector256.Create((uint)link), version, fragment, ttl, source, to) | (whole ^ segment);
        if (wrong != Vector256<uint>.Zero)
        {
            return false;
        }

        Ipv4Input.AddEight(worker, packets, origins, Avx2.Shuffle(to.AsByte(), SwapWords).AsUInt32(), ttl);
        return true;
    }

    /// <summary>Not zero for IPv4 packets that are not good in everything (RFC 1812 5.2.2, 5.3.7), from the words of their headers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Wrong(
        Vector256<uint> length, Vector256<uint> version, Vector256<uint> fragment, Vector256<uint> ttl, Vector256<uint> from, Vector256<uint> to)
    {
        // Bits that must be zero.
        Vector256<uint> low = Vector256.Create(0xffu);
        Vector256<uint> total = Avx2.Shuffle(version.AsByte(), SwapHighHalf).AsUInt32();
        Vector256<uint> wrong = ((version & low) ^ Vector256.Create(0x45u))
            | (length ^ total)
            | (Sum(version, fragment, ttl, from, to) ^ Vector256.Create(0xffffu));

        // Comparisons that must fail. All values are small: signed comparisons do.
        Vector256<uint> source = from & low;
        return wrong
            | Vector256.LessThan(total.AsInt32(), Vector256.Create(Ipv4.HeaderLength)).AsUInt32()
            | Vector256.Equals(fragment & Vector256.Create((uint)Ipv4.WireOffsetMask << 16), Vector256.Create((uint)Ipv4.WireOffset1 << 16))
            | Vector256.LessThan((ttl & low).AsInt32(), Vector256.Create(2)).AsUInt32()
            | Vector256.GreaterThan((ttl >>> 16).AsInt32(), Vector256.Create(0xfffd)).AsUInt32() // the checksum would wrap
            | Vector256.Equals(source, Vector256<uint>.Zero)
            | Vector256.Equals(source, Vector256.Create(127u))
            | Vector256.GreaterThan(source.AsInt32(), Vector256.Create(223)).AsUInt32()
            | Vector256.GreaterThan((to & low).AsInt32(), Vector256.Create(223)).AsUInt32();
    }

    /// <summary>Whether one of eight IPv4 packets without options looks like L2TP data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayBeL2tp(Worker* worker, rte_mbuf** packets, Vector256<uint> ttl)
    {
        Vector256<uint> protocol = ttl & Vector256.Create(0xff00u);
        return Vector256.EqualsAny(protocol, Vector256.Create((uint)Ipv4.ProtocolL2tp << 8))
            || (worker->Tables->L2tpUdpPortCount != 0
                && Vector256.EqualsAny(protocol, Vector256.Create((uint)Ipv4.ProtocolUdp << 8))
                && HasL2tp(worker->Tables, packets));
    }

    /// <summary>For each word, its high half in network order as the low half.</summary>
    private static Vector256<byte> SwapHighHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x80800203u, 0x80800607, 0x80800a0b, 0x80800e0f, 0x80800203, 0x80800607, 0x80800a0b, 0x80800e0f).AsByte();
    }

    /// <summary>For each word, its low half in network order.</summary>
    private static Vector256<byte> SwapLowHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x80800001u, 0x80800405, 0x80800809, 0x80800c0d, 0x80800001, 0x80800405, 0x80800809, 0x80800c0d).AsByte();
    }

    /// <summary>Each long word in network order.</summary>
    private static Vector256<byte> SwapLongWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x0001020304050607ul, 0x08090a0b0c0d0e0f, 0x0001020304050607, 0x08090a0b0c0d0e0f).AsByte();
    }

    /// <summary>Each word in network order.</summary>
    private static Vector256<byte> SwapWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0x00010203u, 0x04050607, 0x08090a0b, 0x0c0d0e0f, 0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f).AsByte();
    }

    /// <summary>The packets' lengths and those of their first segments, which are equal when there is one segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lengths(rte_mbuf** packets, out Vector256<uint> whole, out Vector256<uint> segment)
    {
        Vector256<float> even = Vector256.Create(Length(packets[0]), Length(packets[1]), Length(packets[4]), Length(packets[5])).AsSingle();
        Vector256<float> odd = Vector256.Create(Length(packets[2]), Length(packets[3]), Length(packets[6]), Length(packets[7])).AsSingle();
        whole = Avx.Shuffle(even, odd, 0x88).AsUInt32();
        segment = Avx.Shuffle(even, odd, 0xdd).AsUInt32() & Vector256.Create(0xffffu);
    }

    /// <summary>Length of the packet, and of the first segment in the high half (and what follows it).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Length(rte_mbuf* packet) => Unsafe.ReadUnaligned<ulong>(&packet->pkt_len);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Locate(rte_mbuf** packets, int offset, byte** to)
    {
        to[0] = Mbuf.Data(packets[0]) + offset;
        to[1] = Mbuf.Data(packets[1]) + offset;
        to[2] = Mbuf.Data(packets[2]) + offset;
        to[3] = Mbuf.Data(packets[3]) + offset;
        to[4] = Mbuf.Data(packets[4]) + offset;
        to[5] = Mbuf.Data(packets[5]) + offset;
        to[6] = Mbuf.Data(packets[6]) + offset;
        to[7] = Mbuf.Data(packets[7]) + offset;
    }

    /// <summary>A word of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Words(byte** data, int offset) => Vector256.Create(
        Word(data[0] + offset), Word(data[1] + offset), Word(data[2] + offset), Word(data[3] + offset),
        Word(data[4] + offset), Word(data[5] + offset), Word(data[6] + offset), Word(data[7] + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(byte* data) => Unsafe.ReadUnaligned<uint>(data);

    /// <summary>Four words of each, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourWords(
        byte** data, int offset, out Vector256<uint> first, out Vector256<uint> second, out Vector256<uint> third, out Vector256<uint> fourth) =>
        Transpose(Pair(data[0] + offset, data[4] + offset), Pair(data[1] + offset, data[5] + offset),
            Pair(data[2] + offset, data[6] + offset), Pair(data[3] + offset, data[7] + offset), out first, out second, out third, out fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pair(byte* low, byte* high) => Vector256.Create(Vector128.Load((uint*)low), Vector128.Load((uint*)high));

    /// <summary>From four words of four (and four more) frames, the first, second, third and fourth words of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d,
        out Vector256<uint> first, out Vector256<uint> second, out Vector256<uint> third, out Vector256<uint> fourth)
    {
        Vector256<ulong> ab = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> cd = Avx2.UnpackLow(c, d).AsUInt64();
        first = Avx2.UnpackLow(ab, cd).AsUInt32();
        second = Avx2.UnpackHigh(ab, cd).AsUInt32();
        ab = Avx2.UnpackHigh(a, b).AsUInt64();
        cd = Avx2.UnpackHigh(c, d).AsUInt64();
        third = Avx2.UnpackLow(ab, cd).AsUInt32();
        fourth = Avx2.UnpackHigh(ab, cd).AsUInt32();
    }

    /// <summary>The sums of the headers' halves, folded once: 0xffff where the checksum is right (RFC 1071).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Sum(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, Vector256<uint> e)
    {
        Vector256<uint> low = Vector256.Create(0xffffu);
        Vector256<uint> sum = (a & low) + (b & low) + (c & low) + (d & low) + (e & low)
            + (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16) + (e >>> 16);
        return (sum & low) + (sum >>> 16);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HasL2tp(ForwardingTables* tables, rte_mbuf** packets)
    {
        for (int i = 0; i < Count; i++)
        {
            if (L2tpInput.IsCandidate(tables, Mbuf.Data(packets[i]) + Ethernet.HeaderLength))
            {
                return true;
            }
        }

        return false;
    }
}
