namespace Router.Controlplane.Ppp;

/// <summary>Phases of a link (RFC 1661 3.2).</summary>
public enum PppPhase
{
    /// <summary>Not open yet, or over.</summary>
    Dead,

    /// <summary>LCP negotiates.</summary>
    Establish,

    /// <summary>One or both sides authenticate.</summary>
    Authenticate,

    /// <summary>Network protocols negotiate or run.</summary>
    Network,

    /// <summary>LCP terminates.</summary>
    Terminate,
}
