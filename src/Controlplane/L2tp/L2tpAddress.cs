using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Router.Controlplane.L2tp;

/// <summary>An IPv4 or IPv6 address as a value: received packets must not cost an allocation each.</summary>
public readonly record struct L2tpAddress
{
    private readonly ulong _high;
    private readonly ulong _low;

    private L2tpAddress(ulong high, ulong low, bool isV6)
    {
        _high = high;
        _low = low;
        IsV6 = isV6;
    }

    /// <summary>True for IPv6.</summary>
    public bool IsV6 { get; }

    /// <summary>An address from its octets.</summary>
    /// <param name="octets">4 or 16 octets in the order of the wire.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static L2tpAddress FromOctets(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        4 => new L2tpAddress(0, BinaryPrimitives.ReadUInt32BigEndian(octets), false),
        16 => new L2tpAddress(
            BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]), true),
        _ => throw new ArgumentException("An IP address has 4 or 16 octets.", nameof(octets)),
    };

    /// <summary>An address from the library's type.</summary>
    /// <param name="address">IPv4 or IPv6.</param>
    public static L2tpAddress From(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out int length);
        return FromOctets(octets[..length]);
    }

    /// <summary>The library's type.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, _high);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], _low);
        return new IPAddress(IsV6 ? octets : octets[12..]);
    }

    /// <inheritdoc/>
    public override string ToString() => ToIPAddress().ToString();

    /// <summary>Address family for sockets.</summary>
    public AddressFamily Family => IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
