using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Shared entries, by the example of heads of rewrites: one while they are equal, given back with the last user.</summary>
public sealed unsafe class SharedTableTests
{
    [Fact]
    public void EqualHeadsAreOne()
    {
        SharedTable<RewriteHead> table = new(16);
        uint first = table.Take(RewriteHead.Of([1, 2, 3]));
        Assert.Equal(first, table.Take(RewriteHead.Of([1, 2, 3])));
        Assert.NotEqual(first, table.Take(RewriteHead.Of([1, 2, 4])));
        Assert.Equal(2u, table.Count);
        Assert.Equal(new byte[] { 1, 2, 3, 0 }, new Span<byte>(table.Entries[first].Octets, 4).ToArray());
    }

    [Fact]
    public void AHeadLivesAsLongAsItsLastUser()
    {
        SharedTable<RewriteHead> table = new(16);
        uint head = table.Take(RewriteHead.Of([9, 9]));
        Assert.Equal(head, table.Take(RewriteHead.Of([9, 9])));
        table.Release(head);
        Assert.Equal(head, table.Take(RewriteHead.Of([9, 9])));
        table.Release(head);
        table.Release(head);
        Assert.Equal(0u, table.Count);

        // Readers may still be in it until the next one is taken.
        Assert.Equal(9, table.Entries[head].Octets[0]);
        Assert.Equal(head, table.Take(RewriteHead.Of([8])));
        Assert.Equal(new byte[] { 8, 0 }, new Span<byte>(table.Entries[head].Octets, 2).ToArray());
    }

    [Fact]
    public void EqualsADictionaryThroughChurn()
    {
        const int Limit = 200;
        SharedTable<RewriteHead> table = new(Limit);
        List<(uint Head, byte[] Octets)> users = [];
        Random random = new(3);
        for (int step = 0; step < 50000; step++)
        {
            if (users.Count < Limit && (users.Count == 0 || random.Next(2) == 0))
            {
                byte[] octets = new byte[random.Next(1, RewriteHead.MaxLength + 1)];
                octets[0] = (byte)random.Next(1, 100);
                octets[^1] = 1;
                users.Add((table.Take(RewriteHead.Of(octets)), octets));
            }
            else
            {
                int gone = random.Next(users.Count);
                table.Release(users[gone].Head);
                users.RemoveAt(gone);
            }

            if (users.Count > 0)
            {
                (uint head, byte[] octets) = users[random.Next(users.Count)];
                Assert.Equal(octets, new Span<byte>(table.Entries[head].Octets, octets.Length).ToArray());
            }
        }

        Assert.Equal((uint)users.Select(user => Convert.ToHexString(user.Octets)).Distinct().Count(), table.Count);
    }
}
