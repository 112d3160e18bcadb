using Router.Channel;

namespace Router.Bench;

/// <summary>IPv4 packets of PPP subscribers over L2TPv2, received: on by a default route.</summary>
internal sealed class PppDecapScenario : Scenario
{
    public override string Name => "l2tpv2-ppp-decap";

    public override int MaxEntries => 1_000_000;

    public override string Reference(int entries) => "reference_ppp_decap";

    public override byte[] Frame(int entry, int entries)
    {
        byte[] inner = Packets.Ipv4(PppEncapScenario.Subscriber((uint)entry), 0x0b000001, 0, 17, Packets.Udp(1, 2, new byte[2]));
        byte[] data = [0, 2, .. Packets.BigEndian(Key((uint)entry)), 0xff, 3, 0, 0x21, .. inner];
        return Packets.Ethernet(0x0800, Packets.Ipv4(Programmer.Peer, Programmer.Local, 0, 17, Packets.Udp(1701, 1701, data)));
    }

    public override void Program(Programmer programmer, int entries)
    {
        programmer.Route(Programmer.Local, 32, new ForwardingTarget(TargetKind.Local));
        programmer.Route(0, 0, new ForwardingTarget(TargetKind.Adjacency, programmer.NextHops(1)[0]));
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.PppSession(i, Key(i));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + 44, Key(entry));

    /// <summary>Tunnel id and session id: some tens of thousands of sessions in a tunnel.</summary>
    internal static uint Key(uint entry) => ((1 + (entry / 50_000)) << 16) | (1 + (entry % 50_000));
}

/// <summary>IPv4 packets to PPP subscribers over L2TPv2, sent: a host route and an adjacency for each.</summary>
internal sealed class PppEncapScenario : Scenario
{
    public override string Name => "l2tpv2-ppp-encap";

    public override int MaxEntries => 1_000_000;

    public override string Reference(int entries) => "reference_ppp_encap";

    public override byte[] Frame(int entry, int entries)
    {
        uint destination = Subscriber((uint)entry);
        return Packets.Ethernet(0x0800, Packets.Ipv4(0x0b000001, destination, Ipv4ForwardScenario.Folded(destination), 17, Packets.Udp(1, 2, new byte[18])));
    }

    public override void Program(Programmer programmer, int entries)
    {
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Route(Subscriber(i), 32, new ForwardingTarget(TargetKind.Adjacency, programmer.PppEncapsulation(PppDecapScenario.Key(i))));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Ipv4ForwardScenario.WriteDestination(frame + 14, Subscriber(entry));

    /// <summary>The subscribers' addresses are one after the other, as from a pool.</summary>
    internal static uint Subscriber(uint entry) => 0x64400001 + entry;
}
