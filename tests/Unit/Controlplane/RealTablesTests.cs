using Microsoft.Extensions.Logging.Abstractions;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Programming;
using Router.Unit.Tests.Configuration;
using Router.Unit.Tests.Dataplane;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>The control plane's commands against the dataplane's own checks and tables.</summary>
public sealed class RealTablesTests
{
    [Fact]
    public void NothingThatIsDesiredIsRefused()
    {
        using TestTables tables = new();
        Span<PortState> ports = tables.Channel.Elements<PortState>(RegionKind.Ports);
        for (int i = 0; i < 6; i++)
        {
            ports[i].Present = 1;
            ports[i].Name = Name16.From($"p{i}");
        }

        using SharedChannel shared = new();
        Reconciler? reconciler = null;
        for (int seed = 1; seed <= 60; seed++)
        {
            bool restart = seed % 10 == 1;
            if (restart)
            {
                ChannelClient client = new(tables.Path, shared, TimeProvider.System, new ReconcilerBench.AllAlive(), tables.Pump, NullLogger.Instance);
                Assert.True(client.Maintain());
                reconciler = new Reconciler(client);
            }

            RouterConfiguration configuration = new RandomConfiguration(seed).Make() with { Dataplane = new DataplaneConfiguration() };
            DesiredState desired = BuilderBench.Build(configuration);
            ProgramResult result = restart ? reconciler!.Replay(desired) : reconciler!.Program(desired);
            Assert.True(result.Succeeded, $"seed {seed}: {string.Join('\n', result.Errors)}");
            Assert.Equal((ulong)desired.Routes.Count, tables.Channel.Header.Routes);
            Assert.Equal(
                desired.Adjacencies.Keys.Order(),
                tables.Channel.Elements<ulong>(RegionKind.AdjacencyKeys).ToArray().Where(static key => key != 0).Order());
        }
    }

    [Fact]
    public void ARestartConfirmsEverything()
    {
        using TestTables tables = new();
        tables.Channel.Elements<PortState>(RegionKind.Ports)[0].Present = 1;
        using SharedChannel shared = new();
        DesiredState desired = BuilderBench.Build(Samples.Everything);
        for (int i = 1; i < desired.Interfaces.Values.Count(static entry => entry.Port != InterfaceRecord.NoPort); i++)
        {
            tables.Channel.Elements<PortState>(RegionKind.Ports)[i].Present = 1;
        }

        ulong confirmed = 0;
        for (int run = 0; run < 2; run++)
        {
            ChannelClient client = new(tables.Path, shared, TimeProvider.System, new ReconcilerBench.AllAlive(), tables.Pump, NullLogger.Instance);
            Assert.True(client.Maintain());
            ulong changed = tables.Channel.Header.CommandsChanged + tables.Channel.Header.CommandsCreated + tables.Channel.Header.CommandsRemoved;
            ProgramResult result = new Reconciler(client).Replay(desired);
            Assert.True(result.Succeeded, string.Join('\n', result.Errors));
            confirmed = tables.Channel.Header.CommandsConfirmed;
            if (run == 1)
            {
                Assert.Equal((ulong)result.Commands, confirmed);
                Assert.Equal(
                    changed,
                    tables.Channel.Header.CommandsChanged + tables.Channel.Header.CommandsCreated + tables.Channel.Header.CommandsRemoved);
            }
        }
    }
}
