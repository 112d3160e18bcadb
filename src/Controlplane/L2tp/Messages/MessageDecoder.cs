using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>
/// Reads the AVPs of a control message. What cannot be used is ignored or becomes the message's fault, by its M bit;
/// repeated AVPs count once, the first (RFC 2661 4.2 and 7.1, RFC 3931 5.2 and 7.1).
/// </summary>
internal static class MessageDecoder
{
    /// <summary>The type of a message without reading it.</summary>
    /// <param name="message">The message, header first.</param>
    /// <returns>The type; <see cref="MessageType.ZeroLengthBody"/> without AVPs or if the first is not a plain Message Type.</returns>
    public static MessageType PeekType(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> body = message[ControlHeader.Size..];
        if (body.Length < AvpHeader.Size + 2)
        {
            return MessageType.ZeroLengthBody;
        }

        AvpHeader header = AvpHeader.Read(body);
        return header is { Length: AvpHeader.Size + 2, Vendor: 0, Type: AvpType.MessageType }
            ? (MessageType)((body[AvpHeader.Size] << 8) | body[AvpHeader.Size + 1])
            : MessageType.ZeroLengthBody;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="octets">Its octets, header first.</param>
    /// <param name="hidingKey">Key for hidden AVPs; empty if there is none.</param>
    /// <param name="message">Receives what was read.</param>
    /// <returns>False if the first AVP is not a Message Type.</returns>
    public static bool TryDecode(
        in ControlHeader header, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> hidingKey, ControlMessage message)
    {
        message.Begin(header, octets);
        Span<byte> body = message.Body;
        if (body.IsEmpty)
        {
            return true;
        }

        var reader = new AvpReader(body);
        if (!reader.Read() || !TryReadType(reader, message))
        {
            return false;
        }

        (int Offset, int Length) vector = default;
        while (reader.Read())
        {
            AvpHeader avp = reader.Header;
            if (avp is { Vendor: 0, Type: AvpType.RandomVector, Hidden: false, Length: > AvpHeader.Size })
            {
                vector = (reader.ValueOffset, avp.Length - AvpHeader.Size);
            }

            ReadAvp(message, avp, reader.ValueOffset, body, hidingKey, body.Slice(vector.Offset, vector.Length));
        }

        if (reader.Broken)
        {
            // The length of what follows is not known, so nothing behind it can be used.
            Reject(message, reader.BrokenIsMandatory, GeneralError.WrongLength, 0, default);
        }

        return true;
    }

    private static bool TryReadType(in AvpReader reader, ControlMessage message)
    {
        AvpHeader header = reader.Header;
        if (header.Type != AvpType.MessageType || header.Hidden || header.Length != AvpHeader.Size + 2)
        {
            return false;
        }

        message.IsMandatory = header.Mandatory;
        message.Type = (MessageType)((reader.Value[0] << 8) | reader.Value[1]);
        message.IsUnknownType = header.Vendor != 0 || !IsKnown(message.Type) || (header.Reserved && message.Header.Version == 2);
        return header.Vendor != 0 || message.Type != MessageType.ZeroLengthBody;
    }

    private static bool IsKnown(MessageType type) => type
        is (>= MessageType.StartControlConnectionRequest and <= MessageType.StopControlConnectionNotification)
        or (>= MessageType.Hello and <= MessageType.IncomingCallConnected)
        or (>= MessageType.CallDisconnectNotify and <= MessageType.SetLinkInfo)
        or MessageType.ExplicitAcknowledgement
        or MessageType.ConnectSpeedUpdateNotification
        or MessageType.ConnectSpeedUpdateRequest;

    private static void ReadAvp(
        ControlMessage message,
        in AvpHeader avp,
        int offset,
        Span<byte> body,
        ReadOnlySpan<byte> hidingKey,
        ReadOnlySpan<byte> randomVector)
    {
        int version = message.Header.Version;
        AvpRule rule = avp.Vendor == 0 ? AvpTable.Of(avp.Type) : default;

        // Reserved bits make an AVP unknown in L2TPv2 and mean nothing in L2TPv3 (RFC 2661 4.1, RFC 3931 5.1).
        if (rule.Shape == AvpShape.Unknown || (avp.Reserved && version == 2))
        {
            Reject(message, avp.Mandatory, GeneralError.UnknownMandatoryAvp, avp.Vendor, avp.Type);
            return;
        }

        // An SCCRQ of version 2 may carry what L2TPv3 needs and the reverse: what is not of the message's version does no harm.
        bool mandatory = avp.Mandatory && rule.BelongsTo(version);
        int length = avp.Length - AvpHeader.Size;
        if (avp.Hidden)
        {
            if (hidingKey.IsEmpty)
            {
                message.HasUnrevealed = true;
            }

            if (hidingKey.IsEmpty || randomVector.IsEmpty || (rule.Traits & AvpTraits.NeverHidden) != 0
                || !HiddenAvp.TryReveal(avp.Type, body.Slice(offset, length), hidingKey, randomVector, out int revealed))
            {
                Reject(message, mandatory, GeneralError.OutOfRange, 0, avp.Type);
                return;
            }

            offset += HiddenAvp.LengthSize;
            length = revealed;
        }

        if (!rule.Fits(length) || !HasRightSize(avp.Type, version, length))
        {
            Reject(message, mandatory, GeneralError.WrongLength, 0, avp.Type);
        }
        else if (!message.Add(avp.Type, rule, offset, length))
        {
            message.Ignored++;
        }
    }

    private static bool HasRightSize(AvpType type, int version, int length) => type switch
    {
        AvpType.ResultCode => length != 3,
        AvpType.AssignedCookie => length is 0 or 4 or 8,
        AvpType.PseudowireCapabilitiesList => length % 2 == 0,
        AvpType.MessageDigest => length is 17 or 21,
        AvpType.ConnectSpeedUpdate => length == (version == 2 ? 12 : 20),
        _ => true,
    };

    private static void Reject(ControlMessage message, bool mandatory, GeneralError error, ushort vendor, AvpType type)
    {
        if (mandatory)
        {
            message.Fault ??= new AvpFault(error, vendor, type);
        }
        else
        {
            message.Ignored++;
        }
    }
}
