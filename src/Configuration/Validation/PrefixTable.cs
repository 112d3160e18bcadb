using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Router.Configuration.Validation;

/// <summary>Longest-prefix match over the prefixes of one VRF: a hash table for each prefix length in use.</summary>
internal sealed class PrefixTable<T>
{
    private readonly Dictionary<UInt128, T>?[] _ipv4 = new Dictionary<UInt128, T>?[33];
    private readonly Dictionary<UInt128, T>?[] _ipv6 = new Dictionary<UInt128, T>?[129];

    /// <summary>Adds a prefix; false if it is there already.</summary>
    public bool TryAdd(IpPrefix prefix, T value)
    {
        Dictionary<UInt128, T>?[] tables = Tables(prefix.AddressFamily);
        return (tables[prefix.Length] ??= []).TryAdd(AddressBits.Of(prefix.Network), value);
    }

    /// <summary>The value of exactly this prefix.</summary>
    public bool TryGet(IpPrefix prefix, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return Tables(prefix.AddressFamily)[prefix.Length]?.TryGetValue(AddressBits.Of(prefix.Network), out value) ?? false;
    }

    /// <summary>The value of the longest prefix that covers the first bits of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="maximumLength">Longest prefix that counts.</param>
    /// <param name="value">What was found.</param>
    public bool TryMatch(IPAddress address, int maximumLength, [MaybeNullWhen(false)] out T value)
    {
        Dictionary<UInt128, T>?[] tables = Tables(address.AddressFamily);
        UInt128 bits = AddressBits.Of(address);
        for (int length = Math.Min(maximumLength, tables.Length - 1); length >= 0; length--)
        {
            if (tables[length] is { } table && table.TryGetValue(AddressBits.Mask(bits, length), out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private Dictionary<UInt128, T>?[] Tables(AddressFamily family) => family == AddressFamily.InterNetwork ? _ipv4 : _ipv6;
}
