using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>Writes options of a Configure packet; one that does not fit is left out.</summary>
internal ref struct OptionWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public void Add(byte type, scoped ReadOnlySpan<byte> value)
    {
        int length = value.Length + 2;
        if (length > byte.MaxValue || Length + length > _buffer.Length)
        {
            return;
        }

        _buffer[Length] = type;
        _buffer[Length + 1] = (byte)length;
        value.CopyTo(_buffer[(Length + 2)..]);
        Length += length;
    }

    /// <summary>Adds whole options.</summary>
    public void Append(scoped ReadOnlySpan<byte> options)
    {
        if (Length + options.Length <= _buffer.Length)
        {
            options.CopyTo(_buffer[Length..]);
            Length += options.Length;
        }
    }

    public void AddUInt16(byte type, ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        Add(type, octets);
    }

    public void AddUInt32(byte type, uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        Add(type, octets);
    }

    public void AddUInt64(byte type, ulong value)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        Add(type, octets);
    }
}
