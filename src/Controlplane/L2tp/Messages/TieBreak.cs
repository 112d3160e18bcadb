namespace Router.Controlplane.L2tp.Messages;

/// <summary>How a tie ended, from this router's side.</summary>
internal enum TieOutcome
{
    /// <summary>Neither end sent a tie breaker.</summary>
    None,

    /// <summary>This router's request goes on.</summary>
    Won,

    /// <summary>The peer's request goes on.</summary>
    Lost,

    /// <summary>Both requests are void, both ends try again.</summary>
    Equal,
}

/// <summary>Tie breakers (RFC 2661 4.4.3, RFC 3931 5.4.3 and 5.4.4): the lower value wins, and any wins over none.</summary>
internal static class TieBreak
{
    /// <summary>Compares.</summary>
    /// <param name="ours">Value that was sent; null for none.</param>
    /// <param name="theirs">Value that was received; null for none.</param>
    public static TieOutcome Resolve(ulong? ours, ulong? theirs) => (ours, theirs) switch
    {
        (null, null) => TieOutcome.None,
        (not null, null) => TieOutcome.Won,
        (null, not null) => TieOutcome.Lost,
        _ when ours == theirs => TieOutcome.Equal,
        _ => ours < theirs ? TieOutcome.Won : TieOutcome.Lost,
    };
}
