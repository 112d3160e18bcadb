using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Channel;
using Router.Controlplane.Api;
using Router.Controlplane.Desired;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Service;

namespace Router.Controlplane.Metrics;

/// <summary>Build, configuration, and what is desired.</summary>
internal static class ControlplaneMetrics
{
    // Counting a million routes for every scrape would be noticed: the desired state is immutable, so once for each is enough.
    private static readonly ConditionalWeakTable<DesiredState, Dictionary<(ulong Vrf, byte Family), ulong>> RouteCounts = [];

    /// <summary>Writes the families.</summary>
    public static void Write(ExpositionWriter writer, RouterSnapshot snapshot, bool attached)
    {
        writer.Family("router_build_info", MetricType.Gauge, "Version of the control plane; always 1.");
        writer.Sample(
            1UL,
            ("version", ProgramVersion.Text),
            ("runtime", RuntimeInformation.FrameworkDescription),
            ("channel_abi", ChannelAbi.Hash.ToString("x16", CultureInfo.InvariantCulture)));
        writer.Family("router_instance_info", MetricType.Gauge, "Name of the instance; always 1.");
        writer.Sample(1UL, ("instance_name", snapshot.Configuration.Instance));
        writer.Family("router_dataplane_attached", MetricType.Gauge, "1 while a dataplane is attached.");
        writer.Sample(attached ? 1UL : 0UL);
        writer.Family("router_dataplane_converged", MetricType.Gauge, "1 when the dataplane has confirmed everything that is desired.");
        writer.Sample(attached && snapshot.Channel.Converged ? 1UL : 0UL);
        writer.Family("router_config_revision", MetricType.Gauge, "Number of the configuration in force since the start.");
        writer.Sample((ulong)snapshot.Revision.Number);
        writer.Family("router_config_applied_timestamp_seconds", MetricType.Gauge, "When the configuration in force was applied.");
        writer.Sample(snapshot.Revision.AppliedAt.ToUnixTimeMilliseconds() / 1000.0);
        writer.Family("router_problems", MetricType.Gauge, "Parts of the configuration without effect, and refused commands.");
        writer.Sample((ulong)snapshot.Desired.Problems.Count, ("kind", "configuration"));
        writer.Sample((ulong)snapshot.Errors.Count, ("kind", "programming"));
        WriteRoutes(writer, snapshot.Desired);
        writer.Family("router_neighbours", MetricType.Gauge, "Neighbours by state.");
        foreach (IGrouping<NeighbourState, NeighbourEntry> group in snapshot.Neighbours.GroupBy(n => n.State).OrderBy(g => g.Key))
        {
            writer.Sample((ulong)group.Count(), ("state", group.Key.ToString().ToLowerInvariant()));
        }
    }

    private static void WriteRoutes(ExpositionWriter writer, DesiredState desired)
    {
        writer.Family("router_routes", MetricType.Gauge, "Routes that are desired, by VRF and family.");
        foreach (((ulong vrf, byte family), ulong count) in RouteCounts.GetValue(desired, Count).OrderBy(entry => entry.Key))
        {
            string name = desired.Vrfs.TryGetValue(vrf, out DesiredVrf? found) ? found.Name : vrf.ToString("x16", CultureInfo.InvariantCulture);
            writer.Sample(count, ("vrf", name), ("family", family == 4 ? "ipv4" : "ipv6"));
        }
    }

    private static Dictionary<(ulong Vrf, byte Family), ulong> Count(DesiredState desired)
    {
        Dictionary<(ulong, byte), ulong> counts = [];
        foreach (RouteKey key in desired.Routes.Keys)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (key.Vrf, key.Family), out _)++;
        }

        return counts;
    }
}
