using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>CPUs used once, and no section larger than its table.</summary>
internal static class DataplaneValidator
{
    public static void Validate(ValidationContext context)
    {
        CheckProcessors(context);
        RouterConfiguration configuration = context.Configuration;
        LimitsConfiguration limits = configuration.Dataplane.Limits;
        CheckLimit(context, "interfaces", configuration.Interfaces.Count, limits.Interfaces);
        CheckLimit(context, "vrfs", configuration.Vrfs.Count, limits.Vrfs);
        CheckLimit(context, "routes", configuration.Routes.Count, limits.Routes);
        CheckLimit(context, "l2tp-sessions", configuration.L2tp.Sessions.Count + configuration.L2tp.Pseudowires.Count, limits.L2tpSessions);
    }

    private static void CheckProcessors(ValidationContext context)
    {
        DataplaneConfiguration dataplane = context.Configuration.Dataplane;
        if (dataplane.Workers is not { } workers)
        {
            return;
        }

        KeyPath path = ListPaths.Dataplane.Key("workers");
        var seen = new HashSet<int>();
        for (int i = 0; i < workers.Count; i++)
        {
            if (!seen.Add(workers[i]))
            {
                context.Report(path.Index(i), $"CPU {workers[i]} is given twice; each worker needs a CPU of its own");
            }
        }

        // Only a machine with a single CPU has no choice.
        bool isSingleProcessor = workers.Count == 1 && workers[0] == 0;
        if (dataplane.Main is int main && seen.Contains(main) && !isSingleProcessor)
        {
            context.Report(ListPaths.Dataplane.Key("main"), $"CPU {main} is a worker's, which never rests; give the main thread another CPU");
        }
    }

    private static void CheckLimit(ValidationContext context, string key, int count, int limit)
    {
        if (count > limit)
        {
            context.Report(ListPaths.Limits.Key(key), $"{limit} is too small: the configuration has {count}; write {count} or more");
        }
    }
}
