namespace Router.Linux;

/// <summary>One message inside a datagram: a checked view of the header and what follows it.</summary>
public readonly ref struct NetlinkMessage
{
    /// <summary>Bytes of struct nlmsghdr.</summary>
    public const int HeaderLength = 16;

    internal NetlinkMessage(ushort type, NetlinkFlags flags, uint sequence, uint portId, ReadOnlySpan<byte> payload)
    {
        Type = type;
        Flags = flags;
        Sequence = sequence;
        PortId = portId;
        Payload = payload;
    }

    /// <summary>NLMSG_* or RTM_*; see <see cref="RtnetlinkType"/>.</summary>
    public ushort Type { get; }

    /// <summary>Flags.</summary>
    public NetlinkFlags Flags { get; }

    /// <summary>The number of the request that this answers; 0 in notifications.</summary>
    public uint Sequence { get; }

    /// <summary>The socket that the answer is for.</summary>
    public uint PortId { get; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
