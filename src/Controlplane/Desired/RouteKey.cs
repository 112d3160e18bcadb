using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired;

/// <summary>Names a route: VRF, family, prefix.</summary>
/// <param name="Vrf">Key of the VRF.</param>
/// <param name="Family">4 or 6.</param>
/// <param name="Length">Prefix length in bits.</param>
/// <param name="Bits">The prefix, left-aligned: an IPv4 prefix in the highest 32 bits.</param>
public readonly record struct RouteKey(ulong Vrf, byte Family, byte Length, UInt128 Bits)
{
    /// <summary>The prefix as an address with its length.</summary>
    public IpPrefix Prefix => new(Network, Length);

    /// <summary>First address of the prefix.</summary>
    public IPAddress Network => ToAddress(Family, Bits);

    /// <summary>Key of a prefix.</summary>
    /// <param name="vrf">Key of the VRF.</param>
    /// <param name="prefix">The prefix.</param>
    public static RouteKey Of(ulong vrf, IpPrefix prefix) =>
        new(vrf, FamilyOf(prefix.Network), prefix.Length, BitsOf(prefix.Network));

    /// <summary>Key of a host route.</summary>
    /// <param name="vrf">Key of the VRF.</param>
    /// <param name="address">The host.</param>
    public static RouteKey OfHost(ulong vrf, IPAddress address)
    {
        byte family = FamilyOf(address);
        return new RouteKey(vrf, family, family == 4 ? (byte)32 : (byte)128, BitsOf(address));
    }

    /// <summary>4 or 6.</summary>
    /// <param name="address">An address.</param>
    public static byte FamilyOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? (byte)4 : (byte)6;
    }

    /// <summary>An address as a number, left-aligned.</summary>
    /// <param name="address">An address.</param>
    public static UInt128 BitsOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        _ = address.TryWriteBytes(octets, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    /// <summary>The address of a left-aligned number.</summary>
    /// <param name="family">4 or 6.</param>
    /// <param name="bits">The number.</param>
    public static IPAddress ToAddress(byte family, UInt128 bits)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, bits);
        return new IPAddress(family == 4 ? octets[..4] : octets);
    }

    /// <summary>Bits of a prefix length, left-aligned.</summary>
    /// <param name="length">0 to 128.</param>
    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    /// <summary>The prefix in the form of the Channel.</summary>
    public Address16 ToAddress16()
    {
        Address16 result = default;
        BinaryPrimitives.WriteUInt128BigEndian(result, Bits);
        return result;
    }

    /// <summary>For example <c>10.1.0.0/16</c>.</summary>
    public override string ToString() => $"{Network}/{Length}";
}
