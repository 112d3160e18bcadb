using Dpdk.Native;
using Router.Channel;
using Router.Configuration;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Ports;
using Router.Dataplane.Tables;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Replay;

/// <summary>
/// Runs captures through the packet graph: one thread is the main thread until the control plane has programmed the
/// tables, then the worker. No device, no clock but the captures': the same input gives the same output.
/// </summary>
internal static unsafe class ReplayRunner
{
    /// <summary>Name of the channel file in its directory.</summary>
    public const string ChannelName = "channel";

    /// <summary>Ticks per second of the worker's clock: the captures' nanoseconds.</summary>
    public const ulong TicksPerSecond = CaptureFormat.NanosecondsPerSecond;

    private const int Buffers = 4096;
    private const int CommandsPerRound = 4096;
    private const int MaximumMtu = 9600;

    private static readonly TimeSpan ProgrammingLimit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a replay to its end. EAL has been started.</summary>
    /// <param name="configuration">The configuration: names the ports and sizes the tables.</param>
    /// <param name="options">The captures.</param>
    /// <param name="directory">Where the channel file is made.</param>
    /// <exception cref="CaptureException">A capture cannot be read or written.</exception>
    /// <exception cref="InvalidOperationException">The control plane did not program the tables.</exception>
    public static void Run(RouterConfiguration configuration, ReplayOptions options, string directory)
    {
        using ReplayCaptures captures = new(configuration, options);
        LimitsConfiguration limits = configuration.Dataplane.Limits;
        ChannelLimits channelLimits = new()
        {
            Workers = 1,
            Interfaces = (uint)limits.Interfaces,
            Vrfs = (uint)limits.Vrfs,
            Adjacencies = (uint)limits.Adjacencies,
            L2tpSessions = (uint)limits.L2tpSessions,
        };
        rte_mempool* pool = PacketPool.Create(ForReplay(configuration));
        string path = Path.Combine(directory, ChannelName);

        // The control plane must find the ports when it finds the file.
        using ChannelFile channel = ChannelFile.Create($"{path}.new", channelLimits);
        Describe(configuration, channel, pool);
        ForwardingState state = new(channelLimits, (uint)limits.Routes, channel, TicksPerSecond);
        Worker* worker = WorkerFactory.Create(0, channel, state, configuration.Ports.Count, TicksPerSecond);
        worker->Pool = pool;
        for (int i = 0; i < configuration.Ports.Count; i++)
        {
            worker->Ports[i].Port = (ushort)i;
        }

        File.Move($"{path}.new", path, overwrite: true);
        try
        {
            AwaitProgramming(channel, new CommandProcessor(channel, state, new NoMirrors(), &worker));
            uint before = rte_mempool_avail_count(pool);
            captures.Replay(worker, channel);
            uint leaked = before - rte_mempool_avail_count(pool);
            ReplayStatistics.Write(options.StatisticsFile, channel, state, leaked);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A replay's pool takes every frame that a capture of a real link can hold, whatever the ports' MTU.</summary>
    private static RouterConfiguration ForReplay(RouterConfiguration configuration) => configuration with
    {
        Dataplane = configuration.Dataplane with { Mbufs = Buffers },
        Ports = [.. configuration.Ports.Select(port => port with { Mtu = MaximumMtu })],
    };

    private static void Describe(RouterConfiguration configuration, ChannelFile channel, rte_mempool* pool)
    {
        ref ChannelHeader header = ref channel.Header;
        header.TscHz = TicksPerSecond;
        header.StartTime = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        header.BuffersTotal = Buffers;
        header.BuffersFree = rte_mempool_avail_count(pool);
        header.DataplaneHeartbeat = (ulong)Environment.TickCount64;
        Span<PortState> states = channel.Elements<PortState>(RegionKind.Ports);
        for (int i = 0; i < configuration.Ports.Count; i++)
        {
            PortConfiguration port = configuration.Ports[i];
            Mac6 mac = default;
            (port.Mac ?? PortConfiguration.ReplayMac(i)).CopyTo(mac);
            states[i] = new PortState
            {
                Name = Name16.From(port.Name),
                Present = 1,
                LinkUp = 1,
                Promiscuous = 1,
                Mac = mac,
                Mtu = (ushort)port.Mtu,
                Queues = 1,
                Driver = Name16.From("replay"),
            };
        }
    }

    private static void AwaitProgramming(ChannelFile channel, CommandProcessor commands)
    {
        long limit = Environment.TickCount64 + (long)ProgrammingLimit.TotalMilliseconds;
        while (!commands.StartSeen)
        {
            long now = Environment.TickCount64;
            Volatile.Write(ref channel.Header.DataplaneHeartbeat, (ulong)now);
            if (commands.Process(CommandsPerRound) > 0)
            {
                limit = now + (long)ProgrammingLimit.TotalMilliseconds;
            }
            else if (now > limit)
            {
                throw new InvalidOperationException("The control plane has not programmed the tables. Start replays with `routerctl replay`.");
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }
}
