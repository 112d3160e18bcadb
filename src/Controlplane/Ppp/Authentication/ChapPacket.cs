namespace Router.Controlplane.Ppp;

/// <summary>Packets of CHAP (RFC 1994 4).</summary>
internal static class ChapPacket
{
    public const byte Challenge = 1;
    public const byte Response = 2;
    public const byte Success = 3;
    public const byte Failure = 4;

    /// <summary>Longest name or message that is sent.</summary>
    public const int MaximumText = 255;

    /// <summary>Takes the value and the name of a Challenge or Response.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name)
    {
        if (data.IsEmpty || data[0] == 0 || data[0] > data.Length - 1)
        {
            value = default;
            name = default;
            return false;
        }

        value = data.Slice(1, data[0]);
        name = data[(1 + data[0])..];
        return true;
    }

    /// <summary>Writes a Challenge or Response.</summary>
    public static int Write(Span<byte> packet, byte code, byte identifier, ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        int nameLength = Math.Min(name.Length, MaximumText);
        int length = ControlPacket.HeaderLength + 1 + value.Length + nameLength;
        packet[ControlPacket.HeaderLength] = (byte)value.Length;
        value.CopyTo(packet[(ControlPacket.HeaderLength + 1)..]);
        name[..nameLength].CopyTo(packet[(ControlPacket.HeaderLength + 1 + value.Length)..]);
        ControlPacket.WriteHeader(packet, code, identifier, length);
        return length;
    }

    /// <summary>Writes a Success or Failure.</summary>
    public static int WriteResult(Span<byte> packet, byte code, byte identifier, ReadOnlySpan<byte> message)
    {
        int messageLength = Math.Min(message.Length, MaximumText);
        message[..messageLength].CopyTo(packet[ControlPacket.HeaderLength..]);
        ControlPacket.WriteHeader(packet, code, identifier, ControlPacket.HeaderLength + messageLength);
        return ControlPacket.HeaderLength + messageLength;
    }
}
