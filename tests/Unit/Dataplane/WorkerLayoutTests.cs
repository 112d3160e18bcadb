using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>What one worker writes is in no cache line that another one writes, nor in the line beside, which CPUs fetch with it.</summary>
public sealed unsafe class WorkerLayoutTests : IDisposable
{
    private const ulong LinePair = 128;
    private const int Ports = 3;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"router-test-{Guid.NewGuid():N}");
    private readonly ChannelFile _channel;
    private readonly ChannelLimits _limits;

    // Odd limits: no table of a worker fills its last line by chance.
    public WorkerLayoutTests()
    {
        _limits = new ChannelLimits { Workers = 3, Interfaces = 65, Vrfs = 5, Adjacencies = 4097, L2tpSessions = 1001, CommandSlots = 1024 };
        _channel = ChannelFile.Create(_path, _limits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void NoTwoWorkersWriteTheSameLines()
    {
        ForwardingState state = new(_limits, 1024, _channel, 1_000_000_000);
        Written[] written =
        [
            .. Enumerable.Range(0, (int)_limits.Workers).SelectMany(i => Areas(WorkerFactory.Create(i, _channel, state, Ports, 1_000_000_000), i)),
        ];
        Written[] ordered = [.. written.OrderBy(area => area.First)];
        for (int i = 1; i < ordered.Length; i++)
        {
            (Written before, Written after) = (ordered[i - 1], ordered[i]);
            Assert.True(
                before.Worker == after.Worker || before.Last < after.First,
                $"{before.What} of worker {before.Worker} and {after.What} of worker {after.Worker} share the line at 0x{after.First * LinePair:x}");
        }
    }

    /// <summary>The public regions: what the test above lists is all that is by worker.</summary>
    [Fact]
    public void EveryRegionByWorkerIsListed()
    {
        ForwardingState state = new(_limits, 1024, _channel, 1_000_000_000);
        HashSet<nint> starts = [.. Areas(WorkerFactory.Create(1, _channel, state, Ports, 1_000_000_000), 1).Select(area => area.Start)];
        for (RegionKind kind = RegionKind.Workers; kind < RegionKind.Count; kind++)
        {
            if (kind is not (RegionKind.InterfaceKeys or RegionKind.AdjacencyKeys or RegionKind.L2tpSessionKeys or RegionKind.VrfKeys))
            {
                nint start = kind == RegionKind.Workers ? (nint)((WorkerState*)_channel.Pointer(kind) + 1) : (nint)_channel.Pointer(kind, 1);
                Assert.True(starts.Contains(start), $"{kind} is not listed");
            }
        }
    }

    /// <summary>Everything that a worker writes while it forwards.</summary>
    private Written[] Areas(Worker* worker, int index)
    {
        Written Area(string what, void* start, long octets) =>
            new(what, index, (nint)start, (ulong)start / LinePair, ((ulong)start + (ulong)octets - 1) / LinePair);
        Written Counters<T>(string what, T* start, RegionKind kind)
            where T : unmanaged => Area(what, start, (long)sizeof(T) * _channel.Count(kind));
        return
        [
            Area(nameof(Worker), worker, sizeof(Worker)),
            Area(nameof(Worker.Frames), worker->Frames, (long)sizeof(Frame) * Nodes.Capacity),
            Area(nameof(Worker.Vector), worker->Vector, (long)sizeof(ulong) * Frame.Capacity),
            Area(nameof(Worker.Scratch), worker->Scratch, (long)sizeof(ulong) * Frame.Capacity),
            Area(nameof(Worker.Ipv4), worker->Ipv4, sizeof(ReceivedVector)),
            Area(nameof(Worker.L2tp), worker->L2tp, sizeof(ReceivedVector)),
            Area(nameof(Worker.Mpls), worker->Mpls, sizeof(ReceivedVector)),
            Area(nameof(Worker.Circuits), worker->Circuits, sizeof(ReceivedVector)),
            Area(nameof(Worker.Tagged), worker->Tagged, sizeof(ReceivedVector)),
            Area(nameof(Worker.Others), worker->Others, sizeof(ReceivedVector)),
            Area(nameof(Worker.Ports), worker->Ports, (long)sizeof(PortQueue) * Ports),
            Area(nameof(Worker.ToMain), worker->ToMain, sizeof(PointerRing)),
            Area(nameof(Worker.FromMain), worker->FromMain, sizeof(PointerRing)),
            Area(nameof(Worker.NeighbourRequests), worker->NeighbourRequests, sizeof(NeighbourRequests)),
            Area(nameof(Worker.State), worker->State, sizeof(WorkerState)),
            Counters(nameof(Worker.NodeCounters), worker->NodeCounters, RegionKind.NodeCounters),
            Counters(nameof(Worker.DropCounters), worker->DropCounters, RegionKind.DropCounters),
            Counters(nameof(Worker.PuntCounters), worker->PuntCounters, RegionKind.PuntCounters),
            Counters(nameof(Worker.InterfaceReceived), worker->InterfaceReceived, RegionKind.InterfaceReceived),
            Counters(nameof(Worker.InterfaceSent), worker->InterfaceSent, RegionKind.InterfaceSent),
            Counters(nameof(Worker.InterfaceExceptions), worker->InterfaceExceptions, RegionKind.InterfaceExceptions),
            Counters(nameof(Worker.AdjacencyCounters), worker->AdjacencyCounters, RegionKind.AdjacencyCounters),
            Counters(nameof(Worker.LabelCounters), worker->LabelCounters, RegionKind.LabelCounters),
            Counters(nameof(Worker.SessionReceived), worker->SessionReceived, RegionKind.L2tpSessionReceived),
            Counters(nameof(Worker.SessionChecks), worker->SessionChecks, RegionKind.L2tpSessionChecks),
            Counters(nameof(Worker.RateDrops), worker->RateDrops, RegionKind.L2tpRateDrops),
            Counters(nameof(Worker.Trace), worker->Trace, RegionKind.Trace),
        ];
    }

    /// <summary>Memory that a worker writes, by pairs of lines.</summary>
    private sealed record Written(string What, int Worker, nint Start, ulong First, ulong Last);
}
