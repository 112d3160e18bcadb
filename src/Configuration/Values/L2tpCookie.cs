using System.Globalization;

namespace Router.Configuration;

/// <summary>An L2TPv3 cookie of 0, 4 or 8 octets (RFC 3931 4.1).</summary>
public readonly record struct L2tpCookie
{
    private readonly ulong _value;

    /// <summary>Creates a cookie from its octets.</summary>
    /// <param name="octets">0, 4 or 8 octets in the order of the wire.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public L2tpCookie(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (0 or 4 or 8))
        {
            throw new ArgumentException("An L2TPv3 cookie has 0, 4 or 8 octets.", nameof(octets));
        }

        foreach (byte octet in octets)
        {
            _value = (_value << 8) | octet;
        }

        Length = (byte)octets.Length;
    }

    /// <summary>No cookie.</summary>
    public static L2tpCookie None => default;

    /// <summary>Octets: 0, 4 or 8.</summary>
    public byte Length { get; }

    /// <summary>The octets as one number, the first on the wire most significant; 4-octet cookies in the low half.</summary>
    public ulong Value => _value;

    /// <summary>Writes the octets in the order of the wire.</summary>
    /// <param name="destination">At least <see cref="Length"/> octets.</param>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0; i < Length; i++)
        {
            destination[i] = (byte)(_value >> (8 * (Length - 1 - i)));
        }
    }

    /// <summary>Parses nothing, 8 or 16 hex digits.</summary>
    /// <param name="text">The digits, first octet first.</param>
    /// <param name="cookie">The cookie.</param>
    /// <returns>False if the text is something else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out L2tpCookie cookie)
    {
        cookie = default;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length is not (8 or 16))
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[text.Length / 2];
        for (int i = 0; i < octets.Length; i++)
        {
            if (!byte.TryParse(text.Slice(i * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[i]))
            {
                return false;
            }
        }

        cookie = new L2tpCookie(octets);
        return true;
    }

    /// <summary>The hex digits, two for each octet.</summary>
    public override string ToString() => Length switch
    {
        4 => _value.ToString("x8", CultureInfo.InvariantCulture),
        8 => _value.ToString("x16", CultureInfo.InvariantCulture),
        _ => "",
    };
}
