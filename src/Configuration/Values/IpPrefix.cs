using System.Net;
using System.Net.Sockets;

namespace Router.Configuration;

/// <summary>An IPv4 or IPv6 prefix, host bits zero.</summary>
public readonly record struct IpPrefix
{
    private readonly IPAddress? _network;

    /// <summary>Creates a prefix; host bits of the address are cleared.</summary>
    /// <param name="address">Any address inside.</param>
    /// <param name="length">Bits of the prefix, 0..32 or 0..128.</param>
    public IpPrefix(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumLength(address));
        _network = Masked(address, length);
        Length = (byte)length;
    }

    /// <summary>The first address of the prefix.</summary>
    public IPAddress Network => _network ?? IPAddress.Any;

    /// <summary>Bits of the prefix.</summary>
    public byte Length { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily AddressFamily => Network.AddressFamily;

    /// <summary>True if the prefix is one host.</summary>
    public bool IsHost => Length == MaximumLength(Network);

    /// <summary>The prefix of one address.</summary>
    /// <param name="address">The address.</param>
    public static IpPrefix Host(IPAddress address) => new(address, MaximumLength(address));

    /// <summary>Bits of an address of the family: 32 or 128.</summary>
    /// <param name="address">An address of the family.</param>
    public static int MaximumLength(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
    }

    /// <summary>True if the address is inside the prefix.</summary>
    /// <param name="address">Of either family.</param>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily)
        {
            return false;
        }

        Span<byte> network = stackalloc byte[16];
        Span<byte> candidate = stackalloc byte[16];
        _ = Network.TryWriteBytes(network, out _);
        _ = address.TryWriteBytes(candidate, out _);
        int octets = Length / 8;
        if (!network[..octets].SequenceEqual(candidate[..octets]))
        {
            return false;
        }

        int rest = Length % 8;
        return rest == 0 || ((network[octets] ^ candidate[octets]) >> (8 - rest)) == 0;
    }

    /// <summary>True if the prefixes share an address.</summary>
    /// <param name="other">Another prefix.</param>
    public bool Overlaps(IpPrefix other) => Length <= other.Length ? Contains(other.Network) : other.Contains(Network);

    /// <summary>For example <c>10.1.0.0/16</c>.</summary>
    public override string ToString() => $"{Network}/{Length}";

    /// <summary>For example <c>10.1.0.0/16</c>, or <c>10.1.0.1</c> for one host.</summary>
    public string ToHostString() => IsHost ? Network.ToString() : ToString();

    private static IPAddress Masked(IPAddress address, int length)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out int count);
        for (int i = 0; i < count; i++)
        {
            int bits = Math.Clamp(length - (8 * i), 0, 8);
            octets[i] &= (byte)(0xff << (8 - bits));
        }

        return new IPAddress(octets[..count]);
    }
}
