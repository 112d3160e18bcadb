namespace Router.Controlplane.Radius;

/// <summary>Acct-Status-Type (RFC 2866 5.1).</summary>
public enum AccountingStatus
{
    /// <summary>None.</summary>
    None,

    /// <summary>A session has begun.</summary>
    Start = 1,

    /// <summary>A session has ended.</summary>
    Stop = 2,

    /// <summary>A session goes on.</summary>
    Interim = 3,

    /// <summary>The router has started: sessions before are gone.</summary>
    On = 7,

    /// <summary>The router is about to stop.</summary>
    Off = 8,
}
