using Router.Controlplane.L2tp.Service;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.Metrics;

/// <summary>PPP subscribers and their pools.</summary>
internal static class PppMetrics
{
    /// <summary>Writes the families.</summary>
    public static void Write(ExpositionWriter writer, L2tpCensus census)
    {
        writer.Family("router_ppp_subscribers", MetricType.Gauge, "PPP subscribers by profile and phase.");
        foreach (string profile in census.Profiles)
        {
            foreach (PppPhase phase in Enum.GetValues<PppPhase>())
            {
                writer.Sample(census.Subscribers.GetValueOrDefault((profile, phase)), ("profile", profile), ("phase", L2tpWords.Of(phase)));
            }
        }

        writer.Family("router_ppp_pool_size", MetricType.Gauge, "Addresses or prefixes of a pool.");
        foreach (PppPoolView pool in census.Pools)
        {
            writer.Sample((ulong)pool.Size, ("pool", pool.Configuration.Name));
        }

        writer.Family("router_ppp_pool_used", MetricType.Gauge, "Those that cannot be given out: in use, or the router's own.");
        foreach (PppPoolView pool in census.Pools)
        {
            writer.Sample((ulong)pool.Used, ("pool", pool.Configuration.Name));
        }

        writer.Family("router_ppp_authentications_total", MetricType.Counter, "Answers to PPP peers that authenticated.");
        writer.Sample((ulong)census.Accepted, ("result", "accepted"));
        writer.Sample((ulong)census.Rejected, ("result", "rejected"));
        L2tpMetrics.Each<PppDownReason>(writer, "router_ppp_terminations_total", "PPP sessions that ended, by reason.", "reason", census.PppDowns);
    }
}
