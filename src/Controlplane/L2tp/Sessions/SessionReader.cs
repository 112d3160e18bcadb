using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>Reads what a peer says of a session, and checks what a message must have.</summary>
internal static class SessionReader
{
    /// <summary>L2-Specific Sublayer: the default one (RFC 3931 5.4.4).</summary>
    public const ulong DefaultSublayer = 1;

    /// <summary>L2-Specific Sublayer: the ATM-specific one (RFC 4454).</summary>
    public const ulong AtmSublayer = 2;

    private static readonly AvpType[] RequestOfVersion3 =
        [AvpType.LocalSessionId, AvpType.SerialNumber, AvpType.PseudowireType, AvpType.RemoteEndId, AvpType.CircuitStatus];

    private static readonly AvpType[] ReplyOfVersion3 = [AvpType.LocalSessionId, AvpType.RemoteSessionId, AvpType.CircuitStatus];
    private static readonly AvpType[] IdsOfVersion3 = [AvpType.LocalSessionId, AvpType.RemoteSessionId];
    private static readonly AvpType[] ErrorsOfVersion3 = [AvpType.LocalSessionId, AvpType.RemoteSessionId, AvpType.CallErrors];
    private static readonly AvpType[] IncomingRequest = [AvpType.AssignedSessionId, AvpType.SerialNumber];

    private static readonly AvpType[] OutgoingRequest =
    [
        AvpType.AssignedSessionId, AvpType.SerialNumber, AvpType.MinimumBps, AvpType.MaximumBps, AvpType.BearerType,
        AvpType.FramingType, AvpType.CalledNumber,
    ];

    private static readonly AvpType[] Reply = [AvpType.AssignedSessionId];
    private static readonly AvpType[] Connected = [AvpType.TxConnectSpeedBps, AvpType.FramingType];
    private static readonly AvpType[] Errors = [AvpType.CallErrors];
    private static readonly AvpType[] LinkInfo = [AvpType.Accm];

    /// <summary>The first AVP that is missing (RFC 2661 6.6 to 6.14, RFC 3931 6.6 to 6.14).</summary>
    /// <param name="message">The message.</param>
    public static AvpType? Missing(ControlMessage message)
    {
        foreach (AvpType type in Required(message))
        {
            if (!message.Has(type))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>What is wrong with the demands of the sender.</summary>
    /// <param name="message">The message.</param>
    /// <param name="remote">What the peer says, this message included.</param>
    /// <param name="type">Pseudowire type of the session.</param>
    public static L2tpResult? CheckDemands(ControlMessage message, L2tpCallParameters remote, PseudowireType type)
    {
        ulong lastSublayer = type is PseudowireType.AtmAal5 or PseudowireType.AtmPort or PseudowireType.AtmVcc or PseudowireType.AtmVpc
            ? AtmSublayer : DefaultSublayer;
        if (message.Has(AvpType.OamEmulationRequired))
        {
            return new L2tpResult(DisconnectResult.AtmOamEmulation);
        }

        if (remote.FrameRelayHeaderLength is not (null or 2 or 4) || remote.MaxCells == 0)
        {
            return new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, "header length or cells");
        }

        if (message.Number(AvpType.L2SpecificSublayer) > lastSublayer || message.Number(AvpType.DataSequencing) > (int)DataSequencingLevel.All)
        {
            return new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, "sublayer or sequencing");
        }

        return remote.Sequencing != DataSequencingLevel.None && remote.Sublayer is (null or L2SublayerKind.None)
            ? new L2tpResult(DisconnectResult.SequencingWithoutSublayer)
            : null;
    }

    /// <summary>What an ICRQ or OCRQ, or an ICRP or OCRP says.</summary>
    /// <param name="message">The message.</param>
    public static L2tpCallParameters Read(ControlMessage message)
    {
        bool isV3 = message.Header.Version == 3;
        return Update(
            new L2tpCallParameters
            {
                PseudowireType = isV3 ? (PseudowireType)message.Number(AvpType.PseudowireType) : PseudowireType.Ppp,
                RemoteEndId = message.Octets(AvpType.RemoteEndId).ToArray(),
                SerialNumber = (uint)message.Number(AvpType.SerialNumber),
                CircuitStatus = CircuitStatus.Active,
                Sublayer = L2SublayerKind.None,
                Sequencing = DataSequencingLevel.None,
                CookieLength = message.Cookie.Length,
                PhysicalChannelId = message.Has(AvpType.PhysicalChannelId) ? (uint)message.Number(AvpType.PhysicalChannelId) : null,
                Phb = message.Has(AvpType.SessionDs) ? (ushort)message.Number(AvpType.SessionDs) : null,
                Vccv = message.Has(AvpType.VccvCapability) ? (ushort)message.Number(AvpType.VccvCapability) : null,
                FrameRelayHeaderLength = message.Has(AvpType.FrameRelayHeaderLength) ? (ushort)message.Number(AvpType.FrameRelayHeaderLength) : null,
                MaxCells = message.Has(AvpType.AtmMaximumConcatenatedCells) ? (ushort)message.Number(AvpType.AtmMaximumConcatenatedCells) : null,
                Ppp = isV3 ? null : new PppCallParameters(),
            },
            message);
    }

