using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Router.Channel;

/// <summary>
/// The shared-memory file between dataplane and control plane. The dataplane creates it (under a temporary name,
/// renamed when complete, so that a reader never sees half a file); the control plane attaches and checks it.
/// </summary>
public sealed unsafe class ChannelFile : IDisposable
{
    private const uint CommandSlotSize = 256;
    private const uint PacketSlotSize = 2048;
    private const uint EventSlots = 4096;
    private const ulong PageSize = 4096;

    /// <summary>Workers' parts of a region begin at multiples of this: CPUs fetch lines of 64 octets in pairs.</summary>
    private const ulong WorkerAlignment = 128;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _base;
    private readonly RegionDescriptor[] _regions;
    private bool _disposed;

    private ChannelFile(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* start, RegionDescriptor[] regions, uint workers)
    {
        _file = file;
        _view = view;
        _base = start;
        _regions = regions;
        WorkerCount = (int)workers;
        Commands = Ring(RegionKind.Commands);
        Completions = Ring(RegionKind.Completions);
        Events = Ring(RegionKind.Events);
        Punt = Ring(RegionKind.Punt);
        Inject = Ring(RegionKind.Inject);
    }

    /// <summary>The header page.</summary>
    public ref ChannelHeader Header => ref *(ChannelHeader*)_base;

    /// <summary>Number of workers, read once.</summary>
    public int WorkerCount { get; }

    /// <summary>Commands, control plane to dataplane.</summary>
    public SpscRing Commands { get; }

    /// <summary>Completions, dataplane to control plane.</summary>
    public SpscRing Completions { get; }

    /// <summary>Events, dataplane to control plane.</summary>
    public SpscRing Events { get; }

    /// <summary>Punted packets, dataplane to control plane.</summary>
    public SpscRing Punt { get; }

    /// <summary>Injected packets, control plane to dataplane.</summary>
    public SpscRing Inject { get; }

