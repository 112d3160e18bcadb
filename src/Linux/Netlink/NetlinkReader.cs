using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Walks the messages of a datagram. Numbers are in host byte order; every length is checked.</summary>
public ref struct NetlinkReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first message.</summary>
    /// <param name="datagram">As received.</param>
    public NetlinkReader(ReadOnlySpan<byte> datagram) => _rest = datagram;

    /// <summary>True once a length made no sense; the rest of the datagram is not read.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Reads the next message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False at the end, or where the datagram is malformed.</returns>
    public bool TryRead(out NetlinkMessage message)
    {
        message = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        uint length = _rest.Length >= NetlinkMessage.HeaderLength ? MemoryMarshal.Read<uint>(_rest) : 0;
        if (length < NetlinkMessage.HeaderLength || length > (uint)_rest.Length)
        {
            Malformed = true;
            _rest = default;
            return false;
        }

        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[4..]),
            (NetlinkFlags)MemoryMarshal.Read<ushort>(_rest[6..]),
            MemoryMarshal.Read<uint>(_rest[8..]),
            MemoryMarshal.Read<uint>(_rest[12..]),
            _rest[NetlinkMessage.HeaderLength..(int)length]);
        _rest = _rest[Math.Min(_rest.Length, Align((int)length))..];
        return true;
    }

    /// <summary>Messages and attributes start at multiples of four.</summary>
    internal static int Align(int length) => (length + 3) & ~3;
}
