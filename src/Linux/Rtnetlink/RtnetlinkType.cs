namespace Router.Linux;

/// <summary>Message types (NLMSG_* and RTM_*) that are used here.</summary>
public enum RtnetlinkType : ushort
{
    /// <summary>Not a type.</summary>
    None = 0,

    /// <summary>NLMSG_ERROR: an acknowledgement.</summary>
    Error = 2,

    /// <summary>NLMSG_DONE: the end of a dump.</summary>
    Done = 3,

    /// <summary>RTM_NEWLINK.</summary>
    NewLink = 16,

    /// <summary>RTM_DELLINK.</summary>
    DeleteLink = 17,

    /// <summary>RTM_GETLINK.</summary>
    GetLink = 18,

    /// <summary>RTM_SETLINK.</summary>
    SetLink = 19,

    /// <summary>RTM_NEWADDR.</summary>
    NewAddress = 20,

    /// <summary>RTM_DELADDR.</summary>
    DeleteAddress = 21,

    /// <summary>RTM_GETADDR.</summary>
    GetAddress = 22,

    /// <summary>RTM_NEWROUTE.</summary>
    NewRoute = 24,

    /// <summary>RTM_DELROUTE.</summary>
    DeleteRoute = 25,

    /// <summary>RTM_GETROUTE.</summary>
    GetRoute = 26,

    /// <summary>RTM_NEWNEIGH.</summary>
    NewNeighbour = 28,

    /// <summary>RTM_DELNEIGH.</summary>
    DeleteNeighbour = 29,

    /// <summary>RTM_GETNEIGH.</summary>
    GetNeighbour = 30,
}
