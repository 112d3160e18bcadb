using System.Buffers.Binary;
using Router.Channel;

namespace Router.Bench;

/// <summary>Plain IPv6: a default route, or as many routes as said in the lengths of the Internet, over 16 next hops.</summary>
internal sealed class Ipv6ForwardScenario : Scenario
{
    public override string Name => "ipv6-forward";

    public override int MaxEntries => 250_000;

    public override string Reference(int entries) => "reference_ipv6_forward";

    public override byte[] Frame(int entry, int entries)
    {
        byte[] header = new byte[40];
        header[0] = 0x60;
        header[5] = 16;
        header[6] = 17;
        header[7] = 64;
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(8), 0x2001_0db8_0000_0000);
        header[23] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(24), RandomPrefixes.Ipv6((uint)entry).Destination);
        header[39] = 1;
        return Packets.Ethernet(0x86dd, [.. header, .. Packets.Udp(1, 2, new byte[8])]);
    }

    public override void Program(Programmer programmer, int entries)
    {
        uint[] adjacencies = programmer.NextHops(16, family: 6);
        for (uint i = 0; i < (uint)entries; i++)
        {
            (ulong prefix, int length, _) = entries == 1 ? default : RandomPrefixes.Ipv6(i);
            programmer.RouteIpv6(prefix, length, new ForwardingTarget(TargetKind.Adjacency, adjacencies[i % adjacencies.Length]));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store64(frame + 38, RandomPrefixes.Ipv6(entry).Destination);
}
