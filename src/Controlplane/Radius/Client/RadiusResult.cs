namespace Router.Controlplane.Radius;

/// <summary>How a request ended.</summary>
public enum RadiusOutcome
{
    /// <summary>A server answered.</summary>
    Answered,

    /// <summary>No server answered.</summary>
    TimedOut,

    /// <summary>There is no server for this, or too many requests wait.</summary>
    NotSent,
}

/// <summary>The end of a request.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Access">What the server said to an Access-Request; null otherwise.</param>
/// <param name="Server">The server that answered; null if none did.</param>
public sealed record RadiusResult(RadiusOutcome Outcome, AccessReply? Access = null, RadiusServer? Server = null)
{
    internal static RadiusResult TimedOut { get; } = new(RadiusOutcome.TimedOut);

    internal static RadiusResult NotSent { get; } = new(RadiusOutcome.NotSent);
}
