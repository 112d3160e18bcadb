using System.Buffers.Binary;

namespace Router.Controlplane.Radius;

/// <summary>Walks attributes, and those inside a vendor's (RFC 2865 5, 5.26).</summary>
internal ref struct RadiusAttributeReader(ReadOnlySpan<byte> attributes)
{
    private readonly int _total = attributes.Length;
    private ReadOnlySpan<byte> _rest = attributes;

    public byte Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the value is, counted from the first attribute.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>True if nothing is left: all lengths fitted.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool MoveNext()
    {
        if (_rest.Length < 2 || _rest[1] < 2 || _rest[1] > _rest.Length)
        {
            return false;
        }

        int length = _rest[1];
        Type = _rest[0];
        Value = _rest[2..length];
        ValueOffset = _total - _rest.Length + 2;
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The attributes of a vendor inside the current one.</summary>
    public readonly bool TryOpenVendor(out uint vendor, out RadiusAttributeReader inner)
    {
        bool isVendor = Type == RadiusAttribute.VendorSpecific && Value.Length >= 4;
        vendor = isVendor ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;
        inner = new RadiusAttributeReader(isVendor ? Value[4..] : default);
        return isVendor;
    }

    public readonly bool TryReadUInt32(out uint value)
    {
        bool fits = Value.Length == 4;
        value = fits ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;
        return fits;
    }
}
