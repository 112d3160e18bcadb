using System.Buffers.Binary;
using Router.Channel;

namespace Router.Bench;

/// <summary>One job of the router: the tables it needs, the packets that use them, and how the feed varies a packet.</summary>
internal abstract class Scenario
{
    private static readonly Scenario[] All = [new Ipv4ForwardScenario(), new MplsSwapScenario(), new L2tpDecapScenario(), new L2tpEncapScenario()];

    public abstract string Name { get; }

    /// <summary>The function of <c>native/reference</c> that does the same work.</summary>
    public abstract string Reference(int entries);

    public static Scenario? Find(string name) => Array.Find(All, scenario => scenario.Name == name);

    /// <summary>The frame that uses entry <paramref name="entry"/> of <paramref name="entries"/>.</summary>
    public abstract byte[] Frame(int entry, int entries);

    /// <summary>Programs the tables for <paramref name="entries"/> entries.</summary>
    public abstract void Program(Programmer programmer, int entries);

    /// <summary>Turns a frame in memory into the one of another entry.</summary>
    public abstract unsafe void Rewrite(byte* frame, uint entry);

    protected static unsafe void Store32(byte* at, uint value) =>
        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(at, BinaryPrimitives.ReverseEndianness(value));

    protected static unsafe void Store16(byte* at, uint value) =>
        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(at, BinaryPrimitives.ReverseEndianness((ushort)value));
}

/// <summary>Plain IPv4: one route, or a /24 per entry.</summary>
internal sealed class Ipv4ForwardScenario : Scenario
{
    public override string Name => "ipv4-forward";

    public override string Reference(int entries) => "reference_ipv4_forward";

    public override byte[] Frame(int entry, int entries)
    {
        ushort low = Low((uint)entry);
        uint destination = 0x0a000001 | ((low & 0xffu) << 16) | (uint)(low & 0xff00);
        return Packets.Ethernet(0x0800, Packets.Ipv4(0x0b000001, destination, low, 17, Packets.Udp(1, 2, new byte[18])));
    }

    public override void Program(Programmer programmer, int entries)
    {
        uint adjacency = programmer.NextHop(Packets.PeerMac);
        for (uint i = 0; i < (uint)entries; i++)
        {
            uint prefix = 0x0a000000 | ((i & 0xff) << 16) | (i & 0xff00);
            programmer.Route(entries == 1 ? 0x0a000000 : prefix, entries == 1 ? 8 : 24, new ForwardingTarget(TargetKind.Adjacency, adjacency));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry)
    {
        // Destination 10.LOW.HIGH.1; the identification keeps the checksum right.
        ushort low = Low(entry);
        Store32(frame + 30, 0x0a000001 | ((low & 0xffu) << 16) | (uint)(low & 0xff00));
        Store16(frame + 18, (ushort)~low);
    }

    private static ushort Low(uint entry) => (ushort)entry;
}

/// <summary>Label swap, over 16 next hops.</summary>
internal sealed class MplsSwapScenario : Scenario
{
    private const uint First = 1000;

    public override string Name => "mpls-swap";

    public override string Reference(int entries) => "reference_mpls_swap";

    public override byte[] Frame(int entry, int entries) =>
        Packets.Ethernet(0x8847, Packets.Label(First + (uint)entry, Packets.Ipv4(0x0b000001, 0x0a000001, 0, 17, Packets.Udp(1, 2, new byte[14]))));

    public override void Program(Programmer programmer, int entries)
    {
        uint[] adjacencies = [.. Enumerable.Range(0, 16).Select(i => programmer.NextHop([.. Packets.PeerMac[..5], (byte)i]))];
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Swap(First + i, 200000 + i, adjacencies[i % adjacencies.Length]);
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + 14, ((First + entry) << 12) | 0x140);
}

/// <summary>L2TPv3 over UDP and IPv4 with an 8-octet cookie, received.</summary>
internal sealed class L2tpDecapScenario : Scenario
{
    private const uint First = 0x10000;

    public override string Name => "l2tpv3-udp-decap";

    public override string Reference(int entries) => "reference_l2tp_decap";

    public override byte[] Frame(int entry, int entries)
    {
        byte[] inner = [.. Packets.PeerMac, .. Packets.RouterMac, 0x08, 0, .. new byte[8]];
        byte[] l2tp = [0, 3, 0, 0, .. Packets.BigEndian(First + (uint)entry), 1, 2, 3, 4, 5, 6, 7, 8, .. inner];
        return Packets.Ethernet(0x0800, Packets.Ipv4(Programmer.Peer, Programmer.Local, 0, 17, Packets.Udp(1701, 1701, l2tp)));
    }

    public override void Program(Programmer programmer, int entries)
    {
        programmer.Route(Programmer.Local, 32, new ForwardingTarget(TargetKind.Local));
        uint circuit = programmer.AttachmentCircuit();
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Session(i, First + i, circuit);
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + 46, First + entry);
}

/// <summary>L2TPv3 over UDP and IPv4 with an 8-octet cookie, sent: the whole port for one session, a VLAN pair on it for each of more.</summary>
internal sealed class L2tpEncapScenario : Scenario
{
    public override string Name => "l2tpv3-udp-encap";

    public override string Reference(int entries) => entries == 1 ? "reference_l2tp_encap_port" : "reference_l2tp_encap_vlans";

    public override byte[] Frame(int entry, int entries) =>
        entries == 1 ? [.. Packets.RouterMac, .. Packets.PeerMac, 0x08, 0, .. new byte[46]] : Tagged((uint)entry, new byte[38]);

    public override void Program(Programmer programmer, int entries)
    {
        if (entries == 1)
        {
            programmer.CrossConnect(programmer.PortCircuit(), programmer.Encapsulation(0x20000));
            return;
        }

        for (uint i = 0; i < (uint)entries; i++)
        {
            uint circuit = programmer.Circuit(Outer(i), Inner(i));
            programmer.CrossConnect(circuit, programmer.Encapsulation(0x20000 + i));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry)
    {
        Store16(frame + 14, Outer(entry));
        Store16(frame + 18, Inner(entry));
    }

    private static ushort Outer(uint entry) => (ushort)(1 + (entry >> 11));

    private static ushort Inner(uint entry) => (ushort)(1 + (entry & 0x7ff));

    private static byte[] Tagged(uint entry, byte[] payload) =>
    [
        .. Packets.RouterMac, .. Packets.PeerMac, 0x81, 0, (byte)(Outer(entry) >> 8), (byte)Outer(entry),
        0x81, 0, (byte)(Inner(entry) >> 8), (byte)Inner(entry), 0x08, 0, .. payload,
    ];
}
