using System.Text.Json;
using Router.Channel;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Replay;

/// <summary>The counters of a replay as JSON. Only what the same input gives again: no times.</summary>
internal static class ReplayStatistics
{
    /// <summary>Writes them.</summary>
    /// <param name="path">File, or null for standard output.</param>
    /// <param name="channel">The counters.</param>
    /// <param name="state">Names the interfaces.</param>
    /// <param name="leaked">Packet buffers that did not come back.</param>
    public static void Write(string? path, ChannelFile channel, ForwardingState state, uint leaked)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            Totals(json, channel.Elements<WorkerState>(RegionKind.Workers)[0]);
            Reasons(json, "dropped", channel.Elements<ulong>(RegionKind.DropCounters, 0), reason => DropReasons.Name((DropReason)reason));
            Reasons(json, "puntedBy", channel.Elements<ulong>(RegionKind.PuntCounters, 0), reason => PuntReasons.Name((PuntReason)reason));
            json.WriteNumber("mbufsLeaked", leaked);
            Interfaces(json, channel, state);
            WorkOfNodes(json, channel);
            json.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        using Stream output = path is null ? Console.OpenStandardOutput() : File.Create(path);
        text.WriteTo(output);
    }

    private static void Totals(Utf8JsonWriter json, in WorkerState totals)
    {
        json.WriteNumber("received", totals.Received);
        json.WriteNumber("originated", totals.Originated);
        json.WriteNumber("transmitted", totals.Transmitted);
        json.WriteNumber("punted", totals.Punted);
    }

    private static void Reasons(Utf8JsonWriter json, string name, ReadOnlySpan<ulong> counters, Func<int, string> reason)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < counters.Length; i++)
        {
            if (counters[i] != 0)
            {
                json.WriteNumber(reason(i), counters[i]);
            }
        }

        json.WriteEndObject();
    }

    private static void Interfaces(Utf8JsonWriter json, ChannelFile channel, ForwardingState state)
    {
        json.WriteStartArray("interfaces");
        ReadOnlySpan<PacketCounter> received = channel.Elements<PacketCounter>(RegionKind.InterfaceReceived, 0);
        ReadOnlySpan<PacketCounter> sent = channel.Elements<PacketCounter>(RegionKind.InterfaceSent, 0);
        ReadOnlySpan<InterfaceExceptions> exceptions = channel.Elements<InterfaceExceptions>(RegionKind.InterfaceExceptions, 0);
        for (int i = 0; i < received.Length; i++)
        {
            ref Programmed<InterfaceRecord> known = ref state.InterfaceRecords[(nuint)i];
            if (known.Present == 0)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("name", known.Record.Name.ToString());
            json.WriteNumber("rxPackets", received[i].Packets);
            json.WriteNumber("rxBytes", received[i].Bytes);
            json.WriteNumber("txPackets", sent[i].Packets);
            json.WriteNumber("txBytes", sent[i].Bytes);
            json.WriteNumber("rxDrops", exceptions[i].RxDrops);
            json.WriteNumber("punts", exceptions[i].Punts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WorkOfNodes(Utf8JsonWriter json, ChannelFile channel)
    {
        json.WriteStartArray("nodes");
        ReadOnlySpan<NodeCounters> counters = channel.Elements<NodeCounters>(RegionKind.NodeCounters, 0);
        for (int i = 0; i < Router.Channel.Nodes.Count; i++)
        {
            if (counters[i].Calls != 0)
            {
                json.WriteStartObject();
                json.WriteString("name", Router.Channel.Nodes.Name((NodeId)i));
                json.WriteNumber("calls", counters[i].Calls);
                json.WriteNumber("packets", counters[i].Packets);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
