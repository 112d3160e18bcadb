using System.Runtime.CompilerServices;

namespace Router.Dataplane.Headers;

/// <summary>Ethernet II header (IEEE 802.3): destination, source, EtherType; VLAN tags of 4 octets may lie between.</summary>
internal static unsafe class Ethernet
{
    public const int HeaderLength = 14;
    public const int TagLength = 4;
    public const int AddressesLength = 12;
    public const int TypeLength = 2;

    public const ushort TypeIpv4 = 0x0800;
    public const ushort TypeArp = 0x0806;
    public const ushort TypeVlan = 0x8100;
    public const ushort TypeIpv6 = 0x86dd;
    public const ushort TypeMacControl = 0x8808;
    public const ushort TypeMpls = 0x8847;
    public const ushort TypeServiceVlan = 0x88a8;

    /// <summary>EtherTypes as a little-endian load sees them, for comparisons without a swap.</summary>
    public const ushort WireIpv4 = 0x0008;
    public const ushort WireIpv6 = 0xdd86;
    public const ushort WireMpls = 0x4788;
    public const ushort WireVlan = 0x0081;
    public const ushort WireServiceVlan = 0xa888;
    public const ushort WireArp = 0x0608;
    public const ushort WireMacControl = 0x0888;

    /// <summary>The low 48 bits of an 8-octet load.</summary>
    public const ulong AddressMask = 0x0000_ffff_ffff_ffff;

    /// <summary>Destination address as the low 48 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Destination(byte* frame) => Unsafe.ReadUnaligned<ulong>(frame) & AddressMask;

    /// <summary>Whether an EtherType, as a little-endian load sees it, begins a VLAN tag (802.1Q, 802.1ad).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTag(ushort type) => type is WireVlan or WireServiceVlan;

    /// <summary>Whether a frame begins a VLAN tag or is one of MAC control, PAUSE first (IEEE 802.3 31): one comparison, which a few unused EtherTypes pass too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTagOrMacControl(ushort type) => type == WireVlan || (type & 0x5fff) == WireMacControl;

    /// <summary>Offset of what follows the EtherType of a frame, behind at most two VLAN tags, and that EtherType as a little-endian load sees it: a tag's where a third one follows, or the frame ends.</summary>
    public static int Payload(byte* frame, int length, out ushort type)
    {
        int at = AddressesLength;
        type = 0;
        for (int tags = 0; tags <= 2 && at + TypeLength <= length; tags++)
        {
            type = Unsafe.ReadUnaligned<ushort>(frame + at);
            if (!IsTag(type))
            {
                break;
            }

            at += TagLength;
        }

        return at + TypeLength;
    }

    /// <summary>EtherType as a little-endian load sees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort WireType(byte* frame) => Unsafe.ReadUnaligned<ushort>(frame + AddressesLength);
}
