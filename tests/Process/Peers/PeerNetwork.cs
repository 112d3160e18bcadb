using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;
using Xunit;

namespace Router.Process.Tests.Peers;

/// <summary>
/// <c>ce -- pe == wire == Linux peer</c>: a router with an attachment circuit, and a peer with a kernel of its own. One
/// network, and one boot of the peer, for all tests of the collection.
/// </summary>
public sealed class PeerNetwork : IDisposable
{
    internal const string RouterIpv4 = "192.0.2.1";
    internal const string PeerIpv4 = "192.0.2.2";
    internal const string RouterIpv6 = "2001:db8:7::1";
    internal const string PeerIpv6 = "2001:db8:7::2";

    /// <summary>The customer's addresses: at the CE, and on the peer's pseudowire.</summary>
    internal const string CeInside = "10.77.0.1";
    internal const string PeerInside = "10.77.0.2";

    /// <summary>The device between the router and the wire, and that between the wire and the peer.</summary>
    internal const string RouterSide = "pe";
    internal const string PeerSide = "tap0";

    // Rings for a third of a second; the L2TP headers of a whole frame fit the wire.
    private const string Base = """
        dataplane: { memory: 96, mbufs: 16384, hugepages: false }
        ports:
          ac0: { device: "net_af_packet0,iface=v-ac0,framecnt=4096" }
          core0: { device: "net_af_packet1,iface=v-core0,framecnt=4096", mtu: 1600 }
        interfaces:
          ac0: {}
          core0: { addresses: [192.0.2.1/24, "2001:db8:7::1/64"] }
          loopback0: { addresses: [10.8.0.1/32] }
          loopback1: { addresses: [10.9.0.10/32] }

        """;

    // Devices that are made later have no IPv6 of their own: only what a test sends is counted.
    private const string Prepare = $"""
        set -e
        ip link set eth0 mtu 1600 up
        ip address add {PeerIpv4}/24 dev eth0
        ip address add {PeerIpv6}/64 dev eth0 nodad
        echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
        iperf3 -s -D
        """;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private Exception? _failure;
    private string? _user;
    private Lab? _lab;
    private LinuxPeer? _peer;
    private int _number;
    private Pseudowire? _made;

    internal Lab Lab => _lab!;

    internal RouterProcess Router { get; private set; } = null!;

    internal LinuxPeer Peer => _peer!;

    /// <summary>The pseudowire of now.</summary>
    internal Pseudowire? Current { get; private set; }

    internal string RouterMac { get; private set; } = "";

    internal string CeMac { get; private set; } = "";

    /// <inheritdoc/>
    public void Dispose()
    {
        _peer?.Dispose();
        _lab?.Dispose();
    }

    /// <summary>Builds the network for the first test; a reason not to is that of all tests. Every class starts with a new pseudowire.</summary>
    internal PeerNetwork Get(string user)
    {
        if (_user != user)
        {
            _user = user;
            Forget();
        }

        if (_failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }

        if (_lab is null)
        {
            try
            {
                Build();
            }
            catch (Exception exception)
            {
                _failure = exception;
                throw;
            }
        }

        return this;
    }

    /// <summary>The next test shall have a new pseudowire, also of the variant of now.</summary>
    internal void Forget() => Current = null;

    /// <summary>Puts a pseudowire in the place of the one before and waits until it carries pings.</summary>
    internal Pseudowire Use(PseudowireVariant variant, string tunnel = "")
    {
        if (Current?.Variant == variant && tunnel.Length == 0)
        {
            return Current;
        }

        Current = null;
        Pseudowire pseudowire = new(variant, ++_number);

        // The router first: from its first packet on, what the peer sends is counted on both sides.
        Router.Api.Apply(ConfigurationWith(pseudowire.RouterConfiguration(tunnel)));
        L2tpSessionInfo? session = null;
        Wait.Until(() => $"session up: {session}", Settling, () =>
            (session = Router.Api.Sessions.SingleOrDefault(item => item.SessionId == pseudowire.RouterSession))?.State == "up");
        string script = pseudowire.PeerScript(_made, CeMac);
        _made = pseudowire;
        Peer.Run(script).Checked();
        Lab.PingUntilAnswered("ce", PeerInside);
        Current = tunnel.Length == 0 ? pseudowire : null;
        return pseudowire;
    }

    /// <summary>Gives the router other sections in the place of a pseudowire, also for the case that it starts again.</summary>
    internal void Configure(string sections)
    {
        Current = null;
        string configuration = ConfigurationWith(sections);
        File.WriteAllText(Router.ConfigurationFile, configuration);
        Router.Api.Apply(configuration);
    }

    /// <summary>Counters of both ends of a pseudowire once they agree, or as they are when they never do.</summary>
    internal (L2tpSessionCounts Router, PeerCounts Peer) Counts(Pseudowire pseudowire)
    {
        L2tpSessionCounts router = null!;
        PeerCounts peer = null!;
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(2);
        do
        {
            peer = PeerCounts.Read(Peer, pseudowire.PeerSession);
            Thread.Sleep(150); // the router's counters are a tenth of a second old at most
            router = Router.Api.Sessions.Single(item => item.SessionId == pseudowire.RouterSession).Counters!;
        }
        while ((router.TxPackets != peer.RxPackets || router.RxPackets != peer.TxPackets) && DateTime.UtcNow < end);
        return (router, peer);
    }

    private string ConfigurationWith(string sections) => $"instance: {Router.Instance}\n{Base}{sections}\n";

    private void Build()
    {
        _lab = new Lab();
        _lab.AddNodes("ce", "pe", "wire");
        _lab.WithoutIpv6("ce", "wire");
        _lab.Wire("ce", "l2", "pe", "v-ac0");
        _lab.Wire("wire", RouterSide, "pe", "v-core0", 1600);
        _lab.Tap("wire", PeerSide, 1600);
        _lab.Switch("wire", RouterSide, PeerSide);
        _lab.Address("ce", "l2", $"{CeInside}/24");
        _peer = LinuxPeer.Launch(_lab, "wire", 1, PeerSide);
        Router = _lab.StartRouter("pe", Base);
        _peer.WaitReady();
        _peer.Run(Prepare).Checked();
        RouterMac = Router.Api.Interfaces.Single(item => item.Name == "core0").Mac!;
        CeMac = _lab.Exec("ce", "cat", "/sys/class/net/l2/address").Checked().Output.Trim();

        // No ARP between the customer's ends, for the same reason.
        _lab.Exec("ce", "ip", "neighbour", "add", PeerInside, "lladdr", Pseudowire.PeerMac, "nud", "permanent", "dev", "l2").Checked();
    }
}

/// <summary>The tests that share the <see cref="PeerNetwork"/>.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's word")]
public sealed class PeerCollectionDefinition : ICollectionFixture<PeerNetwork>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Linux peer";
}
