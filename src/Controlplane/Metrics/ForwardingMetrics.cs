using System.Globalization;
using Router.Api;
using Router.Channel;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.Service;

namespace Router.Controlplane.Metrics;

/// <summary>Interfaces, adjacencies, labels and L2TP. Sums over many objects are kept monotonic; see <see cref="MonotonicSum"/>.</summary>
internal sealed class ForwardingMetrics
{
    private readonly MonotonicSum _adjacencies = new();
    private readonly MonotonicSum _labels = new();
    private readonly MonotonicSum _l2tpReceived = new();
    private readonly MonotonicSum _l2tpSent = new();
    private readonly MonotonicSum[] _l2tpErrors = [new(), new(), new(), new()];
    private ulong _epoch;

    /// <summary>Writes the families.</summary>
    public void Write(ExpositionWriter writer, RouterSnapshot snapshot, ChannelFile channel, bool sessions)
    {
        if (_epoch != channel.Header.Epoch)
        {
            _epoch = channel.Header.Epoch;
            foreach (MonotonicSum sum in (MonotonicSum[])[_adjacencies, _labels, _l2tpReceived, _l2tpSent, .. _l2tpErrors])
            {
                sum.Restart();
            }
        }

        WriteInterfaces(writer, InterfaceQueries.Interfaces(snapshot, channel));
        WriteAdjacencies(writer, snapshot, channel);
        WriteLabels(writer, snapshot, channel);
        IReadOnlyList<L2tpSessionInfo> list = L2tpQueries.Sessions(snapshot, channel);
        WriteL2tp(writer, snapshot, list);
        if (sessions)
        {
            WriteSessions(writer, list);
        }
    }

    private static void WriteInterfaces(ExpositionWriter writer, IReadOnlyList<InterfaceInfo> interfaces)
    {
        void Both(string name, string help, Func<InterfaceCounts, ulong> received, Func<InterfaceCounts, ulong> sent)
        {
            writer.Family(name, MetricType.Counter, help);
            foreach (InterfaceInfo entry in interfaces)
            {
                if (entry.Counters is { } counters)
                {
                    writer.Sample(received(counters), ("interface", entry.Name), ("direction", "rx"));
                    writer.Sample(sent(counters), ("interface", entry.Name), ("direction", "tx"));
                }
            }
        }

        void One(string name, string help, Func<InterfaceCounts, ulong> value)
        {
            writer.Family(name, MetricType.Counter, help);
            foreach (InterfaceInfo entry in interfaces)
            {
                if (entry.Counters is { } counters)
                {
                    writer.Sample(value(counters), ("interface", entry.Name));
                }
            }
        }

        writer.Family("router_interface_up", MetricType.Gauge, "1 when the interface is enabled and its port's link is up.");
        foreach (InterfaceInfo entry in interfaces)
        {
            writer.Sample(entry.Enabled && entry.LinkUp == true ? 1UL : 0UL, ("interface", entry.Name), ("vrf", entry.Vrf));
        }

        writer.Family("router_interface_mtu_bytes", MetricType.Gauge, "L3 MTU.");
        foreach (InterfaceInfo entry in interfaces)
        {
            writer.Sample((ulong)entry.Mtu, ("interface", entry.Name));
        }

        Both("router_interface_packets_total", "Packets received and sent.", c => c.RxPackets, c => c.TxPackets);
        Both("router_interface_bytes_total", "Octets received and sent, Ethernet header included.", c => c.RxBytes, c => c.TxBytes);
        Both("router_interface_drops_total", "Received packets that were dropped, and packets that the port did not take.", c => c.RxDrops, c => c.TxDrops);
        One("router_interface_punts_total", "Packets handed to the Linux mirror.", c => c.Punts);
        One("router_interface_injects_total", "Packets taken from the Linux mirror.", c => c.Injects);
    }

    private static void WritePackets(ExpositionWriter writer, string name, string what, MonotonicSum sum)
    {
        writer.Family($"router_{name}_packets_total", MetricType.Counter, $"Packets {what}.");
        writer.Sample(sum.Packets);
        writer.Family($"router_{name}_bytes_total", MetricType.Counter, $"Octets {what}.");
        writer.Sample(sum.Bytes);
    }

    private void WriteAdjacencies(ExpositionWriter writer, RouterSnapshot snapshot, ChannelFile channel)
    {
        foreach (uint id in snapshot.Ids.Adjacencies.Values)
        {
            _adjacencies.Observe(id, WorkerSums.Packets(channel, RegionKind.AdjacencyCounters, id));
        }

        writer.Family("router_adjacencies", MetricType.Gauge, "Adjacencies in the dataplane.");
        writer.Sample((ulong)snapshot.Ids.Adjacencies.Count);
        WritePackets(writer, "adjacency", "sent by adjacencies", _adjacencies);
    }

    private void WriteLabels(ExpositionWriter writer, RouterSnapshot snapshot, ChannelFile channel)
    {
        HashSet<uint> labels = [.. snapshot.Desired.Labels.Keys.Select(key => key.Label)];
        foreach (uint label in labels)
        {
            _labels.Observe(label, WorkerSums.Packets(channel, RegionKind.LabelCounters, label));
        }

        writer.Family("router_mpls_labels", MetricType.Gauge, "Labels in the incoming label map.");
        writer.Sample((ulong)labels.Count);
        WritePackets(writer, "mpls_label", "received with a label of the incoming label map", _labels);
    }

