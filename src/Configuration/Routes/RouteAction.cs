namespace Router.Configuration;

/// <summary>What happens to packets that match a route.</summary>
public enum RouteAction
{
    /// <summary>Sent to the next hop.</summary>
    Forward,

    /// <summary>Dropped, answered with ICMP host unreachable or ICMPv6 no route.</summary>
    Unreachable,

    /// <summary>Dropped, answered with ICMP administratively prohibited.</summary>
    Prohibit,

    /// <summary>Dropped without an answer.</summary>
    Blackhole,

    /// <summary>Looked up again in another VRF.</summary>
    Lookup,
}
