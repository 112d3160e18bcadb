using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>Walks DHCPv6 options (RFC 8415 21.1).</summary>
internal ref struct Dhcpv6OptionReader(ReadOnlySpan<byte> options)
{
    private ReadOnlySpan<byte> _rest = options;

    public ushort Code { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public static bool IsWellFormed(ReadOnlySpan<byte> options)
    {
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
        }

        return reader._rest.IsEmpty;
    }

    /// <summary>Finds the first option of a code.</summary>
    public static bool TryFind(ReadOnlySpan<byte> options, ushort code, out ReadOnlySpan<byte> value)
    {
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code == code)
            {
                value = reader.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public bool MoveNext()
    {
        if (_rest.Length < 4)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length > _rest.Length - 4)
        {
            return false;
        }

        Code = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Value = _rest.Slice(4, length);
        _rest = _rest[(4 + length)..];
        return true;
    }
}
