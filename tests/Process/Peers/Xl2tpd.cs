using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Peers;

/// <summary>What both ends of an L2TPv2 tunnel between xl2tpd and its peer know.</summary>
internal sealed record Xl2tpdAccount
{
    /// <summary>User name of PPP.</summary>
    public string User { get; init; } = "alice";

    /// <summary>Password of PPP.</summary>
    public string Password { get; init; } = "wonderland";

    /// <summary>Secret of the tunnel; null for a tunnel without authentication.</summary>
    public string? TunnelSecret { get; init; } = "tunnel-secret";

    /// <summary>Whether AVPs are hidden; needs a secret.</summary>
    public bool Hidden { get; init; } = true;

    /// <summary><c>chap</c> or <c>pap</c>.</summary>
    public string Protocol { get; init; } = "chap";

    /// <summary>MRU and MTU of PPP.</summary>
    public int Mru { get; init; } = 1400;

    /// <summary>Further lines of pppd's options.</summary>
    public IReadOnlyList<string> PppOptions { get; init; } = [];
}

/// <summary>xl2tpd and pppd in a peer (L2TPv2, RFC 2661): as LAC or as LNS, against the router or another peer.</summary>
internal static class Xl2tpd
{
    /// <summary>Name of the LAC's only connection.</summary>
    public const string Connection = "one";

    /// <summary>The daemon's messages, in the peer.</summary>
    public const string Log = "/tmp/xl2tpd.log";

    /// <summary>pppd's messages, in the peer.</summary>
    public const string PppLog = "/tmp/pppd.log";

    /// <summary>Starts a LAC that calls <paramref name="lns"/> on <see cref="DialXl2tpd"/>.</summary>
    public static void StartXl2tpdLac(this LinuxPeer peer, string lns, Xl2tpdAccount account)
    {
        string configuration = $"""
            [lac {Connection}]
            lns = {lns}
            name = {account.User}
            {Common(account)}
            """;
        Start(peer, account, configuration, $"noauth\nuser {account.User}", $"{account.User} * {account.Password} *");
    }

    /// <summary>Starts an LNS that gives its callers an address of <paramref name="range"/> (<c>first-last</c>).</summary>
    public static void StartXl2tpdLns(this LinuxPeer peer, string local, string range, Xl2tpdAccount account)
    {
        string configuration = $"""
            [lns default]
            ip range = {range}
            local ip = {local}
            name = lns
            require {account.Protocol} = yes
            refuse {(account.Protocol == "chap" ? "pap" : "chap")} = yes
            require authentication = yes
            {Common(account)}
            """;
        Start(peer, account, configuration, "auth", $"{account.User} lns {account.Password} *");
    }

    /// <summary>Makes a LAC call.</summary>
    public static void DialXl2tpd(this LinuxPeer peer) => peer.Run($"xl2tpd-control connect-lac {Connection}").Checked();

    /// <summary>Makes a LAC hang up.</summary>
    public static void HangUpXl2tpd(this LinuxPeer peer) => peer.Run($"xl2tpd-control disconnect-lac {Connection}").Checked();

    /// <summary>Waits until PPP has an IPv4 address.</summary>
    /// <exception cref="TimeoutException">It has none; the message has the logs.</exception>
    public static void WaitPppUp(this LinuxPeer peer, TimeSpan timeout, string device = "ppp0")
    {
        try
        {
            peer.WaitFor($"ip -4 address show dev {device} | grep inet", timeout);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{peer.Run($"tail -n 40 {Log} {PppLog}").Output}", exception);
        }
    }

    /// <summary>Ends the daemon and its sessions.</summary>
    public static void StopXl2tpd(this LinuxPeer peer) =>
        peer.Run("killall xl2tpd pppd; for n in $(seq 50); do pidof xl2tpd pppd || exit 0; sleep 0.1; done; exit 1").Checked();

    /// <summary>Kills the daemon and its sessions: nothing is said to anybody.</summary>
    public static void KillXl2tpd(this LinuxPeer peer) => peer.Run("killall -9 xl2tpd pppd; rm -f /run/xl2tpd/l2tp-control").Checked();

    private static string Common(Xl2tpdAccount account) => $"""
        challenge = {(account.TunnelSecret is null ? "no" : "yes")}
        hidden bit = {(account.TunnelSecret is not null && account.Hidden ? "yes" : "no")}
        length bit = yes
        pppoptfile = /etc/ppp/options
        """;

    private static void Start(LinuxPeer peer, Xl2tpdAccount account, string configuration, string options, string secrets)
    {
        CommandResult result = peer.Run($"""
            set -e
            cat >/etc/xl2tpd/xl2tpd.conf <<END
            [global]
            auth file = /etc/xl2tpd/secrets
            debug avp = yes
            debug tunnel = yes
            {configuration}
            END
            echo '* * {account.TunnelSecret ?? ""}' >/etc/xl2tpd/secrets
            cat >/etc/ppp/options <<END
            {options}
            noccp
            nodefaultroute
            mtu {account.Mru}
            mru {account.Mru}
            debug
            logfile {PppLog}
            {string.Join('\n', account.PppOptions)}
            END
            echo '{secrets}' >/etc/ppp/chap-secrets
            cp /etc/ppp/chap-secrets /etc/ppp/pap-secrets
            chmod 600 /etc/ppp/*-secrets
            modprobe l2tp_ppp
            xl2tpd -D >{Log} 2>&1 &
            for n in $(seq 50); do test -p /run/xl2tpd/l2tp-control && exit 0; sleep 0.1; done
            cat {Log}
            exit 1
            """);
        result.Checked();
    }
}
