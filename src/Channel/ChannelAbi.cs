using System.Runtime.CompilerServices;

namespace Router.Channel;

/// <summary>Identity of the shared-memory layouts: two processes with different hashes must not share a channel.</summary>
public static class ChannelAbi
{
    /// <summary>Raise with every change of meaning that no size shows.</summary>
    public const uint Version = 6;

    /// <summary>FNV-1a over the version, every record's size and the sizes of the enumerations.</summary>
    public static ulong Hash { get; } = Compute();

    private static ulong Compute()
    {
        ReadOnlySpan<int> facts =
        [
            (int)Version, Unsafe.SizeOf<ChannelHeader>(), Unsafe.SizeOf<RingControl>(), Unsafe.SizeOf<CommandHeader>(),
            Unsafe.SizeOf<VrfRecord>(), Unsafe.SizeOf<InterfaceRecord>(), Unsafe.SizeOf<AdjacencyRecord>(),
            Unsafe.SizeOf<RouteRecord>(), Unsafe.SizeOf<LabelRecord>(), Unsafe.SizeOf<L2tpSessionRecord>(),
            Unsafe.SizeOf<CrossConnectRecord>(), Unsafe.SizeOf<TraceRecord>(), Unsafe.SizeOf<CompletionRecord>(),
            Unsafe.SizeOf<EventRecord>(), Unsafe.SizeOf<PacketSlotHeader>(), Unsafe.SizeOf<TraceStep>(),
            Unsafe.SizeOf<PacketCounter>(), Unsafe.SizeOf<InterfaceExceptions>(), Unsafe.SizeOf<L2tpSessionChecks>(),
            Unsafe.SizeOf<L2tpRateDrops>(), Unsafe.SizeOf<NodeCounters>(), Unsafe.SizeOf<WorkerState>(), Unsafe.SizeOf<PortState>(),
            (int)RegionKind.Count, DropReasons.Count, PuntReasons.Count, Nodes.Count,
        ];
        ulong hash = 0xcbf29ce484222325;
        foreach (int fact in facts)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                hash = (hash ^ (byte)(fact >> shift)) * 0x100000001b3;
            }
        }

        return hash;
    }
}
