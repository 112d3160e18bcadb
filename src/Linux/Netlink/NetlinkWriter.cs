using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Router.Configuration;

namespace Router.Linux;

/// <summary>
/// Builds one message in a caller's buffer, numbers in host byte order. The socket fills in the sequence number.
/// A buffer that is too small is the caller's mistake and throws.
/// </summary>
public ref struct NetlinkWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Starts a message.</summary>
    /// <param name="buffer">Where to build it.</param>
    /// <param name="type">NLMSG_* or RTM_*.</param>
    /// <param name="flags">Flags.</param>
    public NetlinkWriter(Span<byte> buffer, RtnetlinkType type, NetlinkFlags flags)
    {
        _buffer = buffer;
        Span<byte> header = Append(NetlinkMessage.HeaderLength);
        MemoryMarshal.Write(header[4..], (ushort)type);
        MemoryMarshal.Write(header[6..], (ushort)flags);
    }

    /// <summary>Room for a fixed header after the message header, zeroed.</summary>
    /// <param name="length">Bytes.</param>
    public Span<byte> Append(int length)
    {
        int start = _length;
        int end = start + NetlinkReader.Align(length);
        if (end > _buffer.Length)
        {
            throw new InvalidOperationException($"a netlink message of more than {_buffer.Length} bytes");
        }

        Span<byte> room = _buffer[start..end];
        room.Clear();
        _length = end;
        return room[..length];
    }

    /// <summary>Adds an attribute.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its value.</param>
    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        int length = NetlinkAttribute.HeaderLength + value.Length;
        Span<byte> room = Append(length);
        MemoryMarshal.Write(room, checked((ushort)length));
        MemoryMarshal.Write(room[2..], type);
        value.CopyTo(room[NetlinkAttribute.HeaderLength..]);
    }

    /// <summary>Adds a number of 32 bits.</summary>
    /// <param name="type">The attribute's type.</param>
    /// <param name="value">The number.</param>
    public void Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Adds a text with its final zero.</summary>
    /// <param name="type">The attribute's type.</param>
    /// <param name="value">The text.</param>
    public void Attribute(ushort type, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Attribute(type, Encoding.UTF8.GetBytes(value + '\0'));
    }

    /// <summary>Adds an IPv4 or IPv6 address.</summary>
    /// <param name="type">The attribute's type.</param>
    /// <param name="value">The address.</param>
    public void Attribute(ushort type, IPAddress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Span<byte> octets = stackalloc byte[16];
        _ = value.TryWriteBytes(octets, out int count);
        Attribute(type, octets[..count]);
    }

    /// <summary>Adds a MAC address.</summary>
    /// <param name="type">The attribute's type.</param>
    /// <param name="value">The address.</param>
    public void Attribute(ushort type, MacAddress value)
    {
        Span<byte> octets = stackalloc byte[MacAddress.Length];
        value.CopyTo(octets);
        Attribute(type, octets);
    }

    /// <summary>The message with its length filled in.</summary>
    public readonly Span<byte> Finish()
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        return _buffer[.._length];
    }
}
