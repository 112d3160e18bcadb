using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Router.Configuration.Validation;

/// <summary>Addresses as numbers: IPv4 in the high 32 of 128 bits, so that prefixes of both families are compared alike.</summary>
internal static class AddressBits
{
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    /// <summary>The number with all but the first bits cleared.</summary>
    public static UInt128 Mask(UInt128 bits, int length) => length == 0 ? 0 : bits & (UInt128.MaxValue << (128 - length));

    public static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6LinkLocal;
}
