namespace Router.Linux;

/// <summary>All that the router wants of Linux.</summary>
/// <param name="Interfaces">The mirrors.</param>
/// <param name="Routes">All routes of protocol <see cref="RouteInfo.OwnProtocol"/> in the namespaces of the plan; others of that protocol are removed.</param>
public sealed record MirrorPlan(IReadOnlyList<MirrorInterface> Interfaces, IReadOnlyList<MirrorRoute> Routes)
{
    /// <summary>Nothing.</summary>
    public static MirrorPlan Empty { get; } = new([], []);

    /// <summary>The namespaces that it speaks of.</summary>
    internal IReadOnlyList<NetworkNamespace> Namespaces =>
        [.. Interfaces.Select(mirror => mirror.Namespace).Concat(Routes.Select(route => route.Namespace)).Distinct()];
}
