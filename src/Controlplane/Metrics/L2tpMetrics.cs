using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.Metrics;

/// <summary>Managed L2TP. There is no series for a tunnel or session: tens of thousands would be too many.</summary>
internal static class L2tpMetrics
{
    private const string Established = "established";

    /// <summary>Writes the families.</summary>
    public static void Write(ExpositionWriter writer, L2tpCensus census)
    {
        WriteTunnels(writer, census);
        WriteSessions(writer, census);
        WriteMessages(writer, census.Counters);
        One(writer, "router_l2tp_unknown_call_frames_total", "PPP frames of no established call.", census.UnknownFrames);
        One(writer, "router_l2tp_socket_overflows_total", "Datagrams that were lost because the service could not follow.", census.Overflows);
        One(writer, "router_l2tp_socket_send_failures_total", "Datagrams that the kernel did not send.", census.SendFailures);
    }

    /// <summary>Writes a counter for each value of an enumeration.</summary>
    internal static void Each<T>(ExpositionWriter writer, string name, string help, string label, IReadOnlyList<long> counts, int first = 0)
        where T : struct, Enum
    {
        writer.Family(name, MetricType.Counter, help);
        T[] values = Enum.GetValues<T>();
        for (int i = first; i < values.Length; i++)
        {
            writer.Sample(i < counts.Count ? (ulong)counts[i] : 0UL, (label, L2tpWords.Of(values[i])));
        }
    }

    private static void WriteTunnels(ExpositionWriter writer, L2tpCensus census)
    {
        writer.Family("router_l2tp_managed_tunnels", MetricType.Gauge, "Managed L2TP tunnels by peer and state.");
        foreach (string peer in census.Peers)
        {
            // Always there, so that an alarm can compare it with 0.
            writer.Sample(census.Tunnels.GetValueOrDefault((peer, Established)), ("peer", peer), ("state", Established));
        }

        foreach (((string peer, string state), ulong count) in census.Tunnels.Where(static entry => entry.Key.State != Established).OrderBy(static entry => entry.Key))
        {
            writer.Sample(count, ("peer", peer), ("state", state));
        }

        writer.Family("router_l2tp_half_open_tunnels", MetricType.Gauge, "L2TP tunnels that peers began and did not complete.");
        writer.Sample((ulong)census.HalfOpen);
        One(writer, "router_l2tp_tunnel_setups_total", "L2TP tunnels that were established.", census.TunnelSetups);
        Each<L2tpDownCause>(writer, "router_l2tp_tunnel_failures_total", "L2TP tunnels that were not established, by cause.", "cause", census.TunnelFailures);
        Each<L2tpDownCause>(writer, "router_l2tp_tunnel_teardowns_total", "Established L2TP tunnels that ended, by cause.", "cause", census.TunnelTeardowns);
    }

    private static void WriteSessions(ExpositionWriter writer, L2tpCensus census)
    {
        writer.Family("router_l2tp_managed_sessions", MetricType.Gauge, "Managed L2TP sessions by peer, type and state.");
        foreach (((string peer, PseudowireType type, string state), ulong count) in census.Sessions.OrderBy(static entry => entry.Key))
        {
            writer.Sample(count, ("peer", peer), ("type", L2tpWords.Of(type)), ("state", state));
        }

        writer.Family("router_l2tp_session_setups_total", MetricType.Counter, "L2TP sessions that were established, by type.");
        foreach (PseudowireType type in (PseudowireType[])[PseudowireType.Ethernet, PseudowireType.EthernetVlan, PseudowireType.Ppp])
        {
            writer.Sample((ulong)census.SessionSetups.GetValueOrDefault(type), ("type", L2tpWords.Of(type)));
        }

        Each<L2tpDownCause>(writer, "router_l2tp_session_failures_total", "L2TP sessions that were not established, by cause.", "cause", census.SessionFailures);
        Each<L2tpDownCause>(writer, "router_l2tp_session_teardowns_total", "Established L2TP sessions that ended, by cause.", "cause", census.SessionTeardowns);
    }

    private static void WriteMessages(ExpositionWriter writer, L2tpCounterSnapshot counters)
    {
        writer.Family("router_l2tp_control_messages_total", MetricType.Counter, "L2TP control messages, acknowledgements and repetitions included.");
        writer.Sample((ulong)counters.Sent, ("direction", "tx"));
        writer.Sample((ulong)counters.Received, ("direction", "rx"));
        writer.Family("router_l2tp_control_acknowledgements_total", MetricType.Counter, "Control messages that were nothing but acknowledgements.");
        writer.Sample((ulong)counters.AcknowledgementsSent, ("direction", "tx"));
        writer.Sample((ulong)counters.AcknowledgementsReceived, ("direction", "rx"));
        One(writer, "router_l2tp_control_retransmissions_total", "Repetitions of control messages.", counters.Retransmitted);
        One(writer, "router_l2tp_control_duplicates_total", "Control messages received again.", counters.Duplicates);
        One(writer, "router_l2tp_control_out_of_order_total", "Control messages received before their turn.", counters.OutOfOrder);
        One(writer, "router_l2tp_hellos_total", "Hellos sent.", counters.HellosSent);
        Each<ControlDropReason>(writer, "router_l2tp_control_drops_total", "Control messages that were dropped, by reason.", "reason", counters.Dropped, first: 1);
    }

    private static void One(ExpositionWriter writer, string name, string help, long value)
    {
        writer.Family(name, MetricType.Counter, help);
        writer.Sample((ulong)value);
    }
}
