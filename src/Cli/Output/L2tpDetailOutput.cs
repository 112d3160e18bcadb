using System.Globalization;
using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints <c>show l2tp … detail</c>: a paragraph for each, a line for each fact that is known.</summary>
internal static class L2tpDetailOutput
{
    private const int Width = 16;

    /// <summary>Prints tunnels.</summary>
    public static void Tunnels(TextWriter output, IEnumerable<L2tpTunnelInfo> tunnels)
    {
        foreach (L2tpTunnelInfo t in tunnels)
        {
            output.WriteLine($"tunnel {t.Name}: {t.State ?? t.Origin}, L2TPv{t.Version} over {t.Encapsulation}");
            Line(output, "ids", $"{t.TunnelId}, of the peer {t.PeerTunnelId}");
            Line(output, "addresses", $"{t.Local} to {t.Remote}, vrf {t.Vrf}");
            Line(output, "udp", L2tpOutput.Ports(t) is { } ports ? $"{ports}, checksum {t.UdpChecksum ?? "-"}" : null);
            Line(output, "peer", t.Peer);
            Line(output, "host name", t.PeerHostName);
            Line(output, "router id", t.PeerRouterId);
            Line(output, "vendor", t.PeerVendorName);
            Line(output, "opened by", t.Initiator switch { true => "this router", false => "the peer", null => null });
            Line(output, "authenticated", t.Authenticated switch { true => "yes", false => "no", null => null });
            Line(output, "sessions", t.Sessions.ToString(CultureInfo.InvariantCulture));
            Line(output, "uptime", L2tpOutput.Time(t.UptimeSeconds));
            Control(output, t.Control);
            output.WriteLine();
        }
    }

    /// <summary>Prints sessions.</summary>
    public static void Sessions(TextWriter output, IEnumerable<L2tpSessionInfo> sessions)
    {
        foreach (L2tpSessionInfo s in sessions)
        {
            output.WriteLine($"session {s.Name}: {s.State}, {L2tpOutput.Type(s)}, {s.Origin}");
            Line(output, "ids", s.SessionId == 0 ? null : $"{s.SessionId}, of the peer {s.PeerSessionId}");
            Line(output, "tunnel", s.Tunnel.Length == 0 ? null : $"{s.Tunnel}, L2TPv{s.Version} over {s.Encapsulation}");
            Line(output, "addresses", $"{s.Local} to {s.Remote}");
            Line(output, "peer", s.Peer);
            Line(output, "forwarding", s.Forwarding);
            Line(output, "connected to", s.ConnectedTo);
            Line(output, "circuit", s.CircuitStatus is null ? null : $"{s.CircuitStatus}, of the peer {s.PeerCircuitStatus}");
            Line(output, "cookies", $"{s.CookieLength} octets sent, {s.PeerCookieLength} demanded");
            Line(output, "sublayer", $"{s.L2Sublayer}, sequencing {s.Sequencing}");
            Line(output, "opened by", s.Initiator switch { true => "this router", false => "the peer", null => null });
            Line(output, "uptime", L2tpOutput.Time(s.UptimeSeconds));
            Line(output, "last down", Down(s.LastDown));
            Ppp(output, s.Ppp);
            Line(output, "tcp mss", s.TcpMss?.ToString(CultureInfo.InvariantCulture));
            Line(output, "rate up", s.Rates is { } up ? Rate(up.Up, up.BurstUp) : null);
            Line(output, "rate down", s.Rates is { } down ? Rate(down.Down, down.BurstDown) : null);
            if (s.Counters is { } c)
            {
                Line(output, "received", $"{c.RxPackets} packets, {c.RxBytes} octets");
                Line(output, "sent", $"{c.TxPackets} packets, {c.TxBytes} octets");
                Line(output, "refused", $"{c.BadCookie} cookie, {c.WrongPeer} peer, {c.OutOfSequence} sequence, {c.OtherErrors} other");
                Line(output, "over rate", s.Rates is null ? null
                    : $"{c.OverRateUpPackets} packets up, {c.OverRateUpBytes} octets; {c.OverRateDownPackets} down, {c.OverRateDownBytes} octets");
            }

            output.WriteLine();
        }
    }

    /// <summary>Prints peers.</summary>
    public static void Peers(TextWriter output, IEnumerable<L2tpPeerInfo> peers)
    {
        foreach (L2tpPeerInfo p in peers)
        {
            output.WriteLine($"peer {p.Name}: {p.State}");
            Line(output, "addresses", $"{p.Local} to {p.Remote}, vrf {p.Vrf}");
            Line(output, "version", $"{p.Version} over {p.Encapsulation}");
            Line(output, "authentication", p.Authentication);
            Line(output, "opened by", p.Initiate ? "this router" : "the peer");
            Line(output, "ppp profile", p.PppProfile);
            Line(output, "tunnels", p.Tunnels.ToString(CultureInfo.InvariantCulture));
            Line(output, "sessions", $"{p.Sessions}, {p.Pseudowires} pseudowires configured");
            Line(output, "next attempt", p.NextAttemptSeconds is { } next ? string.Create(CultureInfo.InvariantCulture, $"in {next:F0} s") : null);
            Line(output, "last down", Down(p.LastDown));
            Line(output, "debug", p.Debug ? "messages go into the log" : null);
            output.WriteLine();
        }
    }

    private static void Control(TextWriter output, L2tpControlCounts? c)
    {
        if (c is null)
        {
            return;
        }

        Line(output, "sent", $"{c.Sent} messages: {c.Retransmitted} repetitions, {c.AcknowledgementsSent} acknowledgements, {c.HellosSent} Hellos");
        Line(output, "received", $"{c.Received} messages: {c.Duplicates} duplicates, {c.AcknowledgementsReceived} acknowledgements, {c.OutOfOrder} out of order");
        Line(output, "ignored AVPs", c.IgnoredAvps.ToString(CultureInfo.InvariantCulture));
        Line(output, "drops", c.Drops.Count == 0 ? null : string.Join(", ", c.Drops.Select(static drop => $"{drop.Value} {drop.Key}")));
    }

    private static void Ppp(TextWriter output, PppSubscriberInfo? p)
    {
        if (p is null)
        {
            return;
        }

        Line(output, "ppp", p.Profile is null ? p.Phase : $"{p.Phase}, profile {p.Profile}");
        Line(output, "user", p.User);
        Line(output, "address", p.Address is null ? null : $"{p.Address}, ours {p.LocalAddress}");
        Line(output, "ipv6", p.LinkLocal is null ? null : $"{p.LinkLocal} {PppOutput.Prefixes(p)}".TrimEnd());
        Line(output, "routes", p.Routes.Count == 0 ? null : string.Join(' ', p.Routes));
        Line(output, "mtu", p.Mtu?.ToString(CultureInfo.InvariantCulture));
    }

    private static string Rate(ulong rate, uint burst) => rate == 0 ? "no limit" : $"{PppOutput.Bits(rate)}bit/s, at once {burst} octets";

    private static string? Down(L2tpDownInfo? down) => down is null ? null
        : string.Create(CultureInfo.InvariantCulture, $"{down.At:u} {down.Cause}: result {down.Result} {L2tpOutput.Reason(down)}");

    private static void Line(TextWriter output, string fact, string? value)
    {
        if (value is not null)
        {
            output.WriteLine($"  {fact.PadRight(Width)}{Table.Printable(value)}");
        }
    }
}