    /// <summary>Creates the file at <paramref name="path"/>, replacing an older one (whose readers keep their mapping).</summary>
    /// <exception cref="IOException">The directory is missing or full.</exception>
    public static ChannelFile Create(string path, ChannelLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        RegionDescriptor[] regions = Plan(limits, out ulong length);
        string temporary = $"{path}.{Environment.ProcessId}";
        File.Delete(temporary);
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
            temporary, FileMode.CreateNew, null, (long)length, MemoryMappedFileAccess.ReadWrite);
        File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, (long)length);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);

        ChannelHeader* header = (ChannelHeader*)start;
        header->AbiHash = ChannelAbi.Hash;
        header->FileLength = length;
        header->Workers = limits.Workers;
        header->DataplanePid = Environment.ProcessId;
        Span<byte> random = stackalloc byte[8];
        System.Security.Cryptography.RandomNumberGenerator.Fill(random);
        header->Epoch = BitConverter.ToUInt64(random) | 1;
        for (int i = 0; i < regions.Length; i++)
        {
            header->Regions[i] = regions[i];
        }

        ChannelFile channel = new(file, view, start, regions, limits.Workers);
        channel.Commands.Initialize();
        channel.Completions.Initialize();
        channel.Events.Initialize();
        channel.Punt.Initialize();
        channel.Inject.Initialize();
        Volatile.Write(ref header->Magic, ChannelHeader.MagicValue);
        File.Move(temporary, path, overwrite: true);
        return channel;
    }

    /// <summary>Attaches to an existing file after checking that every region lies inside it.</summary>
    /// <exception cref="InvalidDataException">Not a channel file, or of another build.</exception>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    public static ChannelFile Attach(string path)
    {
        long length = new FileInfo(path).Length;
        if (length < sizeof(ChannelHeader))
        {
            throw new InvalidDataException($"{path}: too short for a channel file.");
        }

        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.ReadWrite);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        ChannelHeader* header = (ChannelHeader*)start;
        try
        {
            return new ChannelFile(file, view, start, Check(path, header, (ulong)length), header->Workers);
        }
        catch (InvalidDataException)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Elements in a region (per worker where it is by worker).</summary>
    public int Count(RegionKind kind) => (int)_regions[(int)kind].Count;

    /// <summary>Pointer to a region, for the dataplane.</summary>
    public byte* Pointer(RegionKind kind) => _base + _regions[(int)kind].Offset;

    /// <summary>Pointer to one worker's part of a region.</summary>
    public byte* Pointer(RegionKind kind, int worker) =>
        Pointer(kind) + ((ulong)worker * WorkerLength(_regions[(int)kind].Stride, _regions[(int)kind].Count));

    /// <summary>All elements of a region that is not by worker.</summary>
    /// <exception cref="ArgumentException">The element size differs from the region's stride.</exception>
    public Span<T> Elements<T>(RegionKind kind)
        where T : unmanaged => Slice<T>(kind, Pointer(kind));

    /// <summary>One worker's elements of a region.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such worker.</exception>
    public Span<T> Elements<T>(RegionKind kind, int worker)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)WorkerCount, nameof(worker));
        return Slice<T>(kind, Pointer(kind, worker));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private Span<T> Slice<T>(RegionKind kind, byte* start)
        where T : unmanaged
    {
        if (_regions[(int)kind].Stride != (uint)sizeof(T))
        {
            throw new ArgumentException($"{kind} has elements of {_regions[(int)kind].Stride} octets, not {sizeof(T)}.", nameof(kind));
        }

        return new Span<T>(start, (int)_regions[(int)kind].Count);
    }

    private SpscRing Ring(RegionKind kind)
    {
        RegionDescriptor region = _regions[(int)kind];
        return new SpscRing(_base + region.Offset, region.Stride, region.Count);
    }

    private static bool IsRing(RegionKind kind) => kind <= RegionKind.Inject;

    private static bool IsByWorker(RegionKind kind) => kind is (>= RegionKind.NodeCounters and <= RegionKind.L2tpSessionChecks) or RegionKind.Trace or RegionKind.L2tpRateDrops;

    private static (uint Stride, uint Count) Shape(RegionKind kind, ChannelLimits limits) => kind switch
    {
        RegionKind.Commands => (CommandSlotSize, limits.CommandSlots),
        RegionKind.Completions => ((uint)sizeof(CompletionRecord), limits.CommandSlots),
        RegionKind.Events => ((uint)sizeof(EventRecord), EventSlots),
        RegionKind.Punt or RegionKind.Inject => (PacketSlotSize, limits.PacketSlots),
        RegionKind.Ports => ((uint)sizeof(PortState), limits.Ports),
        RegionKind.Workers => ((uint)sizeof(WorkerState), limits.Workers),
        RegionKind.NodeCounters => ((uint)sizeof(NodeCounters), Nodes.Capacity),
        RegionKind.DropCounters => (sizeof(ulong), DropReasons.Capacity),
        RegionKind.PuntCounters => (sizeof(ulong), PuntReasons.Capacity),
        RegionKind.InterfaceReceived or RegionKind.InterfaceSent => ((uint)sizeof(PacketCounter), limits.Interfaces),
        RegionKind.InterfaceExceptions => ((uint)sizeof(InterfaceExceptions), limits.Interfaces),
        RegionKind.AdjacencyCounters => ((uint)sizeof(PacketCounter), limits.Adjacencies),
        RegionKind.LabelCounters => ((uint)sizeof(PacketCounter), ChannelLimits.Labels),
        RegionKind.L2tpSessionReceived => ((uint)sizeof(PacketCounter), limits.L2tpSessions),
        RegionKind.L2tpSessionChecks => ((uint)sizeof(L2tpSessionChecks), limits.L2tpSessions),
        RegionKind.InterfaceKeys => (sizeof(ulong), limits.Interfaces),
        RegionKind.AdjacencyKeys => (sizeof(ulong), limits.Adjacencies),
        RegionKind.L2tpSessionKeys => (sizeof(ulong), limits.L2tpSessions),
        RegionKind.VrfKeys => (sizeof(ulong), limits.Vrfs),
        RegionKind.Trace => ((uint)sizeof(TraceStep), ChannelLimits.TraceSteps),
        RegionKind.L2tpRateDrops => ((uint)sizeof(L2tpRateDrops), limits.L2tpSessions),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static uint ExpectedStride(RegionKind kind) => Shape(kind, new ChannelLimits()).Stride;

    private static RegionDescriptor[] Plan(ChannelLimits limits, out ulong length)
    {
        RegionDescriptor[] regions = new RegionDescriptor[(int)RegionKind.Count];
        ulong offset = (ulong)sizeof(ChannelHeader);
        for (RegionKind kind = 0; kind < RegionKind.Count; kind++)
        {
            (uint stride, uint count) = Shape(kind, limits);
            ulong size = RegionLength(kind, stride, count, limits.Workers);
            regions[(int)kind] = new RegionDescriptor { Offset = offset, Length = size, Stride = stride, Count = count };
            offset += (size + PageSize - 1) & ~(PageSize - 1);
        }

        length = offset;
        return regions;
    }

    private static ulong RegionLength(RegionKind kind, uint stride, uint count, uint workers)
    {
        if (IsRing(kind))
        {
            return SpscRing.RegionSize(stride, count);
        }

        return IsByWorker(kind) ? WorkerLength(stride, count) * workers : (ulong)stride * count;
    }

    /// <summary>Octets from one worker's part of a region to the next one's.</summary>
    private static ulong WorkerLength(uint stride, uint count) =>
        (((ulong)stride * count) + WorkerAlignment - 1) & ~(WorkerAlignment - 1);

    private static RegionDescriptor[] Check(string path, ChannelHeader* header, ulong length)
    {
        if (Volatile.Read(ref header->Magic) != ChannelHeader.MagicValue)
        {
            throw new InvalidDataException($"{path}: not a channel file.");
        }

        if (header->AbiHash != ChannelAbi.Hash)
        {
            throw new InvalidDataException(
                $"{path}: made by another build (layout {header->AbiHash:x16}, this one is {ChannelAbi.Hash:x16}). Restart the dataplane with this build.");
        }

        if (header->FileLength != length || header->Workers is 0 or > 1024)
        {
            throw new InvalidDataException($"{path}: damaged header.");
        }

        RegionDescriptor[] regions = new RegionDescriptor[(int)RegionKind.Count];
        for (RegionKind kind = 0; kind < RegionKind.Count; kind++)
        {
            RegionDescriptor region = header->Regions[(int)kind];
            bool power = (region.Count & (region.Count - 1)) == 0;
            if (region.Stride != ExpectedStride(kind)
                || region.Count is 0 or > (1u << 30)
                || (IsRing(kind) && !power)
                || region.Length != RegionLength(kind, region.Stride, region.Count, header->Workers)
                || region.Offset % PageSize != 0
                || region.Offset > length
                || region.Length > length - region.Offset)
            {
                throw new InvalidDataException($"{path}: damaged region {kind}.");
            }

            regions[(int)kind] = region;
        }

        return regions;
    }
}
