using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Router.Bench;

/// <summary>One job of the router: the tables it needs, the packets that use them, and how the feed varies a packet.</summary>
internal abstract class Scenario
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Ipv4ForwardScenario(), new Ipv6ForwardScenario(),
        new MplsSwapScenario(), new MplsPushScenario(), new MplsPopIpScenario(), new MplsVpnScenario(),
        new L2tpDecapScenario("l2tpv3-udp-decap", udp: true), new L2tpDecapScenario("l2tpv3-ip-decap", udp: false),
        new L2tpEncapScenario("l2tpv3-udp-encap", udp: true), new L2tpEncapScenario("l2tpv3-ip-encap", udp: false),
        new PppDecapScenario(), new PppEncapScenario(),
        new VpwsDecapScenario("vpws-decap", controlWord: false), new VpwsDecapScenario("vpws-decap-cw", controlWord: true),
        new VpwsEncapScenario("vpws-encap", controlWord: false), new VpwsEncapScenario("vpws-encap-cw", controlWord: true),
        new CrossConnectScenario(), new ImixScenario(),
    ];

    public abstract string Name { get; }

    /// <summary>Finds a scenario.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);

    /// <summary>Most entries.</summary>
    public virtual int MaxEntries => 65000;

    /// <summary>The function of <c>native/reference</c> that does the same work, if there is one.</summary>
    public virtual string? Reference(int entries) => null;

    /// <summary>The frame that uses entry <paramref name="entry"/> of <paramref name="entries"/>.</summary>
    public abstract byte[] Frame(int entry, int entries);

    /// <summary>The feed: frames of random entries.</summary>
    public virtual IEnumerable<byte[]> Frames(int count, int entries)
    {
        Random random = new(1);
        return Enumerable.Range(0, count).Select(_ => Frame(random.Next(entries), entries));
    }

    /// <summary>Programs the tables for <paramref name="entries"/> entries.</summary>
    public abstract void Program(Programmer programmer, int entries);

    /// <summary>Turns a frame in memory into the one of another entry.</summary>
    public abstract unsafe void Rewrite(byte* frame, uint entry);

    /// <summary>What of tables and counters a packet of an entry uses that those of other entries do not; nothing if the scenario does not say.</summary>
    public virtual TableLine[] Lines(Programmer programmer, uint entry) => [];

    protected static unsafe void Store32(byte* at, uint value) => Unsafe.WriteUnaligned(at, BinaryPrimitives.ReverseEndianness(value));

    protected static unsafe void Store16(byte* at, uint value) => Unsafe.WriteUnaligned(at, BinaryPrimitives.ReverseEndianness((ushort)value));

    protected static unsafe void Store64(byte* at, ulong value) => Unsafe.WriteUnaligned(at, BinaryPrimitives.ReverseEndianness(value));
}
