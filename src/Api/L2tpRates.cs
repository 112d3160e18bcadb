namespace Router.Api;

/// <summary>Limits of a PPP session.</summary>
public sealed record L2tpRates
{
    /// <summary>Bits of IP packets per second out of the session; 0 for any number.</summary>
    public required ulong Up { get; init; }

    /// <summary>Octets that may come out of it at once; 0 without a rate.</summary>
    public required uint BurstUp { get; init; }

    /// <summary>Bits of IP packets per second into the session; 0 for any number.</summary>
    public required ulong Down { get; init; }

    /// <summary>Octets that may go into it at once; 0 without a rate.</summary>
    public required uint BurstDown { get; init; }
}
