namespace Router.Linux;

/// <summary>Flags of a netlink message (linux/netlink.h). Several meanings share a bit; the message type tells which.</summary>
[Flags]
public enum NetlinkFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A request to the kernel.</summary>
    Request = 0x1,

    /// <summary>More messages of this answer follow, up to NLMSG_DONE.</summary>
    Multi = 0x2,

    /// <summary>Acknowledge, also success.</summary>
    Acknowledge = 0x4,

    /// <summary>The dump is inconsistent: something changed while it ran.</summary>
    DumpInterrupted = 0x10,

    /// <summary>Give everything (get requests).</summary>
    Dump = 0x300,

    /// <summary>Replace what is there (new requests).</summary>
    Replace = 0x100,

    /// <summary>Fail if there is one (new requests).</summary>
    Exclusive = 0x200,

    /// <summary>Create it if there is none (new requests).</summary>
    Create = 0x400,

    /// <summary>The request is not repeated in full (acknowledgements).</summary>
    Capped = Replace,

    /// <summary>Attributes follow (acknowledgements).</summary>
    AcknowledgeAttributes = Exclusive,
}
