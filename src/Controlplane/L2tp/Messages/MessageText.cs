using System.Globalization;
using System.Text;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>Control messages as text, for the operator. Secrets, what is made from them, cookies and hidden values are not shown.</summary>
public static class MessageText
{
    private const int MaximumOctets = 32;

    /// <summary>Describes a message: name, ids, Ns and Nr, and its AVPs with their values.</summary>
    /// <param name="octets">The message, header first.</param>
    public static string Describe(ReadOnlySpan<byte> octets)
    {
        ControlDropReason reason = ControlHeader.TryParse(octets, out ControlHeader header);
        if (reason != ControlDropReason.None)
        {
            return $"no control message: {reason}";
        }

        var text = new StringBuilder();
        ReadOnlySpan<byte> message = octets[..header.Length];
        text.Append(NameOf(message)).Append(CultureInfo.InvariantCulture, $" v{header.Version} id {header.ConnectionId}");
        if (header.SessionId != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" session {header.SessionId}");
        }

        text.Append(CultureInfo.InvariantCulture, $" Ns {header.Ns} Nr {header.Nr}");
        var reader = new AvpReader(message[ControlHeader.Size..]);
        while (reader.Read())
        {
            if (reader.Header is not { Type: AvpType.MessageType, Vendor: 0 })
            {
                Append(text, reader.Header, reader.Value);
            }
        }

        if (reader.Broken)
        {
            text.Append(", broken AVP");
        }

        return text.ToString();
    }

    private static string NameOf(ReadOnlySpan<byte> message)
    {
        MessageType type = MessageDecoder.PeekType(message);
        return type switch
        {
            MessageType.ZeroLengthBody => message.Length == ControlHeader.Size ? "ZLB" : "malformed",
            MessageType.StartControlConnectionRequest => "SCCRQ",
            MessageType.StartControlConnectionReply => "SCCRP",
            MessageType.StartControlConnectionConnected => "SCCCN",
            MessageType.StopControlConnectionNotification => "StopCCN",
            MessageType.Hello => "HELLO",
            MessageType.OutgoingCallRequest => "OCRQ",
            MessageType.OutgoingCallReply => "OCRP",
            MessageType.OutgoingCallConnected => "OCCN",
            MessageType.IncomingCallRequest => "ICRQ",
            MessageType.IncomingCallReply => "ICRP",
            MessageType.IncomingCallConnected => "ICCN",
            MessageType.CallDisconnectNotify => "CDN",
            MessageType.WanErrorNotify => "WEN",
            MessageType.SetLinkInfo => "SLI",
            MessageType.ExplicitAcknowledgement => "ACK",
            MessageType.ConnectSpeedUpdateNotification => "CSUN",
            MessageType.ConnectSpeedUpdateRequest => "CSURQ",
            _ => $"type {(ushort)type}",
        };
    }

    private static void Append(StringBuilder text, in AvpHeader header, ReadOnlySpan<byte> value)
    {
        AvpRule rule = header.Vendor == 0 ? AvpTable.Of(header.Type) : default;
        text.Append(", ");
        if (rule.Shape == AvpShape.Unknown)
        {
            text.Append(CultureInfo.InvariantCulture, $"vendor {header.Vendor} type {(ushort)header.Type}");
        }
        else
        {
            text.Append(header.Type);
        }

        if (header.Mandatory)
        {
            text.Append('*');
        }

        text.Append(' ');
        if (header.Hidden)
        {
            text.Append("(hidden)");
        }
        else if (IsSecret(header.Type) && rule.Shape != AvpShape.Unknown)
        {
            text.Append(CultureInfo.InvariantCulture, $"({value.Length} octets)");
        }
        else
        {
            AppendValue(text, header.Type, rule, value);
        }
    }

    private static bool IsSecret(AvpType type) => type
        is AvpType.Challenge or AvpType.ChallengeResponse or AvpType.RandomVector or AvpType.MessageDigest or AvpType.Nonce
        or AvpType.AssignedCookie or AvpType.ProxyAuthenChallenge or AvpType.ProxyAuthenResponse;

    private static bool IsText(AvpType type) => type
        is AvpType.HostName or AvpType.VendorName or AvpType.CalledNumber or AvpType.CallingNumber or AvpType.SubAddress
        or AvpType.PrivateGroupId or AvpType.ProxyAuthenName or AvpType.RemoteEndId or AvpType.PreferredLanguage;

    private static void AppendValue(StringBuilder text, AvpType type, in AvpRule rule, ReadOnlySpan<byte> value)
    {
        if (rule.Shape == AvpShape.Number && rule.Fits(value.Length))
        {
            ulong number = 0;
            foreach (byte octet in value)
            {
                number = (number << 8) | octet;
            }

            _ = type switch
            {
                AvpType.PseudowireType => text.Append((PseudowireType)number),
                AvpType.CircuitStatus => text.Append((CircuitStatus)number),
                AvpType.DataSequencing => text.Append((DataSequencingLevel)number),
                AvpType.TieBreaker => text.Append(CultureInfo.InvariantCulture, $"{number:x16}"),
                _ => text.Append(number),
            };
        }
        else if (type == AvpType.ResultCode && rule.Fits(value.Length))
        {
            text.Append(L2tpResult.Parse(value));
        }
        else if (IsText(type) && rule.Shape != AvpShape.Unknown)
        {
            text.Append('"').Append(Printable.From(value)).Append('"');
        }
        else
        {
            text.Append(Convert.ToHexStringLower(value[..Math.Min(value.Length, MaximumOctets)]));
            if (value.Length > MaximumOctets)
            {
                text.Append('…');
            }
        }
    }
}
