using System.Globalization;
using System.Runtime.InteropServices;
using Router.Api;
using Router.Channel;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api;

/// <summary>The GET routes.</summary>
internal sealed class ShowEndpoints(IRouterService router)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiPaths.Version, Version);
        routes.MapGet(ApiPaths.Interfaces, context =>
            context.Json(WithOrWithoutChannel(InterfaceQueries.Interfaces), ApiJson.Default.IReadOnlyListInterfaceInfo));
        routes.MapGet(ApiPaths.Ports, context =>
            context.Json(WithChannel((_, channel) => InterfaceQueries.Ports(channel)), ApiJson.Default.IReadOnlyListPortInfo));
        routes.MapGet(ApiPaths.Routes, Routes);
        routes.MapGet(ApiPaths.MplsLabels, context =>
            context.Json(WithOrWithoutChannel(LabelQueries.Labels), ApiJson.Default.IReadOnlyListLabelInfo));
        routes.MapGet(ApiPaths.Neighbours, context =>
            context.Json(NeighbourQueries.Neighbours(router.Snapshot), ApiJson.Default.IReadOnlyListNeighbourInfo));
        routes.MapGet(ApiPaths.Runtime, context => context.Json(
            WithChannel((_, channel) => RuntimeQueries.Runtime(channel, DateTimeOffset.UtcNow)), ApiJson.Default.RuntimeInfo));
        routes.MapGet(ApiPaths.Drops, context =>
            context.Json(WithChannel((_, channel) => RuntimeQueries.Drops(channel)), ApiJson.Default.DropsInfo));
        routes.MapGet(ApiPaths.Channel, context =>
            context.Json(WithOrWithoutChannel(ChannelQueries.Channel), ApiJson.Default.ChannelInfo));
    }

    private Task Version(HttpContext context) => context.Json(
        new VersionInfo
        {
            Version = ProgramVersion.Text,
            Instance = router.Snapshot.Configuration.Instance,
            Runtime = RuntimeInformation.FrameworkDescription,
            ChannelAbi = ChannelAbi.Hash.ToString("x16", CultureInfo.InvariantCulture),
            Pid = Environment.ProcessId,
            StartedAt = router.StartedAt,
        },
        ApiJson.Default.VersionInfo);

    private Task Routes(HttpContext context)
    {
        RouterSnapshot snapshot = router.Snapshot;
        RouteFilter filter = RouteFilter.Parse(snapshot, context.Query("vrf"), context.Query("prefix"));
        Dictionary<ulong, PacketCounter>? counters =
            router.TryReadChannel(channel => RouteQueries.AdjacencyCounters(snapshot, channel), out Dictionary<ulong, PacketCounter>? read)
                ? read : null;
        return context.Json(RouteQueries.Routes(snapshot, filter, counters), ApiJson.Default.IEnumerableRouteInfo);
    }

    private T WithOrWithoutChannel<T>(Func<RouterSnapshot, ChannelFile?, T> query)
        where T : class
    {
        RouterSnapshot snapshot = router.Snapshot;
        return router.TryReadChannel<T>(channel => query(snapshot, channel), out T? result) ? result : query(snapshot, null);
    }

    private T WithChannel<T>(Func<RouterSnapshot, ChannelFile, T> query)
        where T : class
    {
        RouterSnapshot snapshot = router.Snapshot;
        return router.TryReadChannel<T>(channel => query(snapshot, channel), out T? result) ? result : throw ApiProblemException.NoDataplane();
    }
}
