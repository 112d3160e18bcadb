using Router.Channel;
using Router.Dataplane.Commands;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The FIB against a list of routes searched from the longest prefix down.</summary>
public sealed unsafe class FibTests
{
    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(6, 3)]
    [InlineData(6, 4)]
    public void LookupsEqualALinearSearchThroughChurn(int family, int seed)
    {
        using TestTables tables = new();
        tables.Vrf(0);
        Random random = new(seed);
        Dictionary<(Address16 Prefix, int Length), uint> model = new(new PrefixComparer());
        List<Address16> probes = [];
        for (int step = 0; step < 3000; step++)
        {
            Address16 prefix = RandomAddress(random, family);
            int length = random.Next(family == 4 ? 33 : 129);
            Mask(ref prefix, length);
            if (model.Count > 0 && random.Next(3) == 0)
            {
                (Address16 Prefix, int Length) victim = model.Keys.ElementAt(random.Next(model.Count));
                Assert.Equal(CommandError.None, tables.Route(0, family, victim.Prefix, victim.Length, default, delete: true));
                model.Remove(victim);
            }
            else
            {
                ForwardingTarget target = new(TargetKind.Glean, 0);
                target = random.Next(2) == 0 ? new ForwardingTarget(TargetKind.Blackhole) : new ForwardingTarget(TargetKind.Unreachable);
                Assert.Equal(CommandError.None, tables.Route(0, family, prefix, length, target));
                model[(prefix, length)] = target.Value;
            }

            probes.Add(RandomAddress(random, family));
            probes.Add(prefix);
            if (step % 100 == 99)
            {
                foreach (Address16 probe in probes)
                {
                    Assert.Equal(Expect(model, probe), tables.Lookup(0, family, probe));
                }

                probes.Clear();
            }
        }

        foreach ((Address16 prefix, int length) in model.Keys.ToArray())
        {
            Assert.Equal(CommandError.None, tables.Route(0, family, prefix, length, default, delete: true));
        }

        Assert.Equal(0u, tables.State.FibNodesUsed);
        Assert.Equal(0u, tables.State.Rib.Count);
        Assert.Equal(0u, tables.Lookup(0, family, RandomAddress(random, family)));
    }

    [Fact]
    public void TheSamePrefixInManyVrfsDoesNotLeak()
    {
        using TestTables tables = new();
        Address16 prefix = Address16.From(System.Net.IPAddress.Parse("10.1.0.0"));
        for (uint vrf = 0; vrf < 5; vrf++)
        {
            tables.Vrf(vrf);
            if (vrf != 3)
            {
                Assert.Equal(CommandError.None, tables.Route(vrf, 4, prefix, 16, new ForwardingTarget(vrf % 2 == 0 ? TargetKind.Blackhole : TargetKind.Prohibit)));
            }
        }

        Address16 host = Address16.From(System.Net.IPAddress.Parse("10.1.2.3"));
        Assert.Equal(new ForwardingTarget(TargetKind.Blackhole).Value, tables.Lookup(0, 4, host));
        Assert.Equal(new ForwardingTarget(TargetKind.Prohibit).Value, tables.Lookup(1, 4, host));
        Assert.Equal(0u, tables.Lookup(3, 4, host));
        Assert.Equal(new ForwardingTarget(TargetKind.Blackhole).Value, tables.Lookup(4, 4, host));
    }

    [Fact]
    public void RefusesWhatIsNotAPrefixOrLeadsNowhere()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        Address16 host = Address16.From(System.Net.IPAddress.Parse("10.1.2.3"));
        Assert.Equal(CommandError.Malformed, tables.Route(0, 4, host, 16, new ForwardingTarget(TargetKind.Blackhole)));
        Assert.Equal(CommandError.Malformed, tables.Route(0, 5, host, 32, new ForwardingTarget(TargetKind.Blackhole)));
        Assert.Equal(CommandError.Malformed, tables.Route(0, 4, host, 33, new ForwardingTarget(TargetKind.Blackhole)));
        Assert.Equal(CommandError.Malformed, tables.Route(0, 4, host, 32, default));
        Assert.Equal(CommandError.NotFound, tables.Route(0, 4, host, 32, new ForwardingTarget(TargetKind.Adjacency, 7)));
        Assert.Equal(CommandError.OutOfRange, tables.Route(0, 4, host, 32, new ForwardingTarget(TargetKind.Adjacency, 1 << 27)));
        Assert.Equal(CommandError.NotFound, tables.Route(9, 4, host, 32, new ForwardingTarget(TargetKind.Blackhole)));
        Assert.Equal(CommandError.NotFound, tables.Route(0, 4, host, 32, default, delete: true));
    }

    private static uint Expect(Dictionary<(Address16 Prefix, int Length), uint> model, Address16 address)
    {
        for (int length = 128; length >= 0; length--)
        {
            Address16 masked = address;
            Mask(ref masked, length);
            if (model.TryGetValue((masked, length), out uint target))
            {
                return target;
            }
        }

        return 0;
    }

    private static Address16 RandomAddress(Random random, int family)
    {
        // Few distinct octets, so that prefixes nest and collide.
        Address16 address = default;
        for (int i = 0; i < (family == 4 ? 4 : 16); i++)
        {
            ((Span<byte>)address)[i] = (byte)(random.Next(4) * 65);
        }

        return address;
    }

    private static void Mask(ref Address16 address, int length)
    {
        Span<byte> bytes = address;
        for (int bit = length; bit < 128; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }
    }

    private sealed class PrefixComparer : IEqualityComparer<(Address16 Prefix, int Length)>
    {
        public bool Equals((Address16 Prefix, int Length) x, (Address16 Prefix, int Length) y) =>
            x.Length == y.Length && ((ReadOnlySpan<byte>)x.Prefix).SequenceEqual(y.Prefix);

        public int GetHashCode((Address16 Prefix, int Length) obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj.Prefix);
            hash.Add(obj.Length);
            return hash.ToHashCode();
        }
    }
}
