using System.Net;
using System.Text.Json;
using Router.Configuration;
using Router.Linux;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>Every operation of the configurator against the real kernel, compared with what iproute2 shows.</summary>
public sealed class ConfiguratorTests
{
    private static readonly MacAddress Mac = new(0x02_00_00_00_77_01);

    [SkippableFact]
    public void LinksAreReadAsIpShowsThem()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        ns.Ip("link add v0 type veth peer name v1");
        ns.Ip("link set v0 up mtu 1400");
        ns.Ip("link set v1 up");
        ns.Ip("link add br0 type bridge");
        ns.Ip("link set tap0 master br0");
        using var kernel = new KernelConfigurator(ns.Namespace);
        Dictionary<string, LinkInfo> links = kernel.Links().ToDictionary(link => link.Name);
        JsonElement[] expected = ns.Json("link");
        Assert.Equal(expected.Length, links.Count);
        foreach (JsonElement link in expected)
        {
            LinkInfo actual = links[link.GetProperty("ifname").GetString()!];
            string[] flags = [.. link.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
            Assert.Equal(link.GetProperty("ifindex").GetInt32(), actual.Index);
            Assert.Equal(link.GetProperty("mtu").GetInt32(), actual.Mtu);
            Assert.Equal(flags.Contains("UP"), actual.IsUp);
            Assert.Equal(link.GetProperty("operstate").GetString() is "UP", actual.IsRunning);
            Assert.Equal(link.TryGetProperty("master", out JsonElement master) ? master.GetString() : null, links.Values.FirstOrDefault(other => other.Index == actual.MasterIndex)?.Name);
            if (link.TryGetProperty("linkinfo", out JsonElement info) && info.TryGetProperty("info_kind", out JsonElement kind))
            {
                Assert.Equal(kind.GetString(), actual.Kind);
            }

            if (link.GetProperty("link_type").GetString() == "ether")
            {
                Assert.Equal(link.GetProperty("address").GetString(), actual.Mac.ToString());
                Assert.True(actual.IsEthernet);
            }
        }

        Assert.True(links["tap0"].IsTap);
        Assert.False(links["v0"].IsTap);
        Assert.Equal(links["v0"], kernel.FindLink("v0"));
        Assert.Equal(links["v0"], kernel.FindLink(links["v0"].Index));
        Assert.Null(kernel.FindLink("none"));
        Assert.Null(kernel.FindLink(9999));
    }

    [SkippableFact]
    public void LinkSettingsAreIdempotent()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        using var kernel = new KernelConfigurator(ns.Namespace);
        int index = kernel.FindLink("tap0")!.Index;
        for (int i = 0; i < 2; i++)
        {
            kernel.SetUp(index, true);
            kernel.SetMtu(index, 1600);
            kernel.SetMac(index, Mac);
            JsonElement link = Assert.Single(ns.Json("link show tap0"));
            Assert.Contains(link.GetProperty("flags").EnumerateArray(), flag => flag.GetString() == "UP");
            Assert.Equal(1600, link.GetProperty("mtu").GetInt32());
            Assert.Equal("02:00:00:00:77:01", link.GetProperty("address").GetString());
        }

