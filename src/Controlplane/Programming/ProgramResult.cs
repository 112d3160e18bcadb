namespace Router.Controlplane.Programming;

/// <summary>What became of an attempt to program a desired state.</summary>
/// <param name="Commands">Commands sent.</param>
/// <param name="Errors">Commands refused, and objects for which there was no room.</param>
public sealed record ProgramResult(int Commands, IReadOnlyList<ProgrammingError> Errors)
{
    /// <summary>True if the dataplane holds what was desired.</summary>
    public bool Succeeded => Errors.Count == 0;
}
