namespace Router.Linux;

/// <summary>What a route does (RTN_*). Other values of the kernel are kept as they are.</summary>
public enum RouteType : byte
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Forwards.</summary>
    Unicast = 1,

    /// <summary>Delivers here.</summary>
    Local = 2,

    /// <summary>Drops without a word.</summary>
    Blackhole = 6,

    /// <summary>Refuses as unreachable.</summary>
    Unreachable = 7,

    /// <summary>Refuses as prohibited.</summary>
    Prohibit = 8,
}
