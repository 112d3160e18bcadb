using Router.Api;
using Xunit;

namespace Router.Process.Tests.Harness;

/// <summary>The conservation law: no packet appears or vanishes unaccounted.</summary>
internal static class Conservation
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Checks the law over the whole life of a dataplane. Counters are read while packets may be on their way, so it may take some readings.</summary>
    public static void Check(RouterProcess router)
    {
        RuntimeInfo runtime = router.Api.Runtime;
        Wait.Until(() => $"conservation in {router.Node}: {Describe(runtime)}", Settling, () =>
        {
            runtime = router.Api.Runtime;
            return runtime.Workers.All(worker => In(worker) == Out(worker));
        });
        Assert.True(runtime.Workers.Any(worker => worker.Received > 0), $"{router.Node} has received nothing");

        DropsInfo drops = router.Api.Drops;
        Wait.Until(() => $"sum of reasons in {router.Node}: {Describe(runtime)}", Settling, () =>
        {
            runtime = router.Api.Runtime;
            drops = router.Api.Drops;
            return Sum(drops.Drops) == Sum(runtime.Workers, worker => worker.Dropped)
                && Sum(drops.Punts) == Sum(runtime.Workers, worker => worker.Punted);
        });
    }

    private static ulong In(WorkerInfo worker) => worker.Received + worker.Originated + worker.Injected;

    private static ulong Out(WorkerInfo worker) => worker.Transmitted + worker.Dropped + worker.Punted;

    private static ulong Sum(IEnumerable<ReasonCount> counts) => counts.Aggregate(0UL, (sum, count) => sum + count.Total);

    private static ulong Sum(IEnumerable<WorkerInfo> workers, Func<WorkerInfo, ulong> value) =>
        workers.Aggregate(0UL, (sum, worker) => sum + value(worker));

    private static string Describe(RuntimeInfo runtime) => string.Join("; ", runtime.Workers.Select(worker =>
        $"received {worker.Received} + originated {worker.Originated} + injected {worker.Injected} = {In(worker)}, "
        + $"transmitted {worker.Transmitted} + dropped {worker.Dropped} + punted {worker.Punted} = {Out(worker)}"));
}