        kernel.SetUp(index, false);
        Assert.False(kernel.FindLink("tap0")!.IsUp);
        Assert.True(kernel.DeleteLink(index));
        Assert.False(kernel.DeleteLink(index));
    }

    [SkippableFact]
    public void RefusalsSayWhy()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        using var kernel = new KernelConfigurator(ns.Namespace);
        int index = kernel.FindLink("tap0")!.Index;
        NetlinkException mtu = Assert.Throws<NetlinkException>(() => kernel.SetMtu(index, 20));
        Assert.Equal(Errno.Invalid, mtu.Errno);
        Assert.Equal("mtu less than device minimum", mtu.KernelText);
        Assert.Contains("mtu less than device minimum", mtu.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.NoDevice, Assert.Throws<NetlinkException>(() => kernel.SetUp(9999, true)).Errno);
        Assert.Equal(Errno.NotFound, Assert.Throws<NetlinkException>(() => new KernelConfigurator(NetworkNamespace.Named("rt-linux-none"))).Errno);
        Assert.Throws<ArgumentException>(() => NetworkNamespace.Named("../etc"));
    }

    [SkippableFact]
    public void MacIsChangedOnAnInterfaceThatRefusesWhileUp()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        bool busy = new[] { "dummy", "ifb", "nlmon", "gretap remote 192.0.2.1" }.Any(kind => IsBusy(ns, kind));
        Skip.IfNot(busy, "this kernel has no interface that keeps its MAC address while up");
        using var kernel = new KernelConfigurator(ns.Namespace);
        kernel.SetMac(kernel.FindLink("busy0")!.Index, Mac);
        LinkInfo link = kernel.FindLink("busy0")!;
        Assert.Equal(Mac, link.Mac);
        Assert.True(link.IsUp);
    }

    [SkippableFact]
    public void AddressesAreSetAndDeleted()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        using var kernel = new KernelConfigurator(ns.Namespace);
        int index = kernel.FindLink("tap0")!.Index;
        kernel.SetUp(index, true);
        InterfaceAddress[] addresses =
        [
            new(IPAddress.Parse("10.7.1.1"), 24), new(IPAddress.Parse("10.7.1.2"), 24), new(IPAddress.Parse("10.7.2.0"), 31),
            new(IPAddress.Parse("10.7.3.1"), 32), new(IPAddress.Parse("2001:db8:7::1"), 64), new(IPAddress.Parse("2001:db8:8::1"), 127),
        ];
        for (int i = 0; i < 2; i++)
        {
            Array.ForEach(addresses, address => kernel.SetAddress(index, address));
        }

        JsonElement[] shown = [.. Assert.Single(ns.Json("addr show tap0")).GetProperty("addr_info").EnumerateArray()];
        foreach (InterfaceAddress address in addresses)
        {
            JsonElement one = Assert.Single(shown, one => one.GetProperty("local").GetString() == address.Address.ToString());
            Assert.Equal(address.PrefixLength, one.GetProperty("prefixlen").GetInt32());
            Assert.Equal(
                address.PrefixLength == 24 ? "10.7.1.255" : null,
                one.TryGetProperty("broadcast", out JsonElement broadcast) ? broadcast.GetString() : null);
            if (address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                Assert.True(one.GetProperty("nodad").GetBoolean());
                Assert.False(one.TryGetProperty("tentative", out _));
            }

            AddressInfo read = Assert.Single(kernel.Addresses(index), read => read.InterfaceAddress == address);
            Assert.Equal(KernelConfigurator.BroadcastOf(address), read.Broadcast);
            Assert.Null(read.Peer);
        }

        Assert.Equal(kernel.Addresses().Count(address => address.InterfaceIndex == index), kernel.Addresses(index).Count);
        Assert.All(addresses[1..], address => Assert.True(kernel.DeleteAddress(index, address)));
        Assert.All(addresses[1..], address => Assert.False(kernel.DeleteAddress(index, address)));
        Assert.Equal(addresses[0], Assert.Single(kernel.Addresses(index), address => !address.IsLinkLocal).InterfaceAddress);
    }

    [SkippableFact]
    public void LinksMoveBetweenNamespaces()
    {
        TestNamespace.Require();
        using var one = new TestNamespace();
        using var two = new TestNamespace();
        one.AddTap("tap0");
        using var from = new KernelConfigurator(one.Namespace);
        using var to = new KernelConfigurator(two.Namespace);
        int index = from.FindLink("tap0")!.Index;
        from.MoveToNamespace(index, one.Namespace); // it is there already
        Assert.NotNull(from.FindLink("tap0"));
        from.MoveToNamespace(index, two.Namespace);
        Assert.Null(from.FindLink("tap0"));
        Assert.True(to.FindLink("tap0")!.IsTap);
        Assert.DoesNotContain(one.Json("link"), link => link.GetProperty("ifname").GetString() == "tap0");
        Assert.Single(two.Json("link show tap0"));
    }

    [SkippableFact]
    public void SysctlsAreWrittenInTheNamespace()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("core0.100");
        using var kernel = new KernelConfigurator(ns.Namespace);
        Sysctl[] settings =
        [
            Sysctl.OfInterface("ipv6", "core0.100", "accept_ra", "0"), Sysctl.OfInterface("ipv4", "core0.100", "rp_filter", "2"),
            Sysctl.OfInterface("ipv6", "core0.100", "disable_ipv6", "1"),
        ];
        Assert.Empty(kernel.SetSysctls(settings));
        Assert.All(settings, setting => Assert.Equal(setting.Value, Command.Run("ip", $"netns exec {ns.Name} cat /proc/sys/net/{setting.Path}").Trim()));
        Assert.Equal("2", kernel.ReadSysctl("ipv4/conf/core0.100/rp_filter"));
        Assert.Null(kernel.ReadSysctl("ipv4/conf/none/rp_filter"));
        Assert.False(File.Exists("/proc/sys/net/ipv4/conf/core0.100/rp_filter"), "it was looked for in the wrong namespace");
        NetlinkException missing = Assert.Single(kernel.SetSysctls([Sysctl.OfInterface("ipv4", "none", "rp_filter", "0")]));
        Assert.Equal(Errno.NotFound, missing.Errno);
        NetlinkException wrong = Assert.Single(kernel.SetSysctls([Sysctl.OfInterface("ipv4", "core0.100", "rp_filter", "x")]));
        Assert.Equal(Errno.Invalid, wrong.Errno);
        Assert.Throws<ArgumentException>(() => new Sysctl("../kernel/panic", "1"));
    }

    [SkippableFact]
    public void TheOwnNamespaceNeedsNoName()
    {
        TestNamespace.Require();
        using var kernel = new KernelConfigurator(NetworkNamespace.Own);
        Assert.Equal(Command.Json("ip", "-j link").Select(link => link.GetProperty("ifname").GetString()).Order(), kernel.Links().Select(link => link.Name).Order());
        Assert.Equal(File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim(), kernel.ReadSysctl("ipv4/ip_forward"));
    }

    [SkippableFact]
    public void ThreadsOfTheProcessStayInItsNamespace()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        using NamespaceHandle handle = ns.Namespace.Open();
        string inside = handle.Run(() => File.ResolveLinkTarget("/proc/thread-self/ns/net", false)!.Name);
        Assert.Equal($"net:[{handle.Identity.Inode}]", inside);
        string own = File.ResolveLinkTarget("/proc/self/ns/net", false)!.Name;
        Assert.NotEqual(own, inside);
        Assert.Throws<InvalidOperationException>(() => handle.Run<int>(() => throw new InvalidOperationException("as it was")));

        // The threads that went inside have ended, but the kernel may show them a moment longer.
        _ = Harness.Wait.Until("no thread in the namespace", TimeSpan.FromSeconds(5), () => Directory.GetDirectories("/proc/self/task").All(thread => Read(thread) != inside));

        static string? Read(string thread)
        {
            try
            {
                return File.ResolveLinkTarget(thread + "/ns/net", false)?.Name;
            }
            catch (IOException)
            {
                return null; // it ended
            }
        }
    }

    private static bool IsBusy(TestNamespace ns, string kind)
    {
        if (Command.TryRun("ip", $"-n {ns.Name} link add busy0 type {kind}").Code != 0)
        {
            return false;
        }

        ns.Ip("link set busy0 up");
        if (Command.TryRun("ip", $"-n {ns.Name} link set busy0 address 02:00:00:00:77:09").Error.Contains("busy", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        ns.Ip("link del busy0");
        return false;
    }
}
