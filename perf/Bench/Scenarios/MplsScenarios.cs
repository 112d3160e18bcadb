using Router.Channel;

namespace Router.Bench;

/// <summary>Labels from 1000 on, in front of IPv4 packets.</summary>
internal abstract class LabelledScenario : Scenario
{
    protected const uint First = 1000;

    public override byte[] Frame(int entry, int entries) => Packets.Ethernet(
        0x8847, Packets.Label(First + (uint)entry, Packets.Ipv4(0x0b000001, 0x0a000001, 0, 17, Packets.Udp(1, 2, new byte[14]))));

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + 14, ((First + entry) << 12) | 0x140);
}

/// <summary>Label swap, over 16 next hops.</summary>
internal sealed class MplsSwapScenario : LabelledScenario
{
    public override string Name => "mpls-swap";

    public override string Reference(int entries) => "reference_mpls_swap";

    public override void Program(Programmer programmer, int entries)
    {
        uint[] adjacencies = programmer.NextHops(16);
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Swap(First + i, 200000 + i, adjacencies[i % adjacencies.Length]);
        }
    }
}

/// <summary>The end of an LSP: pop, then IPv4 by a default route.</summary>
internal sealed class MplsPopIpScenario : LabelledScenario
{
    public override string Name => "mpls-pop-ip";

    public override string Reference(int entries) => "reference_mpls_pop_ipv4";

    public override void Program(Programmer programmer, int entries)
    {
        programmer.Route(0, 0, new ForwardingTarget(TargetKind.Adjacency, programmer.NextHops(1)[0]));
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.PopLookup(First + i, 0);
        }
    }
}

/// <summary>The egress PE of L3VPNs: pop, then IPv4 by a route of the label's VRF, one of 1,000.</summary>
internal sealed class MplsVpnScenario : LabelledScenario
{
    private const uint Vrfs = 1000;

    public override string Name => "mpls-vpn";

    public override string Reference(int entries) => "reference_mpls_pop_ipv4";

    public override void Program(Programmer programmer, int entries)
    {
        uint adjacency = programmer.NextHops(1)[0];
        uint vrfs = Math.Min(Vrfs, (uint)entries);
        for (uint vrf = 1; vrf <= vrfs; vrf++)
        {
            programmer.Vrf(vrf);
            programmer.Route(0x0a000000, 24, new ForwardingTarget(TargetKind.Adjacency, adjacency), vrf);
        }

        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.PopLookup(First + i, 1 + (i % vrfs));
        }
    }
}

/// <summary>The beginning of LSPs: IPv4 whose routes lead to next hops with a label.</summary>
internal sealed class MplsPushScenario : Scenario
{
    public override string Name => "mpls-push";

    public override string Reference(int entries) => "reference_ipv4_forward";

    public override byte[] Frame(int entry, int entries)
    {
        uint destination = Destination((uint)entry);
        return Packets.Ethernet(
            0x0800, Packets.Ipv4(0x0b000001, destination, Ipv4ForwardScenario.Folded(destination), 17, Packets.Udp(1, 2, new byte[18])));
    }

    public override void Program(Programmer programmer, int entries)
    {
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Route(Destination(i), 32, new ForwardingTarget(TargetKind.Adjacency, programmer.LabelledNextHop(200000 + i)));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Ipv4ForwardScenario.WriteDestination(frame + 14, Destination(entry));

    private static uint Destination(uint entry) => 0x0a000000 | entry;
}
