using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Router.Configuration;

namespace Router.Linux;

/// <summary>One attribute (struct rtattr). The typed readers refuse values of a wrong size.</summary>
public readonly ref struct NetlinkAttribute
{
    /// <summary>Bytes of struct rtattr.</summary>
    public const int HeaderLength = 4;

    internal NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>The type without the "nested" and "network byte order" bits.</summary>
    public ushort Type { get; }

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>A number of 32 bits in host byte order.</summary>
    /// <param name="value">The number.</param>
    public bool TryReadUInt32(out uint value)
    {
        bool valid = Value.Length == sizeof(uint);
        value = valid ? MemoryMarshal.Read<uint>(Value) : 0;
        return valid;
    }

    /// <summary>A text, with or without its final zero.</summary>
    /// <param name="maximum">The most bytes it may have.</param>
    /// <param name="text">The text.</param>
    public bool TryReadString(int maximum, out string text)
    {
        int end = Value.IndexOf((byte)0);
        ReadOnlySpan<byte> bytes = end < 0 ? Value : Value[..end];
        bool valid = bytes.Length <= maximum;
        text = valid ? Encoding.UTF8.GetString(bytes) : string.Empty;
        return valid;
    }

    /// <summary>An address of 4 or 16 bytes.</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="address">The address.</param>
    public bool TryReadAddress(byte family, out IPAddress? address)
    {
        bool valid = Value.Length == Rtnetlink.AddressLength(family) && Value.Length != 0;
        address = valid ? new IPAddress(Value) : null;
        return valid;
    }

    /// <summary>A MAC address.</summary>
    /// <param name="address">Null if the link layer's addresses are of another kind.</param>
    public void ReadMac(out MacAddress? address)
    {
        address = null;
        if (Value.Length == MacAddress.Length)
        {
            ulong value = 0;
            foreach (byte octet in Value)
            {
                value = (value << 8) | octet;
            }

            address = new MacAddress(value);
        }
    }
}
