using Router.Channel;

namespace Router.Bench;

/// <summary>Plain IPv4: a default route, or as many routes as said in the lengths of the Internet, over 16 next hops.</summary>
internal sealed class Ipv4ForwardScenario : Scenario
{
    public override string Name => "ipv4-forward";

    public override int MaxEntries => 1_000_000;

    public override string Reference(int entries) => "reference_ipv4_forward";

    public override byte[] Frame(int entry, int entries)
    {
        uint destination = RandomPrefixes.Ipv4((uint)entry).Destination;
        return Packets.Ethernet(0x0800, Packets.Ipv4(0x0b000001, destination, Folded(destination), 17, Packets.Udp(1, 2, new byte[18])));
    }

    public override void Program(Programmer programmer, int entries)
    {
        uint[] adjacencies = programmer.NextHops(16);
        if (entries == 1)
        {
            programmer.Route(0, 0, new ForwardingTarget(TargetKind.Adjacency, adjacencies[0]));
            return;
        }

        for (uint i = 0; i < (uint)entries; i++)
        {
            (uint prefix, int length, _) = RandomPrefixes.Ipv4(i);
            programmer.Route(prefix, length, new ForwardingTarget(TargetKind.Adjacency, adjacencies[i % adjacencies.Length]));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => WriteDestination(frame + 14, RandomPrefixes.Ipv4(entry).Destination);

    /// <summary>Changes the destination of one of this scenario's headers; the identification keeps the checksum right.</summary>
    internal static unsafe void WriteDestination(byte* header, uint destination)
    {
        Store32(header + 16, destination);
        Store16(header + 4, (ushort)~Folded(destination));
    }

    /// <summary>Sum of the two halves in one's complement.</summary>
    internal static ushort Folded(uint destination)
    {
        uint sum = (destination >> 16) + (ushort)destination;
        return (ushort)(sum + (sum >> 16));
    }
}
