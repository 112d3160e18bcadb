using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Channel;
using Router.Controlplane.Desired;
using Router.Controlplane.Ids;
using Router.Controlplane.Programming;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>A reconciler and a dataplane to program, in one thread: whenever the one waits, the other works.</summary>
internal sealed class ReconcilerBench : IDisposable
{
    private readonly SharedChannel _shared = new();

    public ReconcilerBench(ChannelLimits? limits = null)
    {
        Dataplane = new FakeDataplane(NewPath(), limits, "p0", "p1", "p2", "p3", "p4", "p5");
        Restart();
    }

    public FakeDataplane Dataplane { get; }

    public FakeTime Time { get; } = new();

    public ChannelClient Client { get; private set; } = null!;

    public Reconciler Reconciler { get; private set; } = null!;

    public static string NewPath() => Path.Combine(Path.GetTempPath(), $"router-test-{Guid.NewGuid():N}");

    /// <summary>A new control plane attaches to the dataplane.</summary>
    public void Restart()
    {
        Client = new ChannelClient(Dataplane.Path, _shared, Time, new AllAlive(), Idle, NullLogger.Instance);
        Assert.True(Client.Maintain());
        Reconciler = new Reconciler(Client);
    }

    /// <summary>The dataplane holds exactly what is desired, under the ids of the reconciler, octet for octet.</summary>
    public void AssertHolds(DesiredState desired)
    {
        Assert.Equal([], Dataplane.Violations);
        ObjectIds ids = Reconciler.Ids;
        RecordEncoder encoder = new(ids);
        Assert.Equal(desired.Vrfs.Count, Dataplane.Vrfs.Count);
        Assert.Equal(desired.Interfaces.Count, Dataplane.Interfaces.Count);
        Assert.Equal(desired.Adjacencies.Count, Dataplane.Adjacencies.Count);
        Assert.Equal(desired.Routes.Count, Dataplane.Routes.Count);
        Assert.Equal(desired.Labels.Count, Dataplane.Labels.Count);
        Assert.Equal(desired.Sessions.Count, Dataplane.Sessions.Count);
        Assert.Equal(desired.CrossConnects.Count, Dataplane.CrossConnects.Count);
        foreach (DesiredVrf item in desired.Vrfs.Values)
        {
            Assert.True(encoder.TryEncode(item, out VrfRecord record));
            Same(record, Dataplane.Vrfs[record.Id].Record);
        }

        foreach (DesiredInterface item in desired.Interfaces.Values)
        {
            Assert.True(encoder.TryEncode(item, out InterfaceRecord record));
            Same(record, Dataplane.Interfaces[record.Id].Record);
        }

        foreach (DesiredAdjacency item in desired.Adjacencies.Values)
        {
            Assert.True(encoder.TryEncode(item, out AdjacencyRecord record));
            Same(record, Dataplane.Adjacencies[record.Id].Record);
        }

        foreach (DesiredRoute item in desired.Routes.Values)
        {
            Assert.True(encoder.TryEncode(item, out RouteRecord record));
            Same(record, Dataplane.Routes[(record.Vrf, record.Family, record.PrefixLength, FakeDataplane.Number(record.Prefix))].Record);
        }

        foreach (DesiredLabel item in desired.Labels.Values)
        {
            Assert.True(encoder.TryEncode(item, out LabelRecord record));
            Same(record, Dataplane.Labels[(item.Key.Label, item.Key.BottomOfStack)].Record);
        }

        foreach (DesiredSession item in desired.Sessions.Values)
        {
            Assert.True(encoder.TryEncode(item, out L2tpSessionRecord record));
            Same(record, Dataplane.Sessions[record.Id].Record);
        }

        foreach (DesiredCrossConnect item in desired.CrossConnects.Values)
        {
            Assert.True(encoder.TryEncode(item, out CrossConnectRecord record));
            Same(record, Dataplane.CrossConnects[record.Interface].Record);
        }
    }

    public void Dispose()
    {
        _shared.Dispose();
        Dataplane.Dispose();
    }

    private void Idle()
    {
        Dataplane.Pump();
        Time.Advance(1);
    }

    private static void Same<T>(T wanted, T held)
        where T : unmanaged =>
        Assert.Equal(Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref wanted))), Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref held))));

    internal sealed class AllAlive : ProcessTable
    {
        public HashSet<int> Dead { get; } = [];

        public override bool IsAlive(int pid) => !Dead.Contains(pid);
    }
}
