using FsCheck;
using FsCheck.Fluent;
using Router.Linux;
using Xunit;

namespace Router.Unit.Tests.Linux;

/// <summary>The state that notifications lead to, and the changes that subscribers see on the way.</summary>
public sealed class KernelTablesTests
{
    [Fact]
    public void ChangesLeadFromOneStateToTheNext() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var tables = new KernelTables(NetworkNamespace.Own);
        var follower = new Follower();
        for (int i = 0; i < 200; i++)
        {
            var changes = new List<KernelChange>();
            tables.Apply(Messages.Any(random), changes);
            changes.ForEach(follower.Apply);
        }

        follower.AssertSame(tables.State);
        Assert.Empty(KernelTables.Difference(NetworkNamespace.Own, tables.State, tables.State));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void DifferenceLeadsFromAnyStateToAnyOther() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        KernelSnapshot before = RandomState(random);
        KernelSnapshot after = RandomState(random);
        var follower = new Follower();
        KernelTables.Difference(NetworkNamespace.Own, KernelSnapshot.Absent, before).ForEach(follower.Apply);
        follower.AssertSame(before);
        KernelTables.Difference(NetworkNamespace.Own, before, after).ForEach(follower.Apply);
        follower.AssertSame(after);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void ADeletedInterfaceTakesItsAddressesAndNeighboursWithIt()
    {
        var random = new Random(3);
        var tables = new KernelTables(NetworkNamespace.Own);
        LinkInfo link = Messages.RandomLink(random) with { Index = 5 };
        AddressInfo address = Messages.RandomAddress(random) with { InterfaceIndex = 5 };
        NeighbourInfo neighbour = Messages.RandomNeighbour(random) with { InterfaceIndex = 5 };
        NeighbourInfo other = neighbour with { InterfaceIndex = 6 };
        tables.Apply((byte[])[.. Messages.Link(link), .. Messages.Address(address), .. Messages.Neighbour(neighbour), .. Messages.Neighbour(other)], []);
        var changes = new List<KernelChange>();
        tables.Apply(Messages.Link(link, RtnetlinkType.DeleteLink), changes);
        Assert.Equal(3, changes.Count);
        Assert.Equal(new LinkChange(NetworkNamespace.Own, link, null), changes[^1]);
        Assert.Empty(tables.State.Links);
        Assert.Empty(tables.State.Addresses);
        Assert.Equal(other, Assert.Single(tables.State.Neighbours).Value);
    }

    [Fact]
    public void RepeatedNotificationsAreNoChanges()
    {
        var random = new Random(4);
        for (int i = 0; i < 100; i++)
        {
            byte[] message = Messages.Any(random);
            var tables = new KernelTables(NetworkNamespace.Own);
            tables.Apply(message, []);
            var changes = new List<KernelChange>();
            tables.Apply(message, changes);
            Assert.Empty(changes);
        }
    }

    [Fact]
    public void MalformedDatagramsAreCounted()
    {
        var tables = new KernelTables(NetworkNamespace.Own);
        tables.Apply(new byte[5], []);
        Assert.Equal(1, tables.Malformed);
    }

    private static KernelSnapshot RandomState(Random random)
    {
        var tables = new KernelTables(NetworkNamespace.Own);
        tables.Load(
            Enumerable.Range(0, random.Next(10)).Select(_ => Messages.RandomLink(random)),
            Enumerable.Range(0, random.Next(10)).Select(_ => Messages.RandomAddress(random)),
            Enumerable.Range(0, random.Next(10)).Select(_ => Messages.RandomNeighbour(random)));
        return tables.State;
    }

    /// <summary>A subscriber that checks that "before" is always what it was told last.</summary>
    private sealed class Follower
    {
        private readonly Dictionary<object, object> _known = [];

        public void Apply(KernelChange change)
        {
            switch (change)
            {
                case LinkChange link:
                    Step(link.Before?.Index ?? link.After!.Index, link.Before, link.After);
                    break;
                case AddressChange address:
                    Step((address.Before ?? address.After)!.Key, address.Before, address.After);
                    break;
                case NeighbourChange neighbour:
                    Step((neighbour.Before ?? neighbour.After)!.Key, neighbour.Before, neighbour.After);
                    break;
                default:
                    Assert.Fail($"unexpected {change}");
                    break;
            }
        }

        public void AssertSame(KernelSnapshot state)
        {
            HashSet<object> expected = [.. state.Links.Values, .. state.Addresses.Values, .. state.Neighbours.Values];
            Assert.True(expected.SetEquals(_known.Values));
        }

        private void Step(object key, object? before, object? after)
        {
            Assert.Equal(_known.GetValueOrDefault(key), before);
            Assert.NotEqual(before, after);
            if (after is null)
            {
                _known.Remove(key);
            }
            else
            {
                _known[key] = after;
            }
        }
    }
}
