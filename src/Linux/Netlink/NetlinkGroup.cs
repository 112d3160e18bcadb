namespace Router.Linux;

/// <summary>Multicast groups of rtnetlink (RTNLGRP_*).</summary>
public enum NetlinkGroup
{
    /// <summary>Not a group.</summary>
    None = 0,

    /// <summary>Interfaces.</summary>
    Link = 1,

    /// <summary>Neighbours of all families.</summary>
    Neighbour = 3,

    /// <summary>IPv4 addresses.</summary>
    Ipv4Address = 5,

    /// <summary>IPv6 addresses.</summary>
    Ipv6Address = 9,
}
