using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>The buckets of a PPP session's two directions, shared by all workers: a cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct SessionPolicer
{
    /// <summary>IP packets that come out of the session.</summary>
    [FieldOffset(0)]
    public RateBucket Up;

    /// <summary>IP packets that go into it.</summary>
    [FieldOffset(32)]
    public RateBucket Down;

    /// <summary>Two full buckets.</summary>
    /// <param name="record">The session.</param>
    /// <param name="ticksPerSecond">Frequency of the workers' clock.</param>
    public static SessionPolicer Of(in L2tpSessionRecord record, ulong ticksPerSecond) => new()
    {
        Up = RateBucket.Create(ticksPerSecond, record.RateUp, record.BurstUp),
        Down = RateBucket.Create(ticksPerSecond, record.RateDown, record.BurstDown),
    };
}
