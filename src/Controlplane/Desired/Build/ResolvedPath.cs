using System.Collections.Immutable;
using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>
/// Where a next hop address leads: out of an interface to a neighbour with labels, to a decision without a next hop,
/// or nowhere.
/// </summary>
internal sealed record ResolvedPath
{
    /// <summary>Why the path leads nowhere; null if it leads somewhere.</summary>
    public string? Failure { get; init; }

    /// <summary>True if the failure is only one of depth, and so not one of every path through this one.</summary>
    public bool TooDeep { get; init; }

    /// <summary>A decision without a next hop, or <see cref="TargetKind.None"/>.</summary>
    public TargetKind Fixed { get; init; }

    /// <summary>Egress interface.</summary>
    public DesiredInterface? Interface { get; init; }

    /// <summary>Neighbour on the link of the interface.</summary>
    public IPAddress? NextHop { get; init; }

    /// <summary>Labels to push, outermost first.</summary>
    public ImmutableArray<uint> Labels { get; init; } = [];

    /// <summary>TTL model of the labels.</summary>
    public TtlMode TtlMode { get; init; }

    /// <summary>A path that leads nowhere.</summary>
    public static ResolvedPath Failed(string why) => new() { Failure = why };

    /// <summary>The path with more labels inside of those that it has.</summary>
    public ResolvedPath Push(ConfigurationList<uint> labels, TtlMode mode)
    {
        ConfigurationList<uint> wire = MplsLabel.OnWire(labels);
        return wire.Count == 0 ? this : this with { Labels = [.. Labels, .. wire], TtlMode = mode };
    }
}
