namespace Router.Dataplane.Headers;

/// <summary>
/// The Frame Relay address field (ITU-T Q.922 3.3) as a number in host order: the DLCI in pieces, with C/R, FECN, BECN and DE
/// between them, and in the lowest bit of each octet EA, which is 1 in the last octet alone.
/// </summary>
internal static class FrameRelay
{
    /// <summary>EA bits of a header of 2 octets, and what they are.</summary>
    public const uint Extension2Mask = 0x0101;
    public const uint Extension2 = 0x0001;

    /// <summary>EA bits of a header of 4 octets and its D/C bit, with which the last bits would be no part of the DLCI; and what they are.</summary>
    public const uint Extension4Mask = 0x01010103;
    public const uint Extension4 = 0x00000001;

    /// <summary>The DLCI's bits: 6 and 4; in 4 octets 7 and 6 more.</summary>
    public const uint Dlci2Mask = 0xfcf0;
    public const uint Dlci4Mask = 0xfcf0fefc;

    /// <summary>A DLCI below 2^10 at its place in a header of 2 octets.</summary>
    public static uint Place2(uint dlci) => ((dlci >> 4) << 10) | ((dlci & 0xf) << 4);

    /// <summary>A DLCI below 2^23 at its place in a header of 4 octets.</summary>
    public static uint Place4(uint dlci) => (Place2(dlci >> 13) << 16) | (((dlci >> 6) & 0x7f) << 9) | ((dlci & 0x3f) << 2);
}
