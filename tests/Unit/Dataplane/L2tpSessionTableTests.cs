using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The session table against a dictionary.</summary>
public sealed unsafe class L2tpSessionTableTests
{
    [Fact]
    public void AnEntryThatIsRemovedStaysReadable()
    {
        // A worker may be reading it: its counter index must lead to counters until the slot is used again.
        L2tpSessionTable table = L2tpSessionTable.Create(100);
        Assert.True(table.Upsert(new L2tpSession { SessionId = 7, Index = 42, Adjacency = 3 }, 0));
        L2tpSession* found = table.Find(7);
        Assert.True(table.Remove(7));
        Assert.True(table.Find(7) == null);
        Assert.Equal((42u, 3u), (found->Index, found->Adjacency));
    }

    [Fact]
    public void EqualsADictionaryThroughChurn()
    {
        L2tpSessionTable table = L2tpSessionTable.Create(1000);
        Dictionary<uint, uint> model = [];
        Random random = new(7);
        for (int step = 0; step < 200000; step++)
        {
            uint id = (uint)random.Next(1, 1500);
            switch (random.Next(3))
            {
                case 0:
                    Assert.Equal(model.Remove(id), table.Remove(id));
                    break;
                default:
                    bool room = model.ContainsKey(id) || model.Count < 1000;
                    Assert.Equal(room, table.Upsert(new L2tpSession { SessionId = id, Index = (uint)step, Adjacency = id }, (ulong)step * 3));
                    if (room)
                    {
                        model[id] = (uint)step;
                    }

                    break;
            }

            uint probe = (uint)random.Next(1, 1500);
            L2tpSession* found = table.Find(probe);
            Assert.Equal(model.ContainsKey(probe), found != null);
            if (found != null)
            {
                Assert.Equal(model[probe], found->Index);
                Assert.Equal(probe, found->Adjacency);
                Assert.Equal(model[probe] * 3ul, table.PreviousCookieOf(found));
            }
        }

        Assert.Equal((uint)model.Count, table.Count);
        foreach (uint id in model.Keys)
        {
            Assert.True(table.Remove(id));
        }

        Assert.Equal(0u, table.Count);
        Assert.True(table.Find(1) == null);
    }
}
