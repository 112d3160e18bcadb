using System.Globalization;

namespace Router.Configuration;

/// <summary>A 48-bit IEEE 802 MAC address.</summary>
/// <param name="Value">The address in the low 48 bits; the octet sent first is the most significant.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Octets of an address.</summary>
    public const int Length = 6;

    /// <summary>True for group addresses (I/G bit), broadcast included.</summary>
    public bool IsMulticast => (Value & 0x0100_0000_0000) != 0;

    /// <summary>True for an address that an interface can have: not a group address and not all zero.</summary>
    public bool IsUnicast => !IsMulticast && Value != 0;

    /// <summary>Writes the six octets in the order of the wire.</summary>
    /// <param name="destination">At least six octets.</param>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0; i < Length; i++)
        {
            destination[i] = (byte)(Value >> (8 * (Length - 1 - i)));
        }
    }

    /// <summary>Parses six pairs of hex digits separated by colons.</summary>
    /// <param name="text">For example <c>02:00:00:00:01:01</c>.</param>
    /// <param name="address">The address.</param>
    /// <returns>False if the text is something else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < Length; i++)
        {
            ReadOnlySpan<char> octet = text.Slice(i * 3, 2);
            if ((i < Length - 1 && text[(i * 3) + 2] != ':')
                || !byte.TryParse(octet, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part))
            {
                return false;
            }

            value = (value << 8) | part;
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary>Six pairs of lower-case hex digits separated by colons.</summary>
    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        for (int i = 0; i < Length; i++)
        {
            byte octet = (byte)(value >> (8 * (Length - 1 - i)));
            octet.TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i < Length - 1)
            {
                text[(i * 3) + 2] = ':';
            }
        }
    });
}
