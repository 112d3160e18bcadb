using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Router.Channel;

/// <summary>An IPv4 address (first 4 octets, rest zero) or an IPv6 address, in network byte order.</summary>
[InlineArray(16)]
public struct Address16
{
    private byte _first;

    /// <summary>The address as 16 octets, IPv4 in the first four.</summary>
    public static Address16 From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address16 result = default;
        address.TryWriteBytes(result, out _);
        return result;
    }

    /// <summary>Reads the address back; <paramref name="family"/> is 4 or 6.</summary>
    public readonly IPAddress ToIPAddress(int family)
    {
        ReadOnlySpan<byte> bytes = this;
        return new IPAddress(family == 4 ? bytes[..4] : bytes);
    }

    /// <summary>The first four octets as a number in host byte order.</summary>
    public readonly uint Ipv4
    {
        get
        {
            ReadOnlySpan<byte> bytes = this;
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
    }
}

/// <summary>An Ethernet MAC address, in transmission order.</summary>
[InlineArray(6)]
public struct Mac6
{
    private byte _first;

    /// <summary>Copies six octets.</summary>
    public static Mac6 From(ReadOnlySpan<byte> octets)
    {
        Mac6 result = default;
        octets[..6].CopyTo(result);
        return result;
    }
}

/// <summary>A name of at most 15 ASCII characters and a terminating zero (Linux IFNAMSIZ).</summary>
[InlineArray(16)]
public struct Name16
{
    private byte _first;

    /// <summary>Stores <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">More than 15 ASCII characters.</exception>
    public static Name16 From(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 15)
        {
            throw new ArgumentException("A name has at most 15 characters.", nameof(name));
        }

        Name16 result = default;
        Encoding.ASCII.GetBytes(name, result);
        return result;
    }

    /// <summary>The characters, without the zeros behind them.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text
    {
        get
        {
            ReadOnlySpan<byte> bytes = this;
            int end = bytes.IndexOf((byte)0);
            return end < 0 ? bytes[..15] : bytes[..end];
        }
    }

    /// <inheritdoc/>
    public override readonly string ToString() => Encoding.ASCII.GetString(Text);
}

/// <summary>Prebuilt header bytes of an adjacency, left-aligned; see <see cref="AdjacencyRecord"/>.</summary>
[InlineArray(AdjacencyRecord.MaxRewriteLength)]
public struct RewriteBytes
{
    private byte _first;
}
