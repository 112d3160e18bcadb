using Router.Channel;

namespace Router.Controlplane.Desired;

/// <summary>Where a route, label, session or cross-connect leads, by identity instead of by table index.</summary>
/// <param name="Kind">Kind of decision.</param>
/// <param name="Key">Key of the adjacency, interface (glean) or VRF (lookup), else 0.</param>
public readonly record struct DesiredTarget(TargetKind Kind, ulong Key)
{
    /// <summary>Nowhere.</summary>
    public static DesiredTarget None => default;

    /// <summary>The router itself.</summary>
    public static DesiredTarget Local { get; } = new(TargetKind.Local, 0);

    /// <summary>An adjacency.</summary>
    /// <param name="key">Its key.</param>
    public static DesiredTarget Adjacency(ulong key) => new(TargetKind.Adjacency, key);
}
