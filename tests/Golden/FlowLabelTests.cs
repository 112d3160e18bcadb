using System.Buffers.Binary;

namespace Router.Golden.Tests;

/// <summary>The bits that <see cref="GoldenTests"/> does not compare: IPv6 flow labels of tunnels and identifications of fragments.</summary>
[Collection(ReplayDefinition.Name)]
public sealed class FlowLabelTests(ReplayFixture fixture)
{
    /// <summary>RFC 6438: packets of one inner flow have one label, and 32 flows do not share a few.</summary>
    [Theory]
    [InlineData("l2tpv3-udp6")]
    [InlineData("l2tpv3-ip6")]
    public async Task OfOuterIpv6HeaderFollowsInnerFlow(string group)
    {
        const int Flows = 32;
        List<byte[]> packets = await OutputAsync(group, "flow-label", "a");
        Assert.Equal(2 * Flows, packets.Count);
        List<uint> labels = [.. packets.Select(packet => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(14)) & 0xfffff)];
        Assert.Equal(labels[..Flows], labels[Flows..]);
        Assert.True(labels.Distinct().Count() > Flows / 2, $"{labels.Distinct().Count()} labels for {Flows} flows");
    }

    /// <summary>RFC 791: the fragments of a packet share an identification; RFC 6864: packets that may be fragmented do not.</summary>
    [Fact]
    public async Task IdentificationsTellFragmentedTunnelPacketsApart()
    {
        HashSet<ushort> seen = [];
        foreach (string name in new[] { "df-off", "df-off-exact", "fragments-one-more", "fragments-largest", "fragments-tunnel-mtu" })
        {
            List<byte[]> packets = await OutputAsync("l2tpv3-options", name, "b");
            Assert.NotEmpty(packets);
            ushort[] identifications = [.. packets.Select(packet => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(18))).Distinct()];
            Assert.Single(identifications);
            Assert.True(seen.Add(identifications[0]), $"{name}: identification {identifications[0]} again");
        }
    }

    private async Task<List<byte[]>> OutputAsync(string group, string name, string port)
    {
        GroupRun run = await fixture.RunAsync(group);
        long second = run.Expected.Cases.Single(entry => entry.Name == name).Second;
        return [.. run.Result.Outputs[port].Where(record => record.Second == second).Select(record => record.Data)];
    }
}
