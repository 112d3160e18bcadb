using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Router.Channel;

namespace Router.Bench;

/// <summary>
/// How the tables of a scenario change while it runs: each entry has two ways and goes from one to the other. Adjacency ids are those
/// that the scenario's own programming has given, from 1 on. A frame carries its entry's number in its last 4 octets.
/// </summary>
internal abstract unsafe class TableChange
{
    /// <summary>Offset of the octet of the destination MAC that tells next hops apart.</summary>
    protected const int NextHopOffset = 5;

    /// <summary>Next hops of most scenarios.</summary>
    protected const uint NextHops = 16;

    /// <summary>The changes of a scenario.</summary>
    public static TableChange Of(string scenario) => scenario switch
    {
        "ipv4-forward" => new Ipv4Change(),
        "ipv6-forward" => new Ipv6Change(),
        "mpls-swap" => new SwapChange(),
        "mpls-push" => new PushChange(),
        "mpls-pop-ip" => new PopChange(),
        "mpls-vpn" => new VpnChange(),
        "l2tpv3-udp-decap" => new SessionChange(udp: true),
        "l2tpv3-ip-decap" => new SessionChange(udp: false),
        "l2tpv3-udp-encap" => new EncapsulationChange(sessionOffset: 46),
        "l2tpv3-ip-encap" => new EncapsulationChange(sessionOffset: 34),
        "l2-cross-connect" => new CrossConnectChange(),
        _ => throw new ArgumentException($"No changes for scenario {scenario}.", nameof(scenario)),
    };

    /// <summary>Programs what the second ways need.</summary>
    public virtual void Prepare(Programmer programmer, uint entries)
    {
    }

    /// <summary>Gives an entry its second way, or its first again.</summary>
    public abstract void Send(Programmer programmer, uint entry, uint entries, bool second);

    /// <summary>Whether a frame of an entry left by one of its ways, whole.</summary>
    public abstract bool IsRight(byte* frame, int length, uint entry, uint entries);

    protected static uint Load32(byte* at) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(at));

    protected static ushort Load16(byte* at) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(at));

    protected static uint LabelAt(byte* at) => Load32(at) >> 12;
}

/// <summary>Routes over 16 next hops that go to the next one. Where prefixes lie in each other the longest counts; some numbers share one.</summary>
internal abstract unsafe class RouteChange<TPrefix> : TableChange
    where TPrefix : notnull
{
    private uint[] _allowed = [];

    public override void Prepare(Programmer programmer, uint entries)
    {
        Dictionary<TPrefix, uint> ways = [];
        for (uint i = 0; i < entries; i++)
        {
            ways[PrefixOf(i)] = ways.GetValueOrDefault(PrefixOf(i)) | (1u << (int)(i % NextHops)) | (1u << (int)((i + 1) % NextHops));
        }

        _allowed = new uint[entries];
        for (uint i = 0; i < entries; i++)
        {
            _allowed[i] = Covering(i).Select(prefix => ways.GetValueOrDefault(prefix)).First(static mask => mask != 0);
        }
    }

    public override bool IsRight(byte* frame, int length, uint entry, uint entries) =>
        frame[NextHopOffset] < NextHops && ((_allowed[entry] >> frame[NextHopOffset]) & 1) != 0 && IsWhole(frame, length, entry);

    /// <summary>The target of a route.</summary>
    protected static ForwardingTarget TargetOf(uint entry, bool second) =>
        new(TargetKind.Adjacency, 1 + ((entry + (second ? 1u : 0)) % NextHops));

    /// <summary>Prefix of a number.</summary>
    protected abstract TPrefix PrefixOf(uint entry);

    /// <summary>All prefixes over a number's destination, the longest first.</summary>
    protected abstract IEnumerable<TPrefix> Covering(uint entry);

    /// <summary>Whether a frame has its entry's destination.</summary>
    protected abstract bool IsWhole(byte* frame, int length, uint entry);
}

/// <summary>IPv4 routes.</summary>
internal sealed unsafe class Ipv4Change : RouteChange<(uint, int)>
{
    public override void Send(Programmer programmer, uint entry, uint entries, bool second)
    {
        (uint prefix, int length) = PrefixOf(entry);
        programmer.Route(prefix, length, TargetOf(entry, second));
    }

    protected override (uint, int) PrefixOf(uint entry) => (RandomPrefixes.Ipv4(entry).Prefix, RandomPrefixes.Ipv4(entry).Length);

    protected override IEnumerable<(uint, int)> Covering(uint entry)
    {
        uint destination = RandomPrefixes.Ipv4(entry).Destination;
        for (int length = 32; length > 0; length--)
        {
            yield return (destination & ~(uint)(uint.MaxValue >> length), length);
        }
    }

    protected override bool IsWhole(byte* frame, int length, uint entry) => Load32(frame + 30) == RandomPrefixes.Ipv4(entry).Destination;
}

/// <summary>IPv6 routes.</summary>
internal sealed unsafe class Ipv6Change : RouteChange<(ulong, int)>
{
    public override void Send(Programmer programmer, uint entry, uint entries, bool second)
    {
        (ulong prefix, int length) = PrefixOf(entry);
        programmer.RouteIpv6(prefix, length, TargetOf(entry, second));
    }

    protected override (ulong, int) PrefixOf(uint entry) => (RandomPrefixes.Ipv6(entry).Prefix, RandomPrefixes.Ipv6(entry).Length);

    protected override IEnumerable<(ulong, int)> Covering(uint entry)
    {
        ulong destination = RandomPrefixes.Ipv6(entry).Destination;
        for (int length = 63; length > 0; length--)
        {
            yield return (destination & ~(ulong.MaxValue >> length), length);
        }
    }

