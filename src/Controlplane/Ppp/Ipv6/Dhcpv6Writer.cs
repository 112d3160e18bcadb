using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>Writes a DHCPv6 message; options may contain options. What does not fit spoils the message.</summary>
internal ref struct Dhcpv6Writer(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private bool _full;

    private int _length;

    /// <summary>Octets written; 0 if the buffer was too small.</summary>
    public readonly int Length => _full ? 0 : _length;

    public void Bytes(scoped ReadOnlySpan<byte> octets)
    {
        _full |= _length + octets.Length > _buffer.Length;
        if (!_full)
        {
            octets.CopyTo(_buffer[_length..]);
            _length += octets.Length;
        }
    }

    public void UInt16(ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        Bytes(octets);
    }

    public void UInt32(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        Bytes(octets);
    }

    /// <summary>Begins an option.</summary>
    /// <returns>For <see cref="End"/>.</returns>
    public int Begin(ushort code)
    {
        UInt16(code);
        UInt16(0);
        return _length;
    }

    /// <summary>Ends an option.</summary>
    public readonly void End(int begin)
    {
        if (!_full)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[(begin - 2)..], (ushort)(_length - begin));
        }
    }

    public void Option(ushort code, scoped ReadOnlySpan<byte> value)
    {
        int begin = Begin(code);
        Bytes(value);
        End(begin);
    }

    public void Status(ushort status)
    {
        int begin = Begin(Dhcpv6.OptionStatus);
        UInt16(status);
        End(begin);
    }
}
