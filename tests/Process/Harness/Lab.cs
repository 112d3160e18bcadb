using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Harness;

/// <summary>
/// Network namespaces joined by veth pairs, and routers in them. Everything is named after this process and removed by
/// <see cref="Dispose"/>, at the end of the process, or, if the process was killed, by the next lab.
/// </summary>
internal sealed class Lab : IDisposable
{
    private const string Prefix = "rt-";
    private const string Bridge = "switch";
    private static int _number;

    private readonly string _name = $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _number)}";
    private readonly List<string> _namespaces = [];
    private readonly List<RouterProcess> _routers = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Makes an empty lab.</summary>
    /// <exception cref="SkipException">This machine or user cannot have network namespaces.</exception>
    public Lab()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root: network namespaces");
        Skip.IfNot(File.Exists("/dev/net/tun"), "needs /dev/net/tun");
        LabCleanup.RemoveAbandoned(Prefix);
        LabCleanup.Register(this);
        RunDirectory = Path.Combine(Path.GetTempPath(), _name);
        Directory.CreateDirectory(RunDirectory);
    }

    /// <summary>Temporary directory: run directory of the routers, and files of the tests.</summary>
    public string RunDirectory { get; }

    /// <summary>Routers run with the capabilities of their systemd units.</summary>
    public bool LikeUnits { get; init; }

    /// <summary>The routers that were started, also those that ended.</summary>
    public IReadOnlyList<RouterProcess> Routers => _routers;

    /// <summary>The real name of a namespace of this lab.</summary>
    public string FullName(string node) => $"{_name}-{node}";

    /// <summary>Makes namespaces, loopback up.</summary>
    public void AddNodes(params string[] nodes)
    {
        foreach (string node in nodes)
        {
            string name = FullName(node);
            lock (_lock)
            {
                _namespaces.Add(name);
            }

            Shell.Run("ip", "netns", "add", name);
            Shell.Run("ip", "-n", name, "link", "set", "lo", "up");
        }
    }

    /// <summary>
    /// Joins two nodes by a veth pair without checksum and segmentation offloads: what leaves one end is what a wire would carry.
    /// </summary>
    public void Wire(string node, string device, string otherNode, string otherDevice, int mtu = 1500)
    {
        string octets = mtu.ToString(CultureInfo.InvariantCulture);
        Shell.Run(
            "ip", "link", "add", device, "netns", FullName(node), "mtu", octets, "type", "veth",
            "peer", "name", otherDevice, "netns", FullName(otherNode), "mtu", octets);
        foreach ((string end, string name) in new[] { (node, device), (otherNode, otherDevice) })
        {
            Exec(end, "ethtool", "-K", name, "rx", "off", "tx", "off", "tso", "off", "gso", "off", "gro", "off").Checked();
            Exec(end, "ip", "link", "set", name, "up").Checked();
        }
    }

    /// <summary>Makes a TAP, for the card of a virtual machine. Its queue is long: an emulated processor takes packets in bursts.</summary>
    public void Tap(string node, string device, int mtu = 1500)
    {
        Exec(node, "ip", "tuntap", "add", "dev", device, "mode", "tap").Checked();
        Exec(node, "ip", "link", "set", device, "mtu", mtu.ToString(CultureInfo.InvariantCulture), "txqueuelen", "10000", "up").Checked();
    }

    /// <summary>Joins devices of a node to one cable, that carries everything as it is.</summary>
    public void Switch(string node, params string[] devices)
    {
        Exec(node, "ip", "link", "add", Bridge, "type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0").Checked();
        Exec(node, "ip", "link", "set", Bridge, "up").Checked();
        Array.ForEach(devices, device => Exec(node, "ip", "link", "set", device, "master", Bridge).Checked());
    }

    /// <summary>Gives a device of a host (not a router) its addresses, without duplicate address detection.</summary>
    public void Address(string node, string device, params string[] addresses)
    {
        foreach (string address in addresses)
        {
            string[] more = address.Contains(':', StringComparison.Ordinal) ? ["nodad"] : [];
            Exec(node, ["ip", "address", "add", address, "dev", device, .. more]).Checked();
        }
    }

    /// <summary>Gives a host a route.</summary>
    public void Route(string node, string prefix, string via) => Exec(node, "ip", "route", "add", prefix, "via", via).Checked();

    /// <summary>Turns IPv6 off in a node, so that nothing but the test's own packets is on its wires.</summary>
    public void WithoutIpv6(params string[] nodes)
    {
        foreach (string node in nodes)
        {
            Exec(node, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1").Checked();
        }
    }

    /// <summary>Runs a command in a node.</summary>
    public CommandResult Exec(string node, params string[] command) => Exec(node, TimeSpan.FromSeconds(30), command);

    /// <summary>Runs a command in a node with a time limit.</summary>
    public CommandResult Exec(string node, TimeSpan timeout, params string[] command) => Shell.Execute(
        "ip", ["netns", "exec", FullName(node), .. command], timeout, new Dictionary<string, string> { ["ROUTER_RUN_DIR"] = RunDirectory });

    /// <summary>Runs <c>routerctl</c> for the router of a node.</summary>
    public CommandResult RouterCtl(RouterProcess router, params string[] arguments) =>
        Exec(router.Node, [Repository.RouterCtl, "--instance", router.Instance, .. arguments]);

    /// <summary>Waits until a host answers a ping; routers learn their neighbours on the way.</summary>
    /// <exception cref="TimeoutException">It never does.</exception>
    public void PingUntilAnswered(string node, string destination) => Wait.Until(
        $"{node} reaches {destination}", TimeSpan.FromSeconds(20), () => Exec(node, "ping", "-n", "-c", "1", "-W", "1", destination).ExitCode == 0);

    /// <summary>Sends pings of <paramref name="size"/> octets that must not be fragmented, all of which have to be answered.</summary>
    /// <exception cref="InvalidOperationException">Some were not: ping itself is content with one answer.</exception>
    public CommandResult Ping(string node, string destination, int count = 5, int size = 56)
    {
        CommandResult result = Exec(
            node, "ping", "-n", "-i", "0.05", "-W", "3", "-M", "do", "-c", count.ToString(CultureInfo.InvariantCulture),
            "-s", size.ToString(CultureInfo.InvariantCulture), destination).Checked();
        return result.Output.Contains(", 0% packet loss", StringComparison.Ordinal)
            ? result
            : throw new InvalidOperationException(result.ToString());
    }

    /// <summary>Writes a file into <see cref="RunDirectory"/> and returns its path.</summary>
    public string WriteFile(string name, string content)
    {
        string path = Path.Combine(RunDirectory, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Starts <c>routerctl run</c> in a node of the same name as the configuration's instance, and waits until it has programmed its configuration.</summary>
    public RouterProcess StartRouter(string node, string configuration, bool realTime = false)
    {
        RouterProcess router = LaunchRouter(node, configuration, realTime);
        router.WaitReady();
        return router;
    }

    /// <summary>The same without waiting.</summary>
    public RouterProcess LaunchRouter(string node, string configuration, bool realTime = false)
    {
        string instance = FullName(node);
        string file = WriteFile($"{node}.yaml", $"instance: {instance}\n{configuration}");
        RouterProcess router = new(this, node, instance, file, realTime);
        lock (_lock)
        {
            _routers.Add(router);
        }

        router.Start();
        return router;
    }

    /// <summary>Writes the routers' logs where a failed test shows them.</summary>
    public void WriteLogs(ITestOutputHelper output)
    {
        foreach (RouterProcess router in _routers)
        {
            output.WriteLine($"-- log of {router.Node}");
            foreach (string line in router.Log)
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Ends the routers and removes everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        LabCleanup.Unregister(this);
        RouterProcess[] routers = [.. _routers];
        foreach (RouterProcess router in routers)
        {
            router.RequestStop();
        }

        foreach (RouterProcess router in routers)
        {
            router.Dispose();
        }

        foreach (string name in _namespaces)
        {
            LabCleanup.Remove(name);
        }

        Directory.Delete(RunDirectory, recursive: true);
    }
}
