using Router.Channel;

namespace Router.Controlplane.Programming;

/// <summary>State of the link to the dataplane.</summary>
/// <param name="Attached">Whether a dataplane is there.</param>
/// <param name="Converged">Whether the dataplane has confirmed everything that is desired.</param>
/// <param name="Epoch">The dataplane's start, 0 while it is away.</param>
/// <param name="Generation">Generation under which this control plane programs.</param>
/// <param name="DataplanePid">Process id of the dataplane.</param>
public sealed record ChannelStatus(bool Attached, bool Converged, ulong Epoch, uint Generation, int DataplanePid)
{
    /// <summary>No dataplane.</summary>
    public static ChannelStatus Detached { get; } = new(false, false, 0, 0, 0);
}

/// <summary>A command that was refused.</summary>
/// <param name="Kind">What it was about.</param>
/// <param name="Operation">Upsert or delete.</param>
/// <param name="Name">The object in words, such as <c>route 10.1.0.0/16 vrf red</c>.</param>
/// <param name="Error">Why.</param>
public sealed record ProgrammingError(CommandKind Kind, CommandOperation Operation, string Name, CommandError Error)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Operation} refused: {Error}";
}
