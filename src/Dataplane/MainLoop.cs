using System.Runtime.InteropServices;
using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Configuration;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;
using Router.Dataplane.Ports;
using Router.Dataplane.Tables;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane;

/// <summary>
/// The dataplane's main thread: sets everything up, then applies commands, moves packets between workers and mirrors,
/// reports events and statistics. EAL has been started before. After start it allocates only to log a failure.
/// </summary>
internal sealed unsafe class MainLoop : IDisposable
{
    private const int CommandsPerRound = 1024;
    private const long ShortWait = 200_000;
    private const long LongWait = 1_000_000;
    private const int QuietRounds = 1000;

    private readonly ChannelFile _channel;
    private readonly string _channelPath;
    private readonly Mirrors _mirrors;
    private readonly CommandProcessor _commands;
    private readonly NeighbourEvents _neighbours;
    private readonly List<Port> _ports;
    private readonly List<WorkerThread> _threads = [];
    private readonly RuntimeCounters _runtime = new();
    private readonly Worker** _workers;
    private readonly rte_mempool* _pool;
    private int _stop;

    private MainLoop(RouterConfiguration configuration, string channelPath)
    {
        int processors = Environment.ProcessorCount;
        ConfigurationList<int> cpus = configuration.Dataplane.WorkersOn(processors);
        LimitsConfiguration limits = configuration.Dataplane.Limits;
        ChannelLimits channelLimits = new()
        {
            Workers = (uint)cpus.Count,
            Interfaces = (uint)limits.Interfaces,
            Vrfs = (uint)limits.Vrfs,
            Adjacencies = (uint)limits.Adjacencies,
            L2tpSessions = (uint)limits.L2tpSessions,
        };
        _pool = PacketPool.Create(configuration);
        _channelPath = channelPath;

        // The control plane must not find the channel before the ports are in it.
        string unpublished = channelPath + ".starting";
        _channel = ChannelFile.Create(unpublished, channelLimits);
        try
        {
            ForwardingState state = new(channelLimits, (uint)limits.Routes, _channel, Shim.rs_tsc_hz());
            _workers = (Worker**)NativeArray<nint>.Allocate((nuint)cpus.Count).Pointer;
            for (int i = 0; i < cpus.Count; i++)
            {
                _workers[i] = WorkerFactory.Create(i, _channel, state, configuration.Ports.Count, Shim.rs_tsc_hz());
                _workers[i]->Pool = _pool;
            }

            _ports = PortSetup.Open(configuration, _channel, _pool, _workers, cpus.Count);
            _mirrors = new Mirrors(_channel, _workers, cpus.Count);
            _commands = new CommandProcessor(_channel, state, _mirrors, _workers);
            _neighbours = new NeighbourEvents(_channel, _workers, cpus.Count);
            _channel.Header.TscHz = Shim.rs_tsc_hz();
            _channel.Header.StartTime = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            _channel.Header.BuffersTotal = (ulong)configuration.Dataplane.Mbufs;
            GraphCompiler.Prepare();
            MainLoopCompiler.Prepare(_channel, _mirrors);
            BindFunctions();
            for (int i = 0; i < cpus.Count; i++)
            {
                _threads.Add(new WorkerThread(_workers[i], cpus[i], configuration.Dataplane.Idle == IdlePolicy.Adaptive));
                _threads[i].Start();
            }

            File.Move(unpublished, channelPath, overwrite: true);
        }
        catch
        {
            File.Delete(unpublished);
            throw;
        }
    }

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <param name="configuration">The configuration; only its dataplane and ports sections are used.</param>
    /// <param name="channelPath">Where to create the channel file.</param>
    /// <exception cref="InvalidOperationException">A port or worker could not be set up.</exception>
    public static void Run(RouterConfiguration configuration, string channelPath)
    {
        using MainLoop loop = new(configuration, channelPath);
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, loop.Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, loop.Stop);
        Log.Information($"dataplane is up: {loop._ports.Count} ports, {loop._threads.Count} workers, channel {channelPath}");
        loop.Serve();
        Log.Information("dataplane stops");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (WorkerThread thread in _threads)
        {
            thread.Stop();
        }

        _mirrors.Dispose();
        PortSetup.Close(_ports);
        File.Delete(_channelPath);
        _channel.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        Volatile.Write(ref _stop, 1);
    }

    private void Serve()
    {
        _runtime.Begin();
        ulong refreshed = 0;
        int quiet = 0;
        while (Volatile.Read(ref _stop) == 0)
        {
            int work = _commands.Process(CommandsPerRound) + _mirrors.Exchange() + _neighbours.Report();
            ulong now = (ulong)Environment.TickCount64;
            if (now - refreshed >= PortStatistics.Interval)
            {
                refreshed = now;
                Refresh(now);
            }

            quiet = work > 0 ? 0 : quiet + 1;
            _mirrors.Wait(work > 0 ? 0 : quiet < QuietRounds ? ShortWait : LongWait);
        }
    }

    /// <summary>Calls what of DPDK is called later: the runtime looks for a function at its first call, and allocates then.</summary>
    private void BindFunctions()
    {
        PortStatistics.Refresh(_ports, _channel);
        _channel.Header.BuffersFree = rte_mempool_avail_count(_pool);
        rte_pktmbuf_free_bulk(null, 0);
    }

    private void Refresh(ulong now)
    {
        PortStatistics.Refresh(_ports, _channel);
        ref ChannelHeader header = ref _channel.Header;
        header.BuffersFree = rte_mempool_avail_count(_pool);
        _runtime.Publish(ref header);
        Volatile.Write(ref header.DataplaneHeartbeat, now);
    }
}
