using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Walks attributes; every length is checked.</summary>
public ref struct NetlinkAttributeReader
{
    private const ushort TypeMask = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first attribute.</summary>
    /// <param name="attributes">The bytes that hold the attributes.</param>
    public NetlinkAttributeReader(ReadOnlySpan<byte> attributes) => _rest = attributes;

    /// <summary>True once a length made no sense; the rest is not read.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Reads the next attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <returns>False at the end, or where the bytes are malformed.</returns>
    public bool TryRead(out NetlinkAttribute attribute)
    {
        attribute = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.Length >= NetlinkAttribute.HeaderLength ? MemoryMarshal.Read<ushort>(_rest) : 0;
        if (length < NetlinkAttribute.HeaderLength || length > _rest.Length)
        {
            Malformed = true;
            _rest = default;
            return false;
        }

        ushort type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask);
        attribute = new NetlinkAttribute(type, _rest[NetlinkAttribute.HeaderLength..length]);
        _rest = _rest[Math.Min(_rest.Length, NetlinkReader.Align(length))..];
        return true;
    }
}