    /// <summary>What a later message of the peer adds.</summary>
    /// <param name="before">What it said before.</param>
    /// <param name="message">The message.</param>
    public static L2tpCallParameters Update(L2tpCallParameters before, ControlMessage message)
    {
        bool isV3 = message.Header.Version == 3;
        AvpType tx = isV3 ? AvpType.TxConnectSpeed : AvpType.TxConnectSpeedBps;
        AvpType rx = isV3 ? AvpType.RxConnectSpeed : AvpType.RxConnectSpeedBps;
        return before with
        {
            Sublayer = message.Has(AvpType.L2SpecificSublayer) ? SublayerOf(message.Number(AvpType.L2SpecificSublayer)) : before.Sublayer,
            Sequencing = message.Has(AvpType.DataSequencing)
                ? (DataSequencingLevel)message.Number(AvpType.DataSequencing)
                : before.Sequencing,
            CircuitStatus = Status(message, before.CircuitStatus),
            TxConnectSpeed = message.Has(tx) ? message.Number(tx) : before.TxConnectSpeed,
            RxConnectSpeed = message.Has(rx) ? message.Number(rx) : before.RxConnectSpeed,
            Ppp = before.Ppp is { } ppp ? Update(ppp, message) : null,
        };
    }

    /// <summary>The circuit's state; bits that are not defined are ignored (RFC 3931 5.4.5).</summary>
    /// <param name="message">The message.</param>
    /// <param name="before">The state before.</param>
    public static CircuitStatus Status(ControlMessage message, CircuitStatus before) => message.Has(AvpType.CircuitStatus)
        ? (CircuitStatus)message.Number(AvpType.CircuitStatus) & CircuitStatus.Defined
        : before;

    private static L2SublayerKind SublayerOf(ulong number) => number switch
    {
        0 => L2SublayerKind.None,
        AtmSublayer => L2SublayerKind.Atm,
        _ => L2SublayerKind.Default,
    };

    private static PppCallParameters Update(PppCallParameters before, ControlMessage message) => before with
    {
        BearerType = message.Has(AvpType.BearerType) ? (uint)message.Number(AvpType.BearerType) : before.BearerType,
        FramingType = message.Has(AvpType.FramingType) ? (uint)message.Number(AvpType.FramingType) : before.FramingType,
        CalledNumber = Octets(message, AvpType.CalledNumber) ?? before.CalledNumber,
        CallingNumber = Octets(message, AvpType.CallingNumber) ?? before.CallingNumber,
        SubAddress = Octets(message, AvpType.SubAddress) ?? before.SubAddress,
        MinimumBps = message.Has(AvpType.MinimumBps) ? (uint)message.Number(AvpType.MinimumBps) : before.MinimumBps,
        MaximumBps = message.Has(AvpType.MaximumBps) ? (uint)message.Number(AvpType.MaximumBps) : before.MaximumBps,
        PrivateGroupId = Octets(message, AvpType.PrivateGroupId) ?? before.PrivateGroupId,
        SequencingRequired = before.SequencingRequired || message.Has(AvpType.SequencingRequired),
        InitialReceivedConfReq = Octets(message, AvpType.InitialReceivedConfReq) ?? before.InitialReceivedConfReq,
        LastSentConfReq = Octets(message, AvpType.LastSentConfReq) ?? before.LastSentConfReq,
        LastReceivedConfReq = Octets(message, AvpType.LastReceivedConfReq) ?? before.LastReceivedConfReq,
        ProxyAuthenType = message.Has(AvpType.ProxyAuthenType) ? (ushort)message.Number(AvpType.ProxyAuthenType) : before.ProxyAuthenType,
        ProxyAuthenName = Octets(message, AvpType.ProxyAuthenName) ?? before.ProxyAuthenName,
        ProxyAuthenChallenge = Octets(message, AvpType.ProxyAuthenChallenge) ?? before.ProxyAuthenChallenge,
        ProxyAuthenId = message.Has(AvpType.ProxyAuthenId) ? (byte)message.Number(AvpType.ProxyAuthenId) : before.ProxyAuthenId,
        ProxyAuthenResponse = Octets(message, AvpType.ProxyAuthenResponse) ?? before.ProxyAuthenResponse,
    };

    private static byte[]? Octets(ControlMessage message, AvpType type) =>
        message.Has(type) ? message.Octets(type).ToArray() : null;

    private static AvpType[] Required(ControlMessage message) => (message.Type, message.Header.Version) switch
    {
        (MessageType.IncomingCallRequest or MessageType.OutgoingCallRequest, 3) => RequestOfVersion3,
        (MessageType.IncomingCallReply or MessageType.OutgoingCallReply, 3) => ReplyOfVersion3,
        (MessageType.WanErrorNotify, 3) => ErrorsOfVersion3,
        (_, 3) => IdsOfVersion3,
        (MessageType.IncomingCallRequest, _) => IncomingRequest,
        (MessageType.OutgoingCallRequest, _) => OutgoingRequest,
        (MessageType.IncomingCallReply or MessageType.OutgoingCallReply, _) => Reply,
        (MessageType.IncomingCallConnected or MessageType.OutgoingCallConnected, _) => Connected,
        (MessageType.WanErrorNotify, _) => Errors,
        (MessageType.SetLinkInfo, _) => LinkInfo,
        _ => [],
    };
}
