namespace Router.Controlplane.L2tp.Wire;

/// <summary>What the value of an AVP is.</summary>
internal enum AvpShape : byte
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>An unsigned integer of exactly the minimum's octets.</summary>
    Number,

    /// <summary>Octets between minimum and maximum.</summary>
    Octets,
}

/// <summary>Properties of an AVP.</summary>
[Flags]
internal enum AvpTraits : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>An AVP of L2TPv2.</summary>
    Version2 = 1,

    /// <summary>An AVP of L2TPv3.</summary>
    Version3 = 2,

    /// <summary>RFC 2661 wants M = 1 in what is sent.</summary>
    MandatoryInVersion2 = 4,

    /// <summary>RFC 3931 recommends M = 1 in what is sent.</summary>
    MandatoryInVersion3 = 8,

    /// <summary>The H bit must be 0.</summary>
    NeverHidden = 16,

    /// <summary>Names a subscriber or is a secret: hidden where hiding is configured, and not shown in debug output.</summary>
    Sensitive = 32,
}

/// <summary>One row of the AVP table.</summary>
/// <param name="Shape">Shape of the value.</param>
/// <param name="Minimum">Fewest octets.</param>
/// <param name="Maximum">Most octets.</param>
/// <param name="Traits">Properties.</param>
internal readonly record struct AvpRule(AvpShape Shape, ushort Minimum, ushort Maximum, AvpTraits Traits)
{
    /// <summary>True if an AVP of that version.</summary>
    /// <param name="version">2 or 3.</param>
    public bool BelongsTo(int version) => (Traits & (version == 2 ? AvpTraits.Version2 : AvpTraits.Version3)) != 0;

    /// <summary>M bit of what is sent.</summary>
    /// <param name="version">2 or 3.</param>
    public bool Mandatory(int version) =>
        (Traits & (version == 2 ? AvpTraits.MandatoryInVersion2 : AvpTraits.MandatoryInVersion3)) != 0;

    /// <summary>True if the length fits.</summary>
    /// <param name="length">Octets of the value.</param>
    public bool Fits(int length) => length >= Minimum && length <= Maximum;
}
