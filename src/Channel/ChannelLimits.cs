namespace Router.Channel;

/// <summary>Table sizes that fix the layout of a channel file.</summary>
public sealed record ChannelLimits
{
    /// <summary>Worker threads.</summary>
    public uint Workers { get; init; } = 1;

    /// <summary>Ports.</summary>
    public uint Ports { get; init; } = 64;

    /// <summary>Interfaces.</summary>
    public uint Interfaces { get; init; } = 1024;

    /// <summary>VRFs.</summary>
    public uint Vrfs { get; init; } = 256;

    /// <summary>Adjacencies.</summary>
    public uint Adjacencies { get; init; } = 65536;

    /// <summary>L2TP sessions.</summary>
    public uint L2tpSessions { get; init; } = 65536;

    /// <summary>The whole 20-bit label space (RFC 3032).</summary>
    public static uint Labels => 1u << 20;

    /// <summary>Slots of the command ring.</summary>
    public uint CommandSlots { get; init; } = 16384;

    /// <summary>Slots of the punt and inject rings, 2048 octets each.</summary>
    public uint PacketSlots { get; init; } = 512;

    /// <summary>Trace steps kept per worker.</summary>
    public static uint TraceSteps => 4096;
}
