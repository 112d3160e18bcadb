using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Ports;
using Router.Dataplane.Tables;

namespace Router.Dataplane;

/// <summary>
/// Compiles what the main thread and the workers' loops do, ahead of the first packet and command: the JIT makes code
/// writable and executable again, which interrupts every CPU of the process.
/// </summary>
internal static class MainLoopCompiler
{
    /// <summary>Compiles everything that runs after start, but for the packet graph (<see cref="GraphCompiler.Prepare"/>).</summary>
    /// <param name="channel">The channel file.</param>
    /// <param name="mirrors">Where mirrors are made; none has been yet.</param>
    public static void Prepare(ChannelFile channel, IMirrors mirrors)
    {
        Use(channel, mirrors);
        GraphCompiler.Compile(typeof(MainLoop));
        GraphCompiler.Compile(typeof(WorkerThread));
        GraphCompiler.Compile(typeof(RuntimeCounters));
        GraphCompiler.Compile(typeof(NeighbourEvents));
        GraphCompiler.Compile(typeof(Mirrors));
        GraphCompiler.Compile(typeof(ChannelPackets));
        GraphCompiler.Compile(typeof(PortStatistics));
        GraphCompiler.Compile(typeof(StrippedTags));
        GraphCompiler.Compile(typeof(CommandProcessor));
        GraphCompiler.Compile(typeof(InterfaceCommands));
        GraphCompiler.Compile(typeof(ForwardingCommands));
        GraphCompiler.Compile(typeof(L2tpCommands));
        GraphCompiler.Compile(typeof(ForwardingState));
        GraphCompiler.Compile(typeof(FibNodePool));
        GraphCompiler.Compile(typeof(Rib));
        GraphCompiler.Compile(typeof(Reclamation));
        GraphCompiler.Compile(typeof(SharedTable<RewriteHead>));
        GraphCompiler.Compile(typeof(SharedTable<L2tpTunnel>));
        GraphCompiler.Compile(typeof(L2tpTunnel));
        GraphCompiler.Compile(typeof(L2tpSession));
        GraphCompiler.Compile(typeof(SessionPolicer));
        GraphCompiler.Compile(typeof(OpaqueSession));
        GraphCompiler.Compile(typeof(FrameRelay));
        GraphCompiler.Compile(typeof(Adjacency));
        GraphCompiler.Compile(typeof(SpscRing));
        GraphCompiler.Compile(typeof(ChannelFile));
        GraphCompiler.Compile(typeof(Name16));
        GraphCompiler.Compile(typeof(Linux));
        GraphCompiler.Compile(typeof(InterfaceRequest));
    }

    /// <summary>
    /// What cannot be prepared is compiled when it is first used: generic methods for a type, methods behind an interface.
    /// Without optimization, which would leave out what has no effect.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoOptimization | MethodImplOptions.NoInlining)]
    private static void Use(ChannelFile channel, IMirrors mirrors)
    {
        Span<uint> words = stackalloc uint[1];
        words.Fill(1);
        Span<byte> octets = stackalloc byte[1];
        octets.Fill(1);
        _ = channel.Elements<ulong>(RegionKind.VrfKeys);

        // An interface that wants no mirror and has none.
        _ = mirrors.Apply(default);
        mirrors.Remove(0);
    }
}
