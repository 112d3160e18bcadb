using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints the tables of <c>show ppp</c>.</summary>
internal static class PppOutput
{
    /// <summary>Prints subscribers.</summary>
    public static void Subscribers(CliEnvironment environment, IEnumerable<PppSubscriberInfo> subscribers)
    {
        Table table = new("USER", "SESSION", "PROFILE", "PHASE", "ADDRESS", "IPV6 PREFIXES", ">MTU", "UPTIME", ">RX PKTS", ">RX BYTES", ">TX PKTS", ">TX BYTES");
        foreach (PppSubscriberInfo s in subscribers)
        {
            L2tpSessionCounts? c = s.Counters;
            table.Add(s.User, s.Session, s.Profile, s.Phase, s.Address, Prefixes(s), s.Mtu, L2tpOutput.Time(s.UptimeSeconds),
                c?.RxPackets, c?.RxBytes, c?.TxPackets, c?.TxBytes);
        }

        table.Write(environment);
    }

    /// <summary>Prints pools.</summary>
    public static void Pools(CliEnvironment environment, IEnumerable<PppPoolInfo> pools)
    {
        Table table = new("POOL", "PREFIX", ">LENGTH", ">SIZE", ">USED", ">FREE");
        foreach (PppPoolInfo p in pools)
        {
            table.Add(p.Name, p.Prefix, p.DelegatedLength, p.Size, p.Used, p.Size - p.Used);
        }

        table.Write(environment);
    }

    /// <summary>User and address, for a column.</summary>
    public static string Who(PppSubscriberInfo ppp) =>
        string.Join(' ', new[] { ppp.User ?? $"({ppp.Phase})", ppp.Address ?? ppp.LinkPrefix }.Where(static part => part is not null));

    /// <summary>The link's prefix and those that are delegated.</summary>
    public static string Prefixes(PppSubscriberInfo ppp) =>
        string.Join(' ', new[] { ppp.LinkPrefix }.Concat(ppp.DelegatedPrefixes).Where(static prefix => prefix is not null));
}