    private void WriteL2tp(ExpositionWriter writer, RouterSnapshot snapshot, IReadOnlyList<L2tpSessionInfo> sessions)
    {
        foreach (L2tpSessionInfo session in sessions)
        {
            if (session.Counters is { } c)
            {
                _l2tpReceived.Observe(session.SessionId, new PacketCounter { Packets = c.RxPackets, Bytes = c.RxBytes });
                _l2tpSent.Observe(session.SessionId, new PacketCounter { Packets = c.TxPackets, Bytes = c.TxBytes });
                _l2tpErrors[0].Observe(session.SessionId, new PacketCounter { Packets = c.BadCookie });
                _l2tpErrors[1].Observe(session.SessionId, new PacketCounter { Packets = c.WrongPeer });
                _l2tpErrors[2].Observe(session.SessionId, new PacketCounter { Packets = c.OutOfSequence });
                _l2tpErrors[3].Observe(session.SessionId, new PacketCounter { Packets = c.OtherErrors });
            }
        }

        writer.Family("router_l2tp_tunnels", MetricType.Gauge, "Static L2TP tunnels.");
        writer.Sample((ulong)snapshot.Configuration.L2tp.Tunnels.Count);
        writer.Family("router_l2tp_sessions", MetricType.Gauge, "Static L2TP sessions by state.");
        foreach (string state in (string[])["up", "disabled", "not-connected", "no-route", "unresolved"])
        {
            writer.Sample((ulong)sessions.Count(session => session.State == state), ("state", state));
        }

        writer.Family("router_l2tp_packets_total", MetricType.Counter, "Frames out of and into static L2TP sessions.");
        writer.Sample(_l2tpReceived.Packets, ("direction", "rx"));
        writer.Sample(_l2tpSent.Packets, ("direction", "tx"));
        writer.Family("router_l2tp_bytes_total", MetricType.Counter, "Octets of those, without the tunnel's headers.");
        writer.Sample(_l2tpReceived.Bytes, ("direction", "rx"));
        writer.Sample(_l2tpSent.Bytes, ("direction", "tx"));
        writer.Family("router_l2tp_errors_total", MetricType.Counter, "Packets for static L2TP sessions that were refused.");
        writer.Sample(_l2tpErrors[0].Packets, ("error", "bad-cookie"));
        writer.Sample(_l2tpErrors[1].Packets, ("error", "wrong-peer"));
        writer.Sample(_l2tpErrors[2].Packets, ("error", "out-of-sequence"));
        writer.Sample(_l2tpErrors[3].Packets, ("error", "other"));
    }

    private static void WriteSessions(ExpositionWriter writer, IReadOnlyList<L2tpSessionInfo> sessions)
    {
        void Each(string name, MetricType type, string help, Action<L2tpSessionInfo, L2tpSessionCounts, (string, string)[]> write)
        {
            writer.Family(name, type, help);
            foreach (L2tpSessionInfo session in sessions)
            {
                if (session.Counters is { } counters)
                {
                    string id = session.SessionId.ToString(CultureInfo.InvariantCulture);
                    write(session, counters, [("session", session.Name), ("tunnel", session.Tunnel), ("session_id", id)]);
                }
            }
        }

        Each("router_l2tp_session_up", MetricType.Gauge, "1 when the session is up.", (s, _, labels) =>
            writer.Sample(s.State == "up" ? 1UL : 0UL, labels));
        Each("router_l2tp_session_packets_total", MetricType.Counter, "Frames out of and into a session.", (_, c, labels) =>
        {
            writer.Sample(c.RxPackets, [.. labels, ("direction", "rx")]);
            writer.Sample(c.TxPackets, [.. labels, ("direction", "tx")]);
        });
        Each("router_l2tp_session_bytes_total", MetricType.Counter, "Octets of those, without the tunnel's headers.", (_, c, labels) =>
        {
            writer.Sample(c.RxBytes, [.. labels, ("direction", "rx")]);
            writer.Sample(c.TxBytes, [.. labels, ("direction", "tx")]);
        });
        Each("router_l2tp_session_errors_total", MetricType.Counter, "Packets for a session that were refused.", (_, c, labels) =>
        {
            writer.Sample(c.BadCookie, [.. labels, ("error", "bad-cookie")]);
            writer.Sample(c.WrongPeer, [.. labels, ("error", "wrong-peer")]);
            writer.Sample(c.OutOfSequence, [.. labels, ("error", "out-of-sequence")]);
            writer.Sample(c.OtherErrors, [.. labels, ("error", "other")]);
        });
        Each("router_l2tp_session_over_rate_packets_total", MetricType.Counter, "IP packets of a PPP session that were over its rate.", (s, c, labels) =>
        {
            if (s.Rates is not null)
            {
                writer.Sample(c.OverRateUpPackets, [.. labels, ("direction", "rx")]);
                writer.Sample(c.OverRateDownPackets, [.. labels, ("direction", "tx")]);
            }
        });
    }
}
