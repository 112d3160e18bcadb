using System.Collections.Immutable;

namespace Router.Linux;

/// <summary>
/// Compares a plan with the kernel and changes the kernel, one pass at a time. Used by one thread at a time. What the
/// kernel has is read from it anew for each pass, never from a monitor's memory, which may be a moment behind.
/// </summary>
internal sealed class MirrorReconciler(KernelMonitorSet monitors, NetworkNamespace home) : IDisposable
{
    // Each pass that changed something is followed by one that looks whether it held.
    private const int MostPasses = 5;
    private readonly Dictionary<NetworkNamespace, KernelConfigurator> _configurators = [];
    private readonly Dictionary<(NamespaceIdentity Namespace, int Index), IReadOnlyList<Sysctl>> _settled = [];

    /// <summary>Forgets what need not be checked each time.</summary>
    public void BeginAudit() => _settled.Clear();

    /// <summary>Makes the kernel as the plan says.</summary>
    public MirrorReport Reconcile(MirrorPlan plan)
    {
        Dictionary<string, MirrorStatus> statuses = [];
        List<string> routeErrors = [];
        IReadOnlyList<NetworkNamespace> namespaces = plan.Namespaces;
        Forget(namespaces);
        foreach (NetworkNamespace @namespace in namespaces)
        {
            List<MirrorInterface> mirrors = [.. plan.Interfaces.Where(mirror => mirror.Namespace == @namespace)];
            try
            {
                KernelConfigurator kernel = Enter(@namespace);
                Fetch(kernel, mirrors);
                var pass = new MirrorPass(kernel, _settled);
                int count = 0;
                while (pass.Run(mirrors) && ++count < MostPasses)
                {
                }

                if (count == MostPasses)
                {
                    pass.Fail("does not keep its settings: something else changes them too");
                }

                pass.Report(mirrors, statuses);
                IEnumerable<RouteInfo> routes = pass.Resolve(plan.Routes.Where(route => route.Namespace == @namespace));
                routeErrors.AddRange(kernel.SyncRoutes([.. routes]).Select(error => error.Message));
            }
            catch (NetlinkException exception)
            {
                Leave(@namespace);
                MirrorState state = exception.Errno == Errno.NotFound ? MirrorState.Waiting : MirrorState.Failed;
                foreach (MirrorInterface mirror in mirrors)
                {
                    statuses[mirror.Name] = new MirrorStatus(mirror.Name, @namespace, state, 0, exception.Message);
                }
            }
        }

        return new MirrorReport(statuses.ToImmutableDictionary(), [.. routeErrors]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KernelConfigurator kernel in _configurators.Values)
        {
            kernel.Dispose();
        }

        _configurators.Clear();
    }

    // Namespaces that left the plan lose the router's routes; their interfaces go with the dataplane's.
    private void Forget(IReadOnlyList<NetworkNamespace> namespaces)
    {
        foreach (NetworkNamespace @namespace in _configurators.Keys.Where(known => !namespaces.Contains(known)).ToList())
        {
            try
            {
                _ = Enter(@namespace).SyncRoutes([]);
            }
            catch (NetlinkException)
            {
                // It has gone, and its routes with it.
            }

            Leave(@namespace);
        }
    }

    // A name may stand for another namespace than last time.
    private KernelConfigurator Enter(NetworkNamespace @namespace)
    {
        if (_configurators.TryGetValue(@namespace, out KernelConfigurator? known))
        {
            if (known.Identity == @namespace.Identify())
            {
                return known;
            }

            Leave(@namespace);
        }

        var kernel = new KernelConfigurator(@namespace);
        _configurators.Add(@namespace, kernel);
        return kernel;
    }

    // A configurator keeps its namespace alive, so it must not outlive the name.
    private void Leave(NetworkNamespace @namespace)
    {
        if (_configurators.Remove(@namespace, out KernelConfigurator? kernel))
        {
            foreach ((NamespaceIdentity, int) key in _settled.Keys.Where(key => key.Namespace == kernel.Identity).ToList())
            {
                _ = _settled.Remove(key);
            }

            kernel.Dispose();
        }
    }

    // TAPs appear in one namespace; after a change of the configuration they may be in any other.
    private void Fetch(KernelConfigurator target, List<MirrorInterface> mirrors)
    {
        HashSet<string> missing = [.. mirrors.Select(mirror => mirror.Name)];
        missing.ExceptWith(target.Links().Select(link => link.Name));
        if (missing.Count == 0)
        {
            return;
        }

        foreach (NetworkNamespace other in monitors.Monitors.Select(monitor => monitor.Namespace).Append(home).Distinct())
        {
            if (other == target.Namespace || other.Identify() is null)
            {
                continue;
            }

            try
            {
                using var source = new KernelConfigurator(other);
                foreach (LinkInfo link in source.Links().Where(link => link.IsTap && missing.Contains(link.Name)))
                {
                    source.MoveToNamespace(link.Index, target.Namespace);
                }
            }
            catch (NetlinkException exception) when (exception.Errno is Errno.NotFound or Errno.NoDevice)
            {
                // It went in this moment; its coming back is reported.
            }
        }
    }
}
