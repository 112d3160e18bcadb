namespace Router.Controlplane.Ppp;

/// <summary>Walks the options of a Configure packet (RFC 1661 6).</summary>
internal ref struct OptionReader(ReadOnlySpan<byte> options)
{
    private ReadOnlySpan<byte> _rest = options;

    public byte Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Type, length and value of the current option.</summary>
    public ReadOnlySpan<byte> Octets { get; private set; }

    /// <summary>True if the octets are whole options.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> options)
    {
        OptionReader reader = new(options);
        while (reader.MoveNext())
        {
        }

        return reader._rest.IsEmpty;
    }

    public bool MoveNext()
    {
        if (_rest.Length < 2 || _rest[1] < 2 || _rest[1] > _rest.Length)
        {
            return false;
        }

        int length = _rest[1];
        Type = _rest[0];
        Octets = _rest[..length];
        Value = Octets[2..];
        _rest = _rest[length..];
        return true;
    }
}
