using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Dataplane;

/// <summary>Turns the workers' requests for neighbours into events, each address at most ten times a second.</summary>
internal sealed unsafe class NeighbourEvents(ChannelFile channel, Worker** workers, int workerCount)
{
    private const int Remembered = 256;
    private const long IntervalMilliseconds = 100;

    private readonly NeighbourRequest[] _recent = new NeighbourRequest[Remembered];
    private readonly long[] _times = new long[Remembered];

    /// <summary>Reports what the workers ask for; returns how many requests there were.</summary>
    public int Report()
    {
        int requests = 0;
        for (int i = 0; i < workerCount; i++)
        {
            while (workers[i]->NeighbourRequests->TryTake(out NeighbourRequest request))
            {
                requests++;
                ReportOne(request);
            }
        }

        return requests;
    }

    private void ReportOne(in NeighbourRequest request)
    {
        HashCode hash = default;
        hash.Add(request.Interface);
        hash.AddBytes(request.Address);
        uint slot = (uint)hash.ToHashCode() % Remembered;
        long now = Environment.TickCount64;
        ref NeighbourRequest recent = ref _recent[slot];
        bool same = recent.Interface == request.Interface && ((ReadOnlySpan<byte>)recent.Address).SequenceEqual(request.Address);
        if (same && now - _times[slot] < IntervalMilliseconds)
        {
            return;
        }

        recent = request;
        _times[slot] = now;
        channel.Events.TryWrite(new EventRecord
        {
            Kind = EventKind.NeighbourNeeded,
            Interface = request.Interface,
            Family = (byte)request.Family,
            Address = request.Address,
        });
    }
}
