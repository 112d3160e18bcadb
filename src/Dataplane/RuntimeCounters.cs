using System.Runtime;
using Router.Channel;

namespace Router.Dataplane;

/// <summary>
/// What the .NET runtime has done since the dataplane was up, for the channel's header: anything but zeros can have
/// stopped or delayed a worker. To be used by the main thread; allocates nothing.
/// </summary>
internal sealed class RuntimeCounters
{
    private int _collections;
    private TimeSpan _pauses;
    private long _compiled;
    private long _allocated;
    private long _mainAllocated;

    /// <summary>The dataplane is up: everything from now on counts.</summary>
    public void Begin()
    {
        _collections = GC.CollectionCount(0);
        _pauses = GC.GetTotalPauseDuration();
        _compiled = JitInfo.GetCompiledMethodCount();
        _allocated = GC.GetTotalAllocatedBytes();
        _mainAllocated = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>Writes the counters.</summary>
    public void Publish(ref ChannelHeader header)
    {
        header.GcCount = (ulong)(GC.CollectionCount(0) - _collections);
        header.GcPauseMicroseconds = (ulong)((GC.GetTotalPauseDuration() - _pauses).Ticks / TimeSpan.TicksPerMicrosecond);
        header.CompiledMethods = (ulong)(JitInfo.GetCompiledMethodCount() - _compiled);
        header.AllocatedBytes = (ulong)(GC.GetTotalAllocatedBytes() - _allocated);
        header.MainAllocatedBytes = (ulong)(GC.GetAllocatedBytesForCurrentThread() - _mainAllocated);
    }
}
