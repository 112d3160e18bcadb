using System.Collections.Immutable;

namespace Router.Linux;

/// <summary>The state of a namespace as notifications change it. Used by one thread.</summary>
internal sealed class KernelTables(NetworkNamespace @namespace)
{
    /// <summary>The state now.</summary>
    public KernelSnapshot State { get; private set; } = KernelSnapshot.Absent;

    /// <summary>Messages that could not be read.</summary>
    public long Malformed { get; private set; }

    /// <summary>Takes over what a dump gave.</summary>
    public void Load(IEnumerable<LinkInfo> links, IEnumerable<AddressInfo> addresses, IEnumerable<NeighbourInfo> neighbours)
    {
        ImmutableDictionary<int, LinkInfo>.Builder linkTable = ImmutableDictionary.CreateBuilder<int, LinkInfo>();
        ImmutableDictionary<AddressKey, AddressInfo>.Builder addressTable = ImmutableDictionary.CreateBuilder<AddressKey, AddressInfo>();
        ImmutableDictionary<NeighbourKey, NeighbourInfo>.Builder neighbourTable = ImmutableDictionary.CreateBuilder<NeighbourKey, NeighbourInfo>();
        foreach (LinkInfo link in links)
        {
            linkTable[link.Index] = link; // an interrupted dump may repeat records
        }

        foreach (AddressInfo address in addresses)
        {
            addressTable[address.Key] = address;
        }

        foreach (NeighbourInfo neighbour in neighbours)
        {
            neighbourTable[neighbour.Key] = neighbour;
        }

        State = new KernelSnapshot(true, linkTable.ToImmutable(), addressTable.ToImmutable(), neighbourTable.ToImmutable());
    }

    /// <summary>Applies the notifications of a datagram; the changes that they make are added to the list.</summary>
    public void Apply(ReadOnlySpan<byte> datagram, List<KernelChange> changes)
    {
        var reader = new NetlinkReader(datagram);
        while (reader.TryRead(out NetlinkMessage message))
        {
            Apply(message, changes);
        }

        Malformed += reader.Malformed ? 1 : 0;
    }

    /// <summary>The changes that lead from one state to another: what goes before what comes, and what depends on an interface after it.</summary>
    public static List<KernelChange> Difference(NetworkNamespace @namespace, KernelSnapshot before, KernelSnapshot after)
    {
        var changes = new List<KernelChange>();
        changes.AddRange(Gone(before.Neighbours, after.Neighbours).Select(old => new NeighbourChange(@namespace, old, null)));
        changes.AddRange(Gone(before.Addresses, after.Addresses).Select(old => new AddressChange(@namespace, old, null)));
        changes.AddRange(Gone(before.Links, after.Links).Select(old => new LinkChange(@namespace, old, null)));
        changes.AddRange(Come(before.Links, after.Links).Select(pair => new LinkChange(@namespace, pair.Before, pair.After)));
        changes.AddRange(Come(before.Addresses, after.Addresses).Select(pair => new AddressChange(@namespace, pair.Before, pair.After)));
        changes.AddRange(Come(before.Neighbours, after.Neighbours).Select(pair => new NeighbourChange(@namespace, pair.Before, pair.After)));
        return changes;
    }

    private static IEnumerable<TValue> Gone<TKey, TValue>(ImmutableDictionary<TKey, TValue> before, ImmutableDictionary<TKey, TValue> after)
        where TKey : notnull => before.Where(pair => !after.ContainsKey(pair.Key)).Select(pair => pair.Value);

    private static IEnumerable<(TValue? Before, TValue After)> Come<TKey, TValue>(
        ImmutableDictionary<TKey, TValue> before, ImmutableDictionary<TKey, TValue> after)
        where TKey : notnull
        where TValue : class =>
        after.Select(pair => (Before: before.GetValueOrDefault(pair.Key), After: pair.Value)).Where(pair => !pair.After.Equals(pair.Before));

    private void Apply(in NetlinkMessage message, List<KernelChange> changes)
    {
        switch ((RtnetlinkType)message.Type)
        {
            case RtnetlinkType.NewLink or RtnetlinkType.DeleteLink when RtnetlinkCodec.ParseLink(message) is { } link:
                ApplyLink(link, message.Type == (ushort)RtnetlinkType.DeleteLink, changes);
                break;
            case RtnetlinkType.NewAddress or RtnetlinkType.DeleteAddress when RtnetlinkCodec.ParseAddress(message) is { } address:
                ApplyAddress(address, message.Type == (ushort)RtnetlinkType.DeleteAddress, changes);
                break;
            case RtnetlinkType.NewNeighbour or RtnetlinkType.DeleteNeighbour when RtnetlinkCodec.ParseNeighbour(message) is { } neighbour:
                ApplyNeighbour(neighbour, message.Type == (ushort)RtnetlinkType.DeleteNeighbour, changes);
                break;
        }
    }

    private void ApplyLink(LinkInfo link, bool deleted, List<KernelChange> changes)
    {
        LinkInfo? before = State.Links.GetValueOrDefault(link.Index);
        if (!deleted)
        {
            if (!link.Equals(before))
            {
                State = State with { Links = State.Links.SetItem(link.Index, link) };
                changes.Add(new LinkChange(@namespace, before, link));
            }

            return;
        }

        if (before is null)
        {
            return;
        }

        // The kernel tells of most of these itself, before; none may stay behind.
        KernelSnapshot after = State with
        {
            Links = State.Links.Remove(link.Index),
            Addresses = State.Addresses.RemoveRange(State.Addresses.Keys.Where(key => key.InterfaceIndex == link.Index)),
            Neighbours = State.Neighbours.RemoveRange(State.Neighbours.Keys.Where(key => key.InterfaceIndex == link.Index)),
        };
        changes.AddRange(Difference(@namespace, State, after));
        State = after;
    }

    private void ApplyAddress(AddressInfo address, bool deleted, List<KernelChange> changes)
    {
        AddressInfo? before = State.Addresses.GetValueOrDefault(address.Key);
        if (deleted ? before is null : address.Equals(before))
        {
            return;
        }

        State = State with { Addresses = deleted ? State.Addresses.Remove(address.Key) : State.Addresses.SetItem(address.Key, address) };
        changes.Add(new AddressChange(@namespace, before, deleted ? null : address));
    }

    private void ApplyNeighbour(NeighbourInfo neighbour, bool deleted, List<KernelChange> changes)
    {
        NeighbourInfo? before = State.Neighbours.GetValueOrDefault(neighbour.Key);
        if (deleted ? before is null : neighbour.Equals(before))
        {
            return;
        }

        State = State with { Neighbours = deleted ? State.Neighbours.Remove(neighbour.Key) : State.Neighbours.SetItem(neighbour.Key, neighbour) };
        changes.Add(new NeighbourChange(@namespace, before, deleted ? null : neighbour));
    }
}
