using System.Globalization;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>The capabilities that the systemd units leave to the programs are enough.</summary>
public sealed class CapabilityTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>CAP_SYS_MODULE, which no router needs.</summary>
    private const int Modules = 16;

    private readonly Lab _lab = new() { LikeUnits = true };

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    /// <summary>Raw sockets of the control plane, mirrors, sockets in the place of the wire.</summary>
    [SkippableFact]
    public void Managed_pseudowires_over_ip_come_up()
    {
        (RouterProcess pe1, _) = ManagedPseudowires.Build(_lab, "ip", false, "secret: s3cret");
        _ = _lab.Ping("ce1", ManagedPseudowires.Destination, 5);
        foreach (string program in (string[])[RouterProcess.Dataplane, RouterProcess.Controlplane])
        {
            string line = File.ReadLines($"/proc/{pe1.FindChild(program)}/status").First(static line => line.StartsWith("CapEff:", StringComparison.Ordinal));
            ulong effective = ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.Equal(0ul, effective & (1ul << Modules));
        }
    }

    /// <summary>Mirrors in the namespace of a VRF, entered by both programs, and what Linux answers there.</summary>
    [SkippableFact]
    public void A_vrf_in_a_namespace_of_its_own_forwards_and_answers()
    {
        RoutedNetwork.BuildHosts(_lab);
        _lab.AddNodes("red");
        _ = _lab.StartRouter("r", RoutedNetwork.Configuration
            .Replace("/24]", "/24], vrf: red", StringComparison.Ordinal) + $"vrfs: {{ red: {{ netns: {_lab.FullName("red")} }} }}\n");
        _lab.PingUntilAnswered("a", RoutedNetwork.Destination);
        _ = _lab.Ping("a", RoutedNetwork.Destination, 5);
        _ = _lab.Ping("a", "10.0.1.1");
        _ = _lab.Exec("red", "ip", "link", "show", "west0").Checked();
        Assert.NotEqual(0, _lab.Exec("r", "ip", "link", "show", "west0").ExitCode);
    }
}
