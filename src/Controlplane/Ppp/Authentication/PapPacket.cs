namespace Router.Controlplane.Ppp;

/// <summary>Packets of PAP (RFC 1334 2.2).</summary>
internal static class PapPacket
{
    public const byte Request = 1;
    public const byte Ack = 2;
    public const byte Nak = 3;

    public static bool TryParseRequest(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> password)
    {
        password = default;
        return TryTakeCounted(data, out name) && TryTakeCounted(data[(1 + name.Length)..], out password);
    }

    /// <summary>Writes an Authenticate-Request; what is longer than 255 octets cannot be sent and is cut.</summary>
    public static int WriteRequest(Span<byte> packet, byte identifier, ReadOnlySpan<byte> name, ReadOnlySpan<byte> password)
    {
        int length = ControlPacket.HeaderLength;
        length += WriteCounted(packet[length..], name);
        length += WriteCounted(packet[length..], password);
        ControlPacket.WriteHeader(packet, Request, identifier, length);
        return length;
    }

    public static int WriteReply(Span<byte> packet, byte code, byte identifier, ReadOnlySpan<byte> message)
    {
        int length = ControlPacket.HeaderLength + WriteCounted(packet[ControlPacket.HeaderLength..], message);
        ControlPacket.WriteHeader(packet, code, identifier, length);
        return length;
    }

    private static int WriteCounted(Span<byte> octets, ReadOnlySpan<byte> value)
    {
        int length = Math.Min(value.Length, byte.MaxValue);
        octets[0] = (byte)length;
        value[..length].CopyTo(octets[1..]);
        return length + 1;
    }

    private static bool TryTakeCounted(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> value)
    {
        bool whole = data.Length > 0 && data[0] < data.Length;
        value = whole ? data.Slice(1, data[0]) : default;
        return whole;
    }
}
