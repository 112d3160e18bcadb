using System.Globalization;
using Router.Channel;

namespace Router.Controlplane.Replay;

/// <summary>Prints the packets' ways through the nodes, one line a step.</summary>
internal static class TracePrinter
{
    /// <summary>Packets traced: their steps fit into the trace buffer.</summary>
    public const uint MaxPackets = 256;

    /// <summary>Prints what the workers have traced.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="writer">Where to.</param>
    public static void Print(ChannelFile channel, TextWriter writer)
    {
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<TraceStep> steps = channel.Elements<TraceStep>(RegionKind.Trace, worker);
            ulong written = channel.Elements<WorkerState>(RegionKind.Workers)[worker].TraceSteps;
            ulong first = written > (ulong)steps.Length ? written - (ulong)steps.Length : 0;
            for (ulong i = first; i < written; i++)
            {
                writer.WriteLine(Line(steps[(int)(i % (ulong)steps.Length)]));
            }
        }
    }

    private static string Line(in TraceStep step)
    {
        int length = Math.Min((int)step.Length, TraceStep.DataLength);
        ReadOnlySpan<byte> data = step.Data;
        NodeId node = (NodeId)step.Node;
        string reason = step.Reason == 0 ? ""
            : node == NodeId.Punt ? " " + PuntReasons.Name((PuntReason)step.Reason)
            : " " + DropReasons.Name((DropReason)step.Reason);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"packet {step.Packet} {Nodes.Name(node)} interface {step.Interface} adjacency {step.Adjacency} length {step.Length}{reason} {Convert.ToHexStringLower(data[..length])}");
    }
}
