using System.Diagnostics;
using Router.Api;
using Router.Channel;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>The shared memory itself.</summary>
internal static class ChannelQueries
{
    /// <summary>CLOCK_MONOTONIC in milliseconds, the clock of the heartbeats.</summary>
    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000);

    /// <summary>State of the channel; <paramref name="channel"/> is null while the dataplane is away.</summary>
    public static ChannelInfo Channel(RouterSnapshot snapshot, ChannelFile? channel)
    {
        List<ProblemError> problems =
        [
            .. snapshot.Desired.Problems.Select(p => new ProblemError { Key = p.Key, Message = p.Message }),
            .. snapshot.Errors.Select(e => new ProblemError { Key = e.Name, Message = $"{e.Operation} refused by the dataplane: {e.Error}" }),
        ];
        if (channel is null)
        {
            return new ChannelInfo
            {
                Attached = false,
                Converged = false,
                ControlplanePid = Environment.ProcessId,
                Problems = problems,
            };
        }

        ref ChannelHeader header = ref channel.Header;
        return new ChannelInfo
        {
            Attached = true,
            Converged = snapshot.Channel.Converged,
            Problems = problems,
            Epoch = header.Epoch.ToString("x16"),
            Generation = snapshot.Channel.Generation,
            DataplanePid = header.DataplanePid,
            ControlplanePid = Environment.ProcessId,
            DataplaneHeartbeatAgeMs = Age(header.DataplaneHeartbeat),
            ControlplaneHeartbeatAgeMs = Age(header.ControlplaneHeartbeat),
            FileLength = header.FileLength,
            Workers = channel.WorkerCount,
            Routes = header.Routes,
            Rings =
            [
                Ring("commands", channel.Commands),
                Ring("completions", channel.Completions),
                Ring("events", channel.Events),
                Ring("punt", channel.Punt),
                Ring("inject", channel.Inject),
            ],
            Commands = new CommandCounts
            {
                Created = header.CommandsCreated,
                Changed = header.CommandsChanged,
                Confirmed = header.CommandsConfirmed,
                Removed = header.CommandsRemoved,
                Refused = header.CommandsRefused,
            },
            Buffers = new BufferCounts { Total = header.BuffersTotal, Free = header.BuffersFree },
        };
    }

    /// <summary>Age of a heartbeat in milliseconds; null when there was none.</summary>
    public static long? Age(ulong heartbeat) => heartbeat == 0 || heartbeat > long.MaxValue ? null : Math.Max(0, Now - (long)heartbeat);

    private static RingInfo Ring(string name, SpscRing ring) => new()
    {
        Name = name,
        Capacity = ring.Capacity,
        Used = ring.Count,
        Produced = ring.Produced,
        Consumed = ring.Consumed,
    };
}
