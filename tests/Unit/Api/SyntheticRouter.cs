using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Ids;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;
using Router.Controlplane.Store;

namespace Router.Unit.Tests.Api;

/// <summary>
/// A router without processes: the desired state of a real configuration and a real channel file with two workers, in
/// which every counter has a known value. Reading only; <see cref="Trace"/> plays the dataplane's part of a trace.
/// </summary>
internal sealed class SyntheticRouter : IRouterService, IDisposable
{
    /// <summary>A small provider edge.</summary>
    public const string Yaml = """
        instance: synthetic
        ports:
          core0: { device: net_null0, mac: "02:00:00:00:01:01", mtu: 1600 }
          ce0: { device: net_null1, mac: "02:00:00:00:01:02" }
        vrfs:
          red: {}
        interfaces:
          core0: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true, mtu: 1500 }
          core0.9: { vlan: 9, addresses: [10.9.0.1/24], vrf: red }
          ce0: {}
          ce0.200: { vlan: 200, inner-vlan: 300, outer-tpid: 0x88a8 }
        neighbours:
          - { interface: core0, address: 10.0.1.2, mac: "02:00:00:00:02:02" }
        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.1.2 }
          - { prefix: 10.2.0.0/16, via: 10.0.1.2, labels: [100, 200] }
          - { prefix: 10.3.0.0/16, via: 10.0.1.3 }
          - { prefix: 10.4.0.0/16, action: lookup, lookup-vrf: red }
          - { prefix: 0.0.0.0/0, action: blackhole, vrf: red }
        mpls:
          labels:
            - { label: 32, action: swap, via: 10.0.1.2, out-labels: [33] }
            - { label: 34, action: pop, via: 10.0.1.2, payload: ipv4 }
            - { label: 35, action: lookup, vrf: red }
            - { label: 36, action: drop }
          pseudowires:
            - { name: pw-mpls, label: 55, via: 10.0.1.2, out-labels: [42] }
        l2tp:
          tunnels:
            - { name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.1.9.2 }
          sessions:
            - { name: pw1, tunnel: t1, session-id: 0x11, peer-session-id: 0x22, cookie: "a1a2a3a4", peer-cookie: "0102030405060708" }
            - { name: idle, tunnel: t1, session-id: 0x12, peer-session-id: 0x23 }
        cross-connects:
          - [ce0, pw1]
          - [ce0.200, pw-mpls]
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("router-synthetic-").FullName;

    /// <summary>Builds the state and fills the counters.</summary>
    public SyntheticRouter()
    {
        ConfigurationResult result = ConfigurationReader.Parse(Yaml, "synthetic.yaml");
        RouterConfiguration configuration = result.Configuration
            ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
        Channel = ChannelFile.Create(Path.Combine(_directory, "channel"), new ChannelLimits
        {
            Workers = 2,
            Interfaces = 16,
            Vrfs = 4,
            Adjacencies = 64,
            L2tpSessions = 8,
            CommandSlots = 64,
            PacketSlots = 8,
            Ports = 4,
        });
        FillHeader(Channel);
        FillPorts(Channel, configuration);
        IReadOnlyList<NeighbourEntry> neighbours = NeighbourMerge.Merge(
            configuration, [new NeighbourEntry("core0", IPAddress.Parse("10.0.1.3"), null, NeighbourState.Incomplete, NeighbourOrigin.Kernel)]);
        IReadOnlyList<PortFacts> ports = PortReader.Read(Channel);
        DesiredState desired = DesiredStateBuilder.Build(new BuildInputs
        {
            Configuration = configuration,
            Ports = ports,
            Neighbours = NeighbourMerge.Usable(neighbours),
        });
        IdSnapshot ids = Allocate(Channel, desired);
        FillCounters(Channel);
        Snapshot = new RouterSnapshot
        {
            Revision = new ConfigurationRevision(1, configuration, Yaml, "synthetic.yaml", DateTimeOffset.UnixEpoch),
            Desired = desired,
            Ids = ids,
            Ports = ports,
            Neighbours = neighbours,
            Channel = new ChannelStatus(true, true, Channel.Header.Epoch, 7, Environment.ProcessId),
            Errors = [],
        };
    }

    /// <summary>The shared memory.</summary>
    public ChannelFile Channel { get; }

    /// <summary>Whether a dataplane is there.</summary>
    public bool Attached { get; set; } = true;

    /// <inheritdoc/>
    public RouterSnapshot Snapshot { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UnixEpoch;

    /// <summary>Called when a trace is asked for.</summary>
    public Func<uint, string?, bool> Trace { get; set; } = (_, _) => true;

    /// <summary>What every interface counts: worker 0 once, worker 1 ten times as much, times the interface's id + 1.</summary>
    public static ulong Sum(uint id, ulong unit) => unit * 11 * (id + 1);

    /// <inheritdoc/>
    public bool TryReadChannel<T>(Func<ChannelFile, T> read, [MaybeNullWhen(false)] out T result)
    {
        result = Attached ? read(Channel) : default;
        return Attached;
    }

    /// <inheritdoc/>
    public ApplyOutcome Check(string text, string source) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> ApplyAsync(string text, string source, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> RollbackAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> EditAsync(Func<RouterConfiguration, RouterConfiguration> edit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> AddTunnelAsync(L2tpTunnelConfiguration tunnel, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> RemoveTunnelAsync(uint tunnelId, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> AddSessionAsync(L2tpSessionConfiguration session, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<ApplyOutcome> RemoveSessionAsync(uint tunnelId, uint sessionId, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> TraceAsync(uint count, string? port, CancellationToken cancellation = default) => Task.FromResult(Trace(count, port));

    /// <summary>Appends a step to a worker's trace buffer, as the worker does.</summary>
    public void Append(int worker, TraceStep step)
    {
        ref WorkerState state = ref Channel.Elements<WorkerState>(RegionKind.Workers)[worker];
        Span<TraceStep> buffer = Channel.Elements<TraceStep>(RegionKind.Trace, worker);
        buffer[(int)(state.TraceSteps % (ulong)buffer.Length)] = step;
        Volatile.Write(ref state.TraceSteps, state.TraceSteps + 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Channel.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static void FillHeader(ChannelFile channel)
    {
        ref ChannelHeader header = ref channel.Header;
        header.TscHz = 2_000_000_000;
        header.StartTime = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 100;
        header.BuffersTotal = 16384;
        header.BuffersFree = 16000;
        header.CommandsCreated = 5;
        header.CommandsChanged = 4;
        header.CommandsConfirmed = 3;
        header.CommandsRemoved = 2;
        header.CommandsRefused = 1;
        header.GcCount = 6;
        header.Routes = 12;
        header.DataplaneHeartbeat = (ulong)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000)) - 50;
    }

    private static void FillPorts(ChannelFile channel, RouterConfiguration configuration)
    {
        Span<PortState> ports = channel.Elements<PortState>(RegionKind.Ports);
        Span<byte> mac = stackalloc byte[6];
        for (int i = 0; i < configuration.Ports.Count; i++)
        {
            configuration.Ports[i].Mac!.Value.CopyTo(mac);
            ports[i] = new PortState
            {
                Name = Name16.From(configuration.Ports[i].Name),
                Present = 1,
                LinkUp = (byte)(i == 0 ? 1 : 0),
                Mac = Mac6.From(mac),
                Mtu = (ushort)configuration.Ports[i].Mtu,
                SpeedMbps = 10_000,
                Queues = 1,
                RxPackets = 100,
                TxPackets = 200,
                RxMissed = 3,
                Driver = Name16.From("net_null"),
            };
        }
    }

    private static IdSnapshot Allocate(ChannelFile channel, DesiredState desired)
    {
        ObjectIds ids = ObjectIds.Adopt(channel);
        foreach ((IdAllocator allocator, IEnumerable<ulong> keys) in new (IdAllocator, IEnumerable<ulong>)[]
        {
            (ids.Vrfs, desired.Vrfs.Keys), (ids.Interfaces, desired.Interfaces.Keys), (ids.Adjacencies, desired.Adjacencies.Keys),
            (ids.Sessions, desired.Sessions.Keys),
        })
        {
            foreach (ulong key in keys)
            {
                if (!allocator.TryAllocate(key, out _))
                {
                    throw new InvalidOperationException("The synthetic tables are too small.");
                }
            }
        }

        return ids.ToSnapshot();
    }

    private static void FillCounters(ChannelFile channel)
    {
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            ulong unit = worker == 0 ? 1UL : 10UL;
            Fill(channel.Elements<PacketCounter>(RegionKind.InterfaceReceived, worker), n => Packets(n * unit));
            Fill(channel.Elements<PacketCounter>(RegionKind.InterfaceSent, worker), n => Packets(n * unit * 2));
            Fill(channel.Elements<InterfaceExceptions>(RegionKind.InterfaceExceptions, worker), n => new InterfaceExceptions
            {
                RxDrops = n * unit * 3,
                TxDrops = n * unit * 4,
                Punts = n * unit * 5,
                Injects = n * unit * 6,
            });
            Fill(channel.Elements<PacketCounter>(RegionKind.AdjacencyCounters, worker), n => Packets(n * unit));
            Fill(channel.Elements<PacketCounter>(RegionKind.LabelCounters, worker)[..64], n => Packets(n * unit));
            Fill(channel.Elements<PacketCounter>(RegionKind.L2tpSessionReceived, worker), n => Packets(n * unit));
            Fill(channel.Elements<L2tpSessionChecks>(RegionKind.L2tpSessionChecks, worker), n => new L2tpSessionChecks
            {
                BadCookie = n * unit * 2,
                WrongPeer = n * unit * 3,
                OutOfSequence = n * unit * 4,
                Errors = n * unit * 5,
            });
            Fill(channel.Elements<NodeCounters>(RegionKind.NodeCounters, worker), n => new NodeCounters
            {
                Calls = n * unit,
                Packets = n * unit * 8,
                Cycles = n * unit * 800,
            });
            channel.Elements<ulong>(RegionKind.DropCounters, worker)[(int)DropReason.Runt] = unit;
            channel.Elements<ulong>(RegionKind.PuntCounters, worker)[(int)PuntReason.Arp] = unit * 2;
            channel.Elements<WorkerState>(RegionKind.Workers)[worker] = new WorkerState
            {
                Loops = 1000 * unit,
                BusyLoops = 100 * unit,
                BusyCycles = 10_000_000_000,
                Received = 20 * unit,
                Originated = unit,
                Injected = 2 * unit,
                Transmitted = 15 * unit,
                Dropped = 5 * unit,
                Punted = 3 * unit,
                AllocatedBytes = 64,
                Cpu = (uint)worker + 1,
                Running = 1,
            };
        }
    }

    private static PacketCounter Packets(ulong n) => new() { Packets = n, Bytes = n * 100 };

    private static void Fill<T>(Span<T> counters, Func<ulong, T> make)
    {
        for (int i = 0; i < counters.Length; i++)
        {
            counters[i] = make((ulong)i + 1);
        }
    }
}
