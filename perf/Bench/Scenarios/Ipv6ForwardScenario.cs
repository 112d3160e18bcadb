using System.Buffers.Binary;
using Router.Channel;

namespace Router.Bench;

/// <summary>Plain IPv6: a default route, or as many routes as said in the lengths of the Internet, over 16 next hops.</summary>
internal sealed class Ipv6ForwardScenario : Scenario
{
    public override string Name => "ipv6-forward";

    public override int MaxEntries => 250_000;

    public override string Reference(int entries) => "reference_ipv6_forward";

    public override byte[] Frame(int entry, int entries) => Packets.Ethernet(0x86dd, Packet((uint)entry, 56));

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

    /// <summary>A packet to a route of <see cref="RandomPrefixes"/>, of at least 48 octets.</summary>
    internal static byte[] Packet(uint route, int length)
    {
        byte[] header = new byte[40];
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)(length - 40));
        header[6] = 17;
        header[7] = 64;
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(8), 0x2001_0db8_0000_0000);
        header[23] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(24), RandomPrefixes.Ipv6(route).Destination);
        header[39] = 1;
        return [.. header, .. Packets.Udp(1, 2, new byte[length - 48])];
    }
}
