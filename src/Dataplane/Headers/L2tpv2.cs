namespace Router.Dataplane.Headers;

/// <summary>The header of an L2TPv2 data message (RFC 2661 3.1), with its optional fields.</summary>
internal readonly unsafe ref struct L2tpv2
{
    public const byte Version = 2;

    /// <summary>T, L, S and O bits and version as they lie in memory, and their value in a data message without optional fields.</summary>
    public const ushort WirePlainMask = 0x0fca;
    public const ushort WirePlain = 0x0200;

    /// <summary>Octets from the middle of both ids, where a session id of version 3 would begin, to the payload of a message without optional fields.</summary>
    public const int BehindMiddle = 2;

    /// <summary>Octets 0 and 1 of a message with the S bit and no other optional field.</summary>
    public const ushort Numbered = 0x0802;

    /// <summary>Octets from Ns to the PPP header's end, when both end a header.</summary>
    public const int NumbersToPayload = 8;

    /// <summary>Octets before Ns and Nr in a message without Length.</summary>
    public const int PlainLength = 6;

    /// <summary>Octets of Ns and Nr.</summary>
    public const int NumbersLength = 4;

    private const byte LengthFlag = 0x40;
    private const byte SequenceFlag = 0x08;
    private const byte OffsetFlag = 0x02;

    /// <summary>Octets of the header; 0 if it does not fit into the datagram.</summary>
    public readonly int HeaderLength;

    /// <summary>Octets of the message, header included.</summary>
    public readonly int MessageLength;

    /// <summary>Tunnel id in the high half, session id in the low one.</summary>
    public readonly uint Ids;

    /// <summary>Sequence number of the message; -1 if it has none.</summary>
    public readonly int Ns;

    /// <param name="message">The message, its T bit clear.</param>
    /// <param name="available">Octets of the datagram from there on, at least 2.</param>
    public L2tpv2(byte* message, int available)
    {
        byte flags = message[0];
        Ns = -1;
        int lengthField = (flags & LengthFlag) == 0 ? 0 : 2;
        int sequence = (flags & SequenceFlag) == 0 ? 0 : NumbersLength;
        int offset = (flags & OffsetFlag) == 0 ? 0 : 2;
        int header = PlainLength + lengthField + sequence + offset;
        if (header > available)
        {
            return;
        }

        MessageLength = lengthField == 0 ? available : Wire.Load16(message + 2);
        byte* ids = message + 2 + lengthField;
        Ids = Wire.Load32(ids);
        if (sequence != 0)
        {
            Ns = Wire.Load16(ids + sizeof(uint));
        }

        header += offset == 0 ? 0 : Wire.Load16(message + header - offset);
        HeaderLength = header <= MessageLength && MessageLength <= available ? header : 0;
    }
}
