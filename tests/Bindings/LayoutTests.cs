using System.Reflection;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>Every struct of the bindings has the size, and every field the place, that the C compiler gives it.</summary>
public class LayoutTests(LayoutTests.Comparison comparison) : IClassFixture<LayoutTests.Comparison>
{
    /// <summary>Structs that the dataplane reads or writes itself.</summary>
    public static TheoryData<Type> Touched =>
    [
        typeof(rte_mbuf),
        typeof(rte_mbuf_ext_shared_info),
        typeof(rte_mbuf_dynfield),
        typeof(rte_mbuf_dynflag),
        typeof(rte_pktmbuf_pool_private),
        typeof(rte_mempool),
        typeof(rte_mempool_cache),
        typeof(rte_mempool_objhdr),
        typeof(rte_ring),
        typeof(rte_ring_headtail),
        typeof(rte_eth_conf),
        typeof(rte_eth_rxmode),
        typeof(rte_eth_txmode),
        typeof(rte_eth_rxconf),
        typeof(rte_eth_txconf),
        typeof(rte_eth_rss_conf),
        typeof(rte_eth_dev_info),
        typeof(rte_eth_desc_lim),
        typeof(rte_eth_link),
        typeof(rte_eth_stats),
        typeof(rte_eth_xstat),
        typeof(rte_eth_fp_ops),
        typeof(rte_ethdev_qdata),
        typeof(rte_ether_addr),
        typeof(rte_ether_hdr),
        typeof(rte_pci_addr),
    ];

    [Fact]
    public void EveryStructHasTheLayoutOfC()
    {
        Assert.True(comparison.Differences.Count == 0, string.Join('\n', comparison.Differences.Take(50)));
        Assert.Equal(comparison.Managed.Count, comparison.Native.Count);
        Assert.True(comparison.Managed.Count(fact => fact.Kind == 'S') > 300, "the comparison lost most structs");
        Assert.True(comparison.Managed.Count(fact => fact.Kind == 'B') > 100, "the comparison lost most bitfields");
    }

    [Theory]
    [MemberData(nameof(Touched))]
    public void StructOfTheDataplaneIsCompared(Type type)
    {
        int fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance).Count(f => !f.Name.StartsWith("Anonymous", StringComparison.Ordinal) && !f.Name.StartsWith("_bitfield", StringComparison.Ordinal));
        LayoutFact[] native = [.. comparison.Native.Where(fact => fact.Type == type.Name)];

        Assert.Single(native, fact => fact.Kind == 'S');
        Assert.True(native.Length - 1 >= fields, $"{native.Length - 1} facts for {fields} fields");
        Assert.Equal(comparison.Managed.Where(fact => fact.Type == type.Name), native);
    }

    [Fact]
    public void MovedFieldIsFound()
    {
        LayoutFact[] wrong = [.. ManagedLayout.Describe(typeof(rte_mbuf_sched))];
        LayoutFact[] right = [.. NativeLayout.Describe("moved", CompilerProbe.DpdkHeaders, wrong, name => name == nameof(rte_mbuf_sched) ? "struct rte_mbuf_sched" : name)];

        Assert.Equal(
            ["S rte_mbuf_sched - 12 0, C: S rte_mbuf_sched - 8 0", "F rte_mbuf_sched traffic_class 4 4, C: F rte_mbuf_sched traffic_class 4 1", "F rte_mbuf_sched color 8 1, C: F rte_mbuf_sched color 5 1", "F rte_mbuf_sched reserved 10 2, C: F rte_mbuf_sched reserved 6 2"],
            Comparison.Compare(wrong, right));
    }

    [Fact]
    public void HandWrittenStructsOfLinuxHaveTheLayoutOfC()
    {
        (Type Type, string Name, string[] Headers)[] types =
        [
            (typeof(timespec), "struct timespec", ["time.h"]),
            (typeof(in_addr), "struct in_addr", ["netinet/in.h"]),
            (typeof(in6_addr), "struct in6_addr", ["netinet/in.h"]),
        ];
        LayoutFact[] managed = [.. types.SelectMany(t => ManagedLayout.Describe(t.Type))];
        IReadOnlyList<LayoutFact> native = NativeLayout.Describe("libc", types.SelectMany(t => t.Headers).Distinct(), managed, name => types.Single(t => t.Type.Name == name).Name);

        Assert.Equal(managed, native);
        Assert.Equal(7, managed.Length);
    }

    [Fact]
    public void RequestsOfLinuxHaveTheLayoutOfC()
    {
        LayoutFact[] expected =
        [
            new('S', nameof(PollFd), "", 8, 0), new('F', nameof(PollFd), "fd", 0, 4), new('F', nameof(PollFd), "events", 4, 2), new('F', nameof(PollFd), "revents", 6, 2),
            new('S', nameof(InterfaceRequest), "", 40, 0), new('F', nameof(InterfaceRequest), "ifr_name", 0, 16), new('F', nameof(InterfaceRequest), "ifr_flags", 16, 2),
            new('F', nameof(InterfaceRequest), "ifr_mtu", 16, 4), new('F', nameof(InterfaceRequest), "ifr_hwaddr.sa_family", 16, 2),
        ];
        Assert.Equal(expected, NativeLayout.Describe("linux", ["poll.h", "net/if.h"], expected, name => name == nameof(PollFd) ? "struct pollfd" : "struct ifreq"));

        string[] spelled = ["S - 8 0", "F Fd 0 4", "F Events 4 2", "F ReturnedEvents 6 2", "S - 40 0", "F Name 0 16", "F Flags 16 2", "F Value 16 4", "F HardwareFamily 16 2", "F Hardware 18 6"];
        Assert.Equal(spelled, new[] { typeof(PollFd), typeof(InterfaceRequest) }.SelectMany(ManagedLayout.Describe).Select(f => f.ToString().Replace(f.Type + " ", "", StringComparison.Ordinal)));
    }

    /// <summary>Compiles and runs the C program once for all tests of the class.</summary>
    public sealed class Comparison
    {
        private static readonly string[] OfLinux =
            [nameof(FILE), nameof(pthread_attr_t), nameof(timespec), nameof(in_addr), nameof(in6_addr), nameof(PollFd), nameof(InterfaceRequest)];

        public Comparison()
        {
            IReadOnlyDictionary<string, string> tags = NativeLayout.Tags();
            Managed = [.. typeof(rte_mbuf).Assembly.GetTypes()
                .Where(t => t is { IsValueType: true, IsEnum: false, IsNested: false, Namespace: "Dpdk.Native" } && !OfLinux.Contains(t.Name))
                .OrderBy(t => t.Name, StringComparer.Ordinal)
                .SelectMany(ManagedLayout.Describe)];
            Native = NativeLayout.Describe("layout", CompilerProbe.DpdkHeaders, Managed, name => tags.GetValueOrDefault(name, name));
            Differences = Compare(Managed, Native);
        }

        internal IReadOnlyList<LayoutFact> Managed { get; }

        internal IReadOnlyList<LayoutFact> Native { get; }

        internal IReadOnlyList<string> Differences { get; }

        internal static IReadOnlyList<string> Compare(IReadOnlyList<LayoutFact> managed, IReadOnlyList<LayoutFact> native) =>
            [.. managed.Zip(native).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First}, C: {pair.Second}")];
    }

    // Named as DPDK's struct, but with one member too wide.
    [StructLayout(LayoutKind.Sequential)]
    private struct rte_mbuf_sched
    {
        public uint queue_id;
        public uint traffic_class;
        public byte color;
        public ushort reserved;
    }
}
