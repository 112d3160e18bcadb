using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints static L2TP as its words name it.</summary>
internal static class StaticL2tpOutput
{
    /// <summary>Prints the tunnels of <c>l2tp show tunnel</c>.</summary>
    public static void PrintTunnels(CliEnvironment environment, IEnumerable<L2tpTunnelInfo> tunnels)
    {
        Table table = new(">TUNNEL", ">PEER", "NAME", "ENCAP", "LOCAL", "REMOTE", "UDP PORTS", "VRF", ">SESSIONS");
        foreach (L2tpTunnelInfo t in tunnels)
        {
            string? ports = t.UdpSourcePort is null ? null : $"{t.UdpSourcePort} > {t.UdpDestinationPort}";
            table.Add(t.TunnelId, t.PeerTunnelId, t.Name, t.Encapsulation, t.Local, t.Remote, ports, t.Vrf, t.Sessions);
        }

        table.Write(environment);
    }

    /// <summary>Prints the sessions of <c>l2tp show session</c>.</summary>
    public static void PrintSessions(CliEnvironment environment, IEnumerable<L2tpSessionInfo> sessions)
    {
        Table table = new(">SESSION", ">PEER", "NAME", "TUNNEL", "ENCAP", "MODE", "COOKIE", "PEER COOKIE", "SUBLAYER", "SEQ",
            "CONNECTED TO", "STATE", ">RX PKTS", ">RX BYTES", ">TX PKTS", ">TX BYTES", ">ERRORS");
        foreach (L2tpSessionInfo s in sessions)
        {
            L2tpSessionCounts? c = s.Counters;
            string mode = s.Vlan is null ? s.Mode : $"{s.Mode} {s.Vlan}";
            table.Add(s.SessionId, s.PeerSessionId, s.Name, s.Tunnel, s.Encapsulation, mode, s.Cookie, s.PeerCookie, s.L2Sublayer,
                s.Sequencing, s.ConnectedTo, s.State, c?.RxPackets, c?.RxBytes, c?.TxPackets, c?.TxBytes,
                c is null ? null : c.BadCookie + c.WrongPeer + c.OutOfSequence + c.OtherErrors);
        }

        table.Write(environment);
    }
}
