using Router.Configuration;
using Router.Dataplane.Ports;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>How DPDK is started.</summary>
public sealed class EalArgumentsTests
{
    [Fact]
    public void VirtualDevicesNeedNoPci()
    {
        string line = Build(true, "net_null0", "net_ring0,nodeaction=a");
        Assert.Contains("--lcores 0@(0,2) ", line, StringComparison.Ordinal);
        Assert.Contains("-m 256 --in-memory --vdev net_null0 --vdev net_ring0,nodeaction=a --no-pci --iova-mode va", line, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyTheNamedPciDevicesAreTaken()
    {
        string line = Build(true, "0000:03:00.0,opt=1", "net_null0");
        Assert.Contains("-a 0000:03:00.0,opt=1 --vdev net_null0", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--no-pci", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--iova-mode", line, StringComparison.Ordinal);
    }

    [Fact]
    public void SmallPagesExcludeInMemory()
    {
        string line = Build(false);
        Assert.Contains("--no-huge --no-shconf", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--in-memory", line, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsTheHugePagesOfTheSystem()
    {
        string[] lines = ["MemTotal: 1 kB", "HugePages_Total:    1024", "HugePages_Free:      900", "HugePages_Rsvd:      100", "Hugepagesize:       2048 kB"];
        Assert.Equal(new HugePageState(1024, 800, 2048), HugePages.Parse(lines));
        Assert.Null(HugePages.Parse(["MemTotal: 1 kB"]));
    }

    private static string Build(bool hugePages, params string[] devices) => string.Join(' ', EalArguments.Build(
        "pe1", [0, 2], hugePages, 256, devices.Select((device, index) => new PortConfiguration { Name = $"p{index}", Device = device })));
}