    protected override bool IsWhole(byte* frame, int length, uint entry) =>
        BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(frame + 38)) == RandomPrefixes.Ipv6(entry).Destination;
}

/// <summary>Swapped labels: another out label over another next hop, never one with the other's.</summary>
internal sealed unsafe class SwapChange : TableChange
{
    private const uint FirstIn = 1000;
    private const uint FirstOut = 200_000;
    private const uint SecondOut = 400_000;

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) =>
        programmer.Swap(FirstIn + entry, (second ? SecondOut : FirstOut) + entry, 1 + ((entry + (second ? 1u : 0)) % NextHops));

    public override bool IsRight(byte* frame, int length, uint entry, uint entries)
    {
        uint label = LabelAt(frame + 14);
        return label == FirstOut + entry ? frame[NextHopOffset] == entry % NextHops
            : label == SecondOut + entry && frame[NextHopOffset] == (entry + 1) % NextHops;
    }
}

/// <summary>Pushed labels: a route goes to the next entry's label.</summary>
internal sealed unsafe class PushChange : TableChange
{
    public override void Send(Programmer programmer, uint entry, uint entries, bool second) =>
        programmer.Route(0x0a000000 | entry, 32, new ForwardingTarget(TargetKind.Adjacency, 1 + ((entry + (second ? 1u : 0)) % entries)));

    public override bool IsRight(byte* frame, int length, uint entry, uint entries)
    {
        uint label = LabelAt(frame + 14) - 200_000;
        return (label == entry || label == (entry + 1) % entries) && Load32(frame + 34) == (0x0a000000 | entry);
    }
}

/// <summary>Ends of LSPs in the default VRF or in another one, whose default route has another next hop.</summary>
internal sealed unsafe class PopChange : TableChange
{
    public override void Prepare(Programmer programmer, uint entries)
    {
        programmer.Vrf(1);
        programmer.Route(0, 0, new ForwardingTarget(TargetKind.Adjacency, programmer.NextHops(2)[1]), 1);
    }

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) => programmer.PopLookup(1000 + entry, second ? 1u : 0);

    public override bool IsRight(byte* frame, int length, uint entry, uint entries) =>
        frame[NextHopOffset] < 2 && Load16(frame + 12) == 0x0800 && Load32(frame + 30) == 0x0a000001;
}

/// <summary>Labels of L3VPNs that go to the next VRF, which has another next hop.</summary>
internal sealed unsafe class VpnChange : TableChange
{
    private uint _vrfs;

    public override void Prepare(Programmer programmer, uint entries)
    {
        _vrfs = Math.Min(1000, entries);
        uint[] adjacencies = programmer.NextHops((int)NextHops);
        for (uint vrf = 1; vrf <= _vrfs; vrf++)
        {
            programmer.Route(0x0a000000, 24, new ForwardingTarget(TargetKind.Adjacency, adjacencies[vrf % NextHops]), vrf);
        }
    }

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) => programmer.PopLookup(1000 + entry, VrfOf(entry, second));

    public override bool IsRight(byte* frame, int length, uint entry, uint entries) =>
        (frame[NextHopOffset] == VrfOf(entry, false) % NextHops || frame[NextHopOffset] == VrfOf(entry, true) % NextHops)
        && Load16(frame + 12) == 0x0800 && Load32(frame + 30) == 0x0a000001;

    private uint VrfOf(uint entry, bool second) => 1 + ((entry + (second ? 1u : 0)) % _vrfs);
}

/// <summary>Sessions that go to another cross-connect out of the same port. Their frames look the same by both.</summary>
internal sealed unsafe class SessionChange(bool udp) : TableChange
{
    private uint _second;

    public override void Prepare(Programmer programmer, uint entries) => _second = programmer.AttachmentCircuit();

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) =>
        programmer.Session(entry, 0x10000 + entry, second ? _second : 1, udp);

    public override bool IsRight(byte* frame, int length, uint entry, uint entries) =>
        length == 22 && new ReadOnlySpan<byte>(frame, 6).SequenceEqual(Packets.RouterMac)
        && new ReadOnlySpan<byte>(frame + 6, 6).SequenceEqual(Packets.PeerMac) && Load16(frame + 12) == 0x0800;
}

/// <summary>Circuits that go to the next circuit's session.</summary>
internal sealed unsafe class EncapsulationChange(int sessionOffset) : TableChange
{
    // Interface 0 and 1 are the ports.
    private const uint FirstCircuit = 2;

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) =>
        programmer.CrossConnect(FirstCircuit + entry, 1 + ((entry + (second ? 1u : 0)) % entries));

    public override bool IsRight(byte* frame, int length, uint entry, uint entries)
    {
        uint session = Load32(frame + sessionOffset) - 0x20000;
        return session == entry || session == (entry + 1) % entries;
    }
}

/// <summary>A port that goes to another cross-connect out of the same port. Its frames look the same by both.</summary>
internal sealed unsafe class CrossConnectChange : TableChange
{
    private uint _second;

    public override void Prepare(Programmer programmer, uint entries) => _second = programmer.AttachmentCircuit();

    public override void Send(Programmer programmer, uint entry, uint entries, bool second) => programmer.CrossConnect(0, second ? _second : 1);

    public override bool IsRight(byte* frame, int length, uint entry, uint entries) =>
        length == 60 && new ReadOnlySpan<byte>(frame, 6).SequenceEqual(Packets.RouterMac)
        && new ReadOnlySpan<byte>(frame + 6, 6).SequenceEqual(Packets.PeerMac);
}
