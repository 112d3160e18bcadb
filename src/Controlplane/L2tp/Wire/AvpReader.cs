namespace Router.Controlplane.L2tp.Wire;

/// <summary>Walks over the AVPs of a message; stops where an AVP's length cannot be followed.</summary>
internal ref struct AvpReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _next;

    /// <summary>Header of the current AVP.</summary>
    public AvpHeader Header { get; private set; }

    /// <summary>Offset of the current AVP's value in the body.</summary>
    public int ValueOffset { get; private set; }

    /// <summary>The current AVP's value.</summary>
    public readonly ReadOnlySpan<byte> Value => _body.Slice(ValueOffset, Header.Length - AvpHeader.Size);

    /// <summary>True when octets remain that are not an AVP: a length below 6 or beyond the message.</summary>
    public bool Broken { get; private set; }

    /// <summary>M bit of the octets that are not an AVP.</summary>
    public readonly bool BrokenIsMandatory => Broken && (_body[_next] & AvpHeader.MandatoryBit) != 0;

    /// <summary>Goes to the next AVP.</summary>
    /// <returns>False at the end, and at an AVP that is broken.</returns>
    public bool Read()
    {
        if (_next == _body.Length)
        {
            return false;
        }

        if (_body.Length - _next < AvpHeader.Size)
        {
            Broken = true;
            return false;
        }

        AvpHeader header = AvpHeader.Read(_body[_next..]);
        if (header.Length < AvpHeader.Size || header.Length > _body.Length - _next)
        {
            Broken = true;
            return false;
        }

        Header = header;
        ValueOffset = _next + AvpHeader.Size;
        _next += header.Length;
        return true;
    }
}
