using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Reads NLMSG_ERROR and the end of a dump, with the text of extended acknowledgements.</summary>
public static class NetlinkErrorReader
{
    private const ushort AttributeMessage = 1; // NLMSGERR_ATTR_MSG
    private const int LongestText = 1024;

    /// <summary>Reads an acknowledgement (NLMSG_ERROR).</summary>
    /// <param name="message">The message.</param>
    /// <returns>EPROTO if it is too short.</returns>
    public static NetlinkAck ReadError(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < sizeof(int) + NetlinkMessage.HeaderLength)
        {
            return new NetlinkAck(Errno.Protocol, "truncated acknowledgement");
        }

        int error = MemoryMarshal.Read<int>(payload);
        string? text = null;
        if (message.Flags.HasFlag(NetlinkFlags.AcknowledgeAttributes))
        {
            // A capped acknowledgement repeats only the header of the request.
            uint repeated = message.Flags.HasFlag(NetlinkFlags.Capped)
                ? NetlinkMessage.HeaderLength
                : Math.Max(MemoryMarshal.Read<uint>(payload[sizeof(int)..]), NetlinkMessage.HeaderLength);
            long start = sizeof(int) + ((repeated + 3L) & ~3L);
            text = start <= payload.Length ? ReadText(payload[(int)start..]) : null;
        }

        return new NetlinkAck(ToErrno(error), text);
    }

    /// <summary>Reads the end of a dump (NLMSG_DONE), which carries an error too.</summary>
    /// <param name="message">The message.</param>
    public static NetlinkAck ReadDone(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < sizeof(int))
        {
            return default;
        }

        int error = MemoryMarshal.Read<int>(payload);
        string? text = message.Flags.HasFlag(NetlinkFlags.AcknowledgeAttributes) ? ReadText(payload[sizeof(int)..]) : null;
        return new NetlinkAck(error < 0 ? ToErrno(error) : 0, text);
    }

    // The kernel sends -errno; anything else is not an error number.
    private static int ToErrno(int error) => error switch
    {
        0 => 0,
        < 0 and >= -4095 => -error,
        _ => Errno.Protocol,
    };

    private static string? ReadText(ReadOnlySpan<byte> attributes)
    {
        var reader = new NetlinkAttributeReader(attributes);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            if (attribute.Type == AttributeMessage && attribute.TryReadString(LongestText, out string text))
            {
                return text;
            }
        }

        return null;
    }
}
