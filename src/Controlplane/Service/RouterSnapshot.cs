using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Ids;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <summary>The control plane's state at one moment. Immutable, so readers need no lock.</summary>
public sealed record RouterSnapshot
{
    /// <summary>The configuration in force, with its text and number.</summary>
    public required ConfigurationRevision Revision { get; init; }

    /// <summary>The configuration in force.</summary>
    public RouterConfiguration Configuration => Revision.Configuration;

    /// <summary>What the dataplane should hold.</summary>
    public required DesiredState Desired { get; init; }

    /// <summary>What negotiated L2TP sessions take in the dataplane, by name: as of now, not of the snapshot.</summary>
    public IReadOnlyDictionary<string, SessionObjects> Negotiated { get; init; } = new Dictionary<string, SessionObjects>();

    /// <summary>Table indices in the dataplane by key; empty while it is away.</summary>
    public required IdSnapshot Ids { get; init; }

    /// <summary>Ports of the dataplane; empty while it is away.</summary>
    public required IReadOnlyList<PortFacts> Ports { get; init; }

    /// <summary>Neighbours of the configuration and the kernel.</summary>
    public required IReadOnlyList<NeighbourEntry> Neighbours { get; init; }

    /// <summary>Link to the dataplane.</summary>
    public required ChannelStatus Channel { get; init; }

    /// <summary>Commands that the dataplane refused and that are still wanted.</summary>
    public required IReadOnlyList<ProgrammingError> Errors { get; init; }
}
