using Router.Dataplane.Replay;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The order in which packets of several captures come.</summary>
public sealed class CaptureMergeTests
{
    [Fact]
    public void TheLowestTimeComesFirstAndOfEqualOnesTheLowerPort() =>
        Assert.Equal(["0:1", "1:1", "1:1", "0:2", "1:3"], Order(
            new CaptureFile().Add(1, 0, 0).Add(2, 0, 0),
            new CaptureFile().Add(1, 0, 0).Add(1, 0, 0).Add(3, 0, 0)));

    [Fact]
    public void AFileKeepsItsOrderWhenItsTimesGoBack() =>
        Assert.Equal(["1:3", "0:5", "0:2", "1:6"], Order(
            new CaptureFile().Add(5, 0, 0).Add(2, 0, 0),
            new CaptureFile().Add(3, 0, 0).Add(6, 0, 0)));

    [Fact]
    public void AdvanceTellsWhetherTheTimeStays()
    {
        using CaptureReader reader = new CaptureFile().Add(1, 5, 0).Add(1, 5, 0).Add(1, 6, 0).Open();
        CaptureMerge merge = new([reader]);
        Assert.Equal(0, merge.Next());
        Assert.True(merge.Advance(0));
        Assert.False(merge.Advance(0));
        Assert.Equal(0, merge.Next());
        Assert.False(merge.Advance(0));
        Assert.Equal(-1, merge.Next());
    }

    [Fact]
    public void NoPacketsAtAllIsTheEnd()
    {
        using CaptureReader reader = new CaptureFile().Open();
        Assert.Equal(-1, new CaptureMerge([reader]).Next());
        Assert.Equal(-1, new CaptureMerge([]).Next());
    }

    private static List<string> Order(params CaptureFile[] files)
    {
        CaptureReader[] readers = [.. files.Select(file => file.Open())];
        CaptureMerge merge = new(readers);
        List<string> order = [];
        for (int next = merge.Next(); next >= 0; next = merge.Next())
        {
            order.Add($"{next}:{readers[next].Timestamp / CaptureFormat.NanosecondsPerSecond}");
            merge.Advance(next);
        }

        return order;
    }
}
