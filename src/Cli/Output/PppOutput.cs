using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints the tables of <c>show ppp</c>.</summary>
internal static class PppOutput
{
    /// <summary>Prints subscribers.</summary>
    public static void Subscribers(CliEnvironment environment, IEnumerable<PppSubscriberInfo> subscribers)
    {
        Table table = new("USER", "SESSION", "PROFILE", "PHASE", "ADDRESS", "IPV6 PREFIXES", ">MTU", "UPTIME", ">UP bit/s", ">DOWN bit/s", ">RX PKTS", ">RX BYTES", ">TX PKTS", ">TX BYTES", ">OVER RATE");
        foreach (PppSubscriberInfo s in subscribers)
        {
            L2tpSessionCounts? c = s.Counters;
            table.Add(s.User, s.Session, s.Profile, s.Phase, s.Address, Prefixes(s), s.Mtu, L2tpOutput.Time(s.UptimeSeconds),
                s.Rates is { Up: not 0 } up ? Bits(up.Up) : null, s.Rates is { Down: not 0 } down ? Bits(down.Down) : null,
                c?.RxPackets, c?.RxBytes, c?.TxPackets, c?.TxBytes, c is null || s.Rates is null ? null : c.OverRateUpPackets + c.OverRateDownPackets);
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

    /// <summary>A rate with the largest prefix that leaves a whole number.</summary>
    public static string Bits(ulong rate) => rate switch
    {
        not 0 when rate % 1_000_000_000 == 0 => $"{rate / 1_000_000_000}G",
        not 0 when rate % 1_000_000 == 0 => $"{rate / 1_000_000}M",
        not 0 when rate % 1000 == 0 => $"{rate / 1000}k",
        _ => $"{rate}",
    };

    /// <summary>User and address, for a column.</summary>
    public static string Who(PppSubscriberInfo ppp) =>
        string.Join(' ', new[] { ppp.User ?? $"({ppp.Phase})", ppp.Address ?? ppp.LinkPrefix }.Where(static part => part is not null));

    /// <summary>The link's prefix and those that are delegated.</summary>
    public static string Prefixes(PppSubscriberInfo ppp) =>
        string.Join(' ', new[] { ppp.LinkPrefix }.Concat(ppp.DelegatedPrefixes).Where(static prefix => prefix is not null));
}
