namespace Router.Linux;

/// <summary>The state of a neighbour (NUD_*).</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>Nothing was tried.</summary>
    None = 0,

    /// <summary>Being resolved for the first time.</summary>
    Incomplete = 0x01,

    /// <summary>Known to be there.</summary>
    Reachable = 0x02,

    /// <summary>Was there; checked again when used.</summary>
    Stale = 0x04,

    /// <summary>Used; the check starts soon.</summary>
    Delay = 0x08,

    /// <summary>Being checked.</summary>
    Probe = 0x10,

    /// <summary>Does not answer.</summary>
    Failed = 0x20,

    /// <summary>Needs no resolution (multicast, loopback).</summary>
    NoArp = 0x40,

    /// <summary>Set by hand.</summary>
    Permanent = 0x80,
}
