using Router.Channel;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The arithmetic of rates.</summary>
public sealed unsafe class RateBucketTests
{
    private const ulong Hertz = 2_450_000_000;

    [Theory]
    [InlineData(8_000ul, 3_000u)]
    [InlineData(64_000ul, 3_000u)]
    [InlineData(20_000_000ul, 250_000u)]
    [InlineData(1_000_000_000ul, 1_000_000u)]
    [InlineData(100_000_000_000ul, 100_000_000u)]
    public void TenSecondsPassTheRateAndTheBurst(ulong rate, uint burst)
    {
        RateBucket bucket = RateBucket.Create(Hertz, rate, burst);
        const ulong Seconds = 10;
        Random random = new(1);
        ulong passed = 0;

        // Twice the rate, in rounds of a worker.
        ulong rounds = 200_000;
        double due = 0;
        for (ulong i = 0; i < rounds; i++)
        {
            ulong now = Hertz * Seconds * i / rounds;
            for (due += (double)rate / 4 * Seconds / rounds; due > 0;)
            {
                int size = random.Next(40, 1501);
                due -= size;
                passed += RateBucket.TryTake(&bucket, now, size) ? (ulong)size : 0;
            }
        }

        double wanted = ((double)rate / 8 * Seconds) + burst;
        Assert.InRange(passed, wanted - 1500 - (wanted * 1e-3), wanted * 1.001);
    }

    [Fact]
    public void AFullBucketPassesItsBurstAndNotAnOctetMore()
    {
        RateBucket bucket = RateBucket.Create(Hertz, 80_000, 1500);
        Assert.True(RateBucket.TryTake(&bucket, 7, 1460));
        Assert.False(RateBucket.TryTake(&bucket, 7, 41));
        Assert.True(RateBucket.TryTake(&bucket, 7, 40));
        Assert.False(RateBucket.TryTake(&bucket, 7, 1));

        // What is refused takes nothing: 10,000 octets a second are one in 100 us.
        Assert.False(RateBucket.TryTake(&bucket, 7 + (Hertz / 1000), 11));
        Assert.True(RateBucket.TryTake(&bucket, 8 + (Hertz / 1000), 10));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(3600.0)]
    [InlineData(86400.0 * 365)]
    [InlineData(86400.0 * 365 * 6)]
    [InlineData(86400.0 * 365 * 200)]
    public void ARestFillsTheBucketAndNoMore(double seconds)
    {
        RateBucket bucket = RateBucket.Create(Hertz, 80_000, 1500);
        ulong now = 123_456;
        Assert.True(RateBucket.TryTake(&bucket, now, 1500));
        now += (ulong)(seconds * Hertz);
        Assert.True(RateBucket.TryTake(&bucket, now, 1500));
        Assert.False(RateBucket.TryTake(&bucket, now, 1));
    }

    [Fact]
    public void TheClockMayWrapAnywhere()
    {
        // The bucket's time has four bits more than the clock's, so it wraps at each of these too.
        foreach (ulong wrap in (ulong[])[0, 1ul << 60, 1ul << 63, 15ul << 60])
        {
            // A new bucket's time is 0: the clock is not just before that.
            RateBucket bucket = RateBucket.Create(Hertz, 80_000, 1500);
            Assert.True(RateBucket.TryTake(&bucket, wrap - (8 * Hertz), 1));
            ulong now = wrap - Hertz;
            Assert.True(RateBucket.TryTake(&bucket, now, 1500));
            int passed = 0;
            for (int i = 0; i < 2000; i++)
            {
                now += Hertz / 1000;
                passed += RateBucket.TryTake(&bucket, now, 100) ? 100 : 0;
            }

            Assert.InRange(passed, 19_800, 20_000);
        }
    }

    [Fact]
    public void AClockThatGoesBackALittleGivesNothingAway()
    {
        RateBucket bucket = RateBucket.Create(Hertz, 1_000_000_000, 3000);
        ulong now = Hertz;
        Assert.True(RateBucket.TryTake(&bucket, now, 3000));

        // Another worker's round began a millisecond before: forty times the depth of the bucket.
        Assert.False(RateBucket.TryTake(&bucket, now - (Hertz / 1000), 40));
        Assert.False(RateBucket.TryTake(&bucket, now, 40));
    }

    [Fact]
    public void NoRatePassesEverything()
    {
        RateBucket bucket = RateBucket.Create(Hertz, 0, 0);
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(RateBucket.TryTake(&bucket, 1, 65535));
        }
    }

    [Theory]
    [InlineData(1ul, 1u)]
    [InlineData(1ul, uint.MaxValue)]
    [InlineData(ulong.MaxValue, 1u)]
    [InlineData(ulong.MaxValue, uint.MaxValue)]
    public void AnyNumbersMakeABucket(ulong rate, uint burst)
    {
        RateBucket bucket = RateBucket.Create(ulong.MaxValue, rate, burst);
        _ = RateBucket.TryTake(&bucket, ulong.MaxValue, 65535);
        _ = RateBucket.TryTake(&bucket, 0, 65535);
        Assert.True(bucket.IsLike(RateBucket.Create(ulong.MaxValue, rate, burst)));
    }

    [Fact]
    public void WorkersShareABucket()
    {
        // One pretends that its clock stands still, so that all that both get is the burst.
        const int Packets = 1_000_000;
        RateBucket bucket = RateBucket.Create(Hertz, 1_000_000, Packets * 100);
        RateBucket* shared = &bucket;
        int passed = 0;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            int own = 0;
            for (int i = 0; i < Packets; i++)
            {
                own += RateBucket.TryTake(shared, Hertz, 100) ? 1 : 0;
            }

            _ = Interlocked.Add(ref passed, own);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Equal(Packets, passed);
    }

    [Fact]
    public void APolicerIsACacheLine()
    {
        Assert.Equal(64, sizeof(SessionPolicer));
        Assert.Equal(32, sizeof(L2tpSession));
        Assert.Equal(64, sizeof(Adjacency));
        Assert.Equal(32, sizeof(L2tpRateDrops));
    }
}
