namespace Router.Channel;

/// <summary>What a route, label or cross-connect leads to.</summary>
public enum TargetKind : byte
{
    /// <summary>No route: ICMP destination unreachable (net), counted as <c>no-route</c>.</summary>
    None = 0,

    /// <summary>An adjacency; the index is its id.</summary>
    Adjacency = 1,

    /// <summary>An address of the router itself.</summary>
    Local = 2,

    /// <summary>A connected subnet without a known neighbour; the index is the interface id.</summary>
    Glean = 3,

    /// <summary>ICMP host unreachable (RFC 1812 5.2.7.1).</summary>
    Unreachable = 4,

    /// <summary>ICMP communication administratively prohibited.</summary>
    Prohibit = 5,

    /// <summary>Silently dropped and counted.</summary>
    Blackhole = 6,

    /// <summary>A second lookup; the index is the VRF id.</summary>
    LookupVrf = 7,
}

/// <summary>
/// A forwarding decision in 32 bits: the kind in the high 4 bits, an index in the low 28.
/// The same value is the leaf of a FIB, the operand of a label and the end of a cross-connect.
/// </summary>
/// <param name="Value">The encoded decision.</param>
public readonly record struct ForwardingTarget(uint Value)
{
    /// <summary>Largest index that fits.</summary>
    public const uint MaxIndex = (1u << 28) - 1;

    /// <summary>Builds a target.</summary>
    public ForwardingTarget(TargetKind kind, uint index = 0)
        : this(((uint)kind << 28) | (index & MaxIndex))
    {
    }

    /// <summary>The kind of decision.</summary>
    public TargetKind Kind => (TargetKind)(Value >> 28);

    /// <summary>Adjacency, interface or VRF id, by <see cref="Kind"/>.</summary>
    public uint Index => Value & MaxIndex;

    /// <inheritdoc/>
    public override string ToString() => Index == 0 && Kind is not (TargetKind.Adjacency or TargetKind.Glean or TargetKind.LookupVrf)
        ? Kind.ToString()
        : $"{Kind}({Index})";
}
