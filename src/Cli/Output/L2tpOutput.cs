using System.Globalization;
using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints the tables of <c>show l2tp</c>.</summary>
internal static class L2tpOutput
{
    /// <summary>Prints tunnels.</summary>
    public static void Tunnels(CliEnvironment environment, IEnumerable<L2tpTunnelInfo> tunnels)
    {
        Table table = new(">TUNNEL", ">PEER ID", "NAME", ">VERSION", "ENCAP", "LOCAL", "REMOTE", "UDP PORTS", "VRF", "STATE", "PEER HOST", ">SESSIONS", "UPTIME");
        foreach (L2tpTunnelInfo t in tunnels)
        {
            table.Add(t.TunnelId, Id(t.PeerTunnelId), t.Name, t.Version, t.Encapsulation, t.Local, t.Remote, Ports(t), t.Vrf, t.State ?? t.Origin,
                t.PeerHostName, t.Sessions, Time(t.UptimeSeconds));
        }

        table.Write(environment);
    }

    /// <summary>Prints sessions.</summary>
    public static void Sessions(CliEnvironment environment, IEnumerable<L2tpSessionInfo> sessions)
    {
        Table table = new(">SESSION", ">PEER ID", "NAME", "TUNNEL", "TYPE", "STATE", "FORWARDING", "CIRCUIT", "PEER CIRCUIT", "CONNECTED TO",
            ">RX PKTS", ">RX BYTES", ">TX PKTS", ">TX BYTES", ">ERRORS");
        foreach (L2tpSessionInfo s in sessions)
        {
            L2tpSessionCounts? c = s.Counters;
            table.Add(Id(s.SessionId), Id(s.PeerSessionId), s.Name, s.Tunnel, Type(s), s.State, s.Forwarding, s.CircuitStatus, s.PeerCircuitStatus,
                s.Ppp is null ? s.ConnectedTo : PppOutput.Who(s.Ppp), c?.RxPackets, c?.RxBytes, c?.TxPackets, c?.TxBytes, Errors(c));
        }

        table.Write(environment);
    }

    /// <summary>Prints peers.</summary>
    public static void Peers(CliEnvironment environment, IEnumerable<L2tpPeerInfo> peers)
    {
        Table table = new("PEER", "LOCAL", "REMOTE", "VERSION", "ENCAP", "STATE", ">TUNNELS", ">SESSIONS", "NEXT ATTEMPT", "LAST DOWN");
        foreach (L2tpPeerInfo p in peers)
        {
            table.Add(p.Name, p.Local, p.Remote, p.Version, p.Encapsulation, p.State, p.Tunnels, p.Sessions,
                p.NextAttemptSeconds is { } next ? string.Create(CultureInfo.InvariantCulture, $"{next:F0} s") : null,
                p.LastDown is { } down ? $"{down.Cause}: {Reason(down)}" : null);
        }

        table.Write(environment);
    }

    /// <summary>Result and error in words.</summary>
    public static string Reason(L2tpDownInfo down)
    {
        string error = down.Error == 0 ? "" : $", {down.ErrorText}";
        string message = down.Message is null ? "" : $" ({down.Message})";
        return $"{down.ResultText}{error}{message}";
    }

    /// <summary>UDP ports, as tcpdump writes a direction.</summary>
    public static string? Ports(L2tpTunnelInfo tunnel) =>
        tunnel.UdpSourcePort is null ? null : $"{tunnel.UdpSourcePort} > {tunnel.UdpDestinationPort}";

    /// <summary>Pseudowire type with its VLAN.</summary>
    public static string Type(L2tpSessionInfo session) => session.Vlan is null ? session.PseudowireType : $"{session.PseudowireType} {session.Vlan}";

    /// <summary>Sum of what was refused.</summary>
    public static ulong? Errors(L2tpSessionCounts? counts) =>
        counts is null ? null : counts.BadCookie + counts.WrongPeer + counts.OutOfSequence + counts.OtherErrors;

    /// <summary>An id; nothing for 0.</summary>
    public static object? Id(uint id) => id == 0 ? null : id;

    /// <summary>A time as hours, minutes and seconds, with days if there are any.</summary>
    public static string? Time(double? seconds) => seconds is not { } s ? null
        : TimeSpan.FromSeconds(Math.Floor(s)) is { Days: > 0 } long1 ? long1.ToString(@"d\dhh\:mm\:ss", CultureInfo.InvariantCulture)
        : TimeSpan.FromSeconds(Math.Floor(s)).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
