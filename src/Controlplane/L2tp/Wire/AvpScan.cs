namespace Router.Controlplane.L2tp.Wire;

/// <summary>Finds single AVPs in a message that is not trusted yet.</summary>
internal static class AvpScan
{
    /// <summary>The value of the first plain AVP of a type; empty if there is none.</summary>
    /// <param name="message">The message, header first.</param>
    /// <param name="type">Type, vendor 0.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, AvpType type)
    {
        var reader = new AvpReader(message[ControlHeader.Size..]);
        while (reader.Read())
        {
            if (reader.Header.Vendor == 0 && reader.Header.Type == type && !reader.Header.Hidden)
            {
                return message.Slice(ControlHeader.Size + reader.ValueOffset, reader.Header.Length - AvpHeader.Size);
            }
        }

        return default;
    }
}
