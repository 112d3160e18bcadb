using Router.Cli.Supervisor;
using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>Waits between restarts.</summary>
public sealed class BackoffTests
{
    [Fact]
    public void Doubles_from_100_ms_to_5_s()
    {
        Backoff backoff = new();
        double[] waits = [.. Enumerable.Range(0, 8).Select(_ => backoff.After(TimeSpan.FromSeconds(1)).TotalMilliseconds)];
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 5000, 5000], waits);
    }

    [Fact]
    public void Starts_over_after_30_s_of_life()
    {
        Backoff backoff = new();
        _ = backoff.After(TimeSpan.Zero);
        _ = backoff.After(TimeSpan.Zero);
        Assert.Equal(100, backoff.After(TimeSpan.FromSeconds(30)).TotalMilliseconds);
        Assert.Equal(200, backoff.After(TimeSpan.FromSeconds(29)).TotalMilliseconds);
    }
}
