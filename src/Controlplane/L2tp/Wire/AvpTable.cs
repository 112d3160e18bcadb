namespace Router.Controlplane.L2tp.Wire;

/// <summary>The AVPs that this router knows: lengths, M bits and what may be hidden (RFC 2661 4.4, RFC 3931 5.4).</summary>
internal static class AvpTable
{
    /// <summary>Types from here on are unknown.</summary>
    public const int Size = 100;

    private const AvpTraits V2 = AvpTraits.Version2;
    private const AvpTraits V3 = AvpTraits.Version3;
    private const AvpTraits M2 = AvpTraits.Version2 | AvpTraits.MandatoryInVersion2;
    private const AvpTraits M3 = AvpTraits.Version3 | AvpTraits.MandatoryInVersion3;
    private const AvpTraits Open = AvpTraits.NeverHidden;
    private const AvpTraits Private = AvpTraits.Sensitive;

    private static readonly AvpRule[] Rules = Build();

    /// <summary>The row of a type; <see cref="AvpShape.Unknown"/> for others.</summary>
    /// <param name="type">AVP type of vendor 0.</param>
    public static AvpRule Of(AvpType type) => (int)type < Size ? Rules[(int)type] : default;

    private static AvpRule[] Build()
    {
        var rules = new AvpRule[Size];
        Number(AvpType.MessageType, 2, M2 | M3 | Open);
        Octets(AvpType.ResultCode, 2, 1017, M2 | M3 | Open);
        Number(AvpType.ProtocolVersion, 2, M2 | Open);
        Number(AvpType.FramingCapabilities, 4, M2);
        Number(AvpType.BearerCapabilities, 4, M2);
        Number(AvpType.TieBreaker, 8, V2 | M3 | Open);
        Number(AvpType.FirmwareRevision, 2, V2);
        Octets(AvpType.HostName, 1, 1017, M2 | M3 | Open);
        Octets(AvpType.VendorName, 0, 1017, V2 | V3);
        Number(AvpType.AssignedTunnelId, 2, M2);
        Number(AvpType.ReceiveWindowSize, 2, M2 | M3 | Open);
        Octets(AvpType.Challenge, 1, 1017, M2);
        Octets(AvpType.Q931CauseCode, 3, 1017, M2 | Open);
        Octets(AvpType.ChallengeResponse, 16, 16, M2);
        Number(AvpType.AssignedSessionId, 2, M2);
        Number(AvpType.SerialNumber, 4, M2 | V3);
        Number(AvpType.MinimumBps, 4, M2);
        Number(AvpType.MaximumBps, 4, M2);
        Number(AvpType.BearerType, 4, M2);
        Number(AvpType.FramingType, 4, M2);
        Octets(AvpType.CalledNumber, 0, 1017, M2 | Private);
        Octets(AvpType.CallingNumber, 0, 1017, M2 | Private);
        Octets(AvpType.SubAddress, 0, 1017, M2 | Private);
        Number(AvpType.TxConnectSpeedBps, 4, M2);
        Number(AvpType.PhysicalChannelId, 4, V2 | V3);
        Octets(AvpType.InitialReceivedConfReq, 0, 1017, V2 | Private);
        Octets(AvpType.LastSentConfReq, 0, 1017, V2 | Private);
        Octets(AvpType.LastReceivedConfReq, 0, 1017, V2 | Private);
        Number(AvpType.ProxyAuthenType, 2, V2);
        Octets(AvpType.ProxyAuthenName, 0, 1017, V2 | Private);
        Octets(AvpType.ProxyAuthenChallenge, 1, 1017, V2 | Private);
        Number(AvpType.ProxyAuthenId, 2, V2 | Private);
        Octets(AvpType.ProxyAuthenResponse, 0, 1017, V2 | Private);
        Octets(AvpType.CallErrors, 26, 26, M2 | V3);
        Octets(AvpType.Accm, 10, 10, M2);
        Octets(AvpType.RandomVector, 1, 1017, M2 | M3 | Open);
        Octets(AvpType.PrivateGroupId, 0, 1017, V2);
        Number(AvpType.RxConnectSpeedBps, 4, V2);
        Octets(AvpType.SequencingRequired, 0, 0, M2 | Open);
        Octets(AvpType.PppDisconnectCause, 5, 1017, V2);
        Number(AvpType.ControlConnectionDs, 2, V2 | V3);
        Number(AvpType.SessionDs, 2, V2 | V3);
        Octets(AvpType.ExtendedVendorId, 6, 1017, V2 | V3);
        Octets(AvpType.MessageDigest, 17, 21, M3 | Open);
        Number(AvpType.RouterId, 4, M3 | Open);
        Number(AvpType.AssignedControlConnectionId, 4, M3);
        Octets(AvpType.PseudowireCapabilitiesList, 0, 1016, M3);
        Number(AvpType.LocalSessionId, 4, M3);
        Number(AvpType.RemoteSessionId, 4, M3);
        Octets(AvpType.AssignedCookie, 0, 8, M3 | Private);
        Octets(AvpType.RemoteEndId, 0, 1017, M3);
        Number(AvpType.PseudowireType, 2, M3);
        Number(AvpType.L2SpecificSublayer, 2, M3);
        Number(AvpType.DataSequencing, 2, M3);
        Number(AvpType.CircuitStatus, 2, M3);
        Octets(AvpType.PreferredLanguage, 0, 1017, V3);
        Octets(AvpType.Nonce, 1, 1017, M3 | Open);
        Number(AvpType.TxConnectSpeed, 8, V3);
        Number(AvpType.RxConnectSpeed, 8, V3);
        Number(AvpType.FrameRelayHeaderLength, 2, V3);
        Number(AvpType.AtmMaximumConcatenatedCells, 2, V3);
        Octets(AvpType.OamEmulationRequired, 0, 0, V3);
        Number(AvpType.AtmAlarmStatus, 4, V3);
        Number(AvpType.FcsRetention, 2, V3);
        Number(AvpType.VccvCapability, 2, V3);
        Octets(AvpType.ConnectSpeedUpdate, 12, 20, V2 | V3);
        Octets(AvpType.ConnectSpeedUpdateEnable, 0, 0, V2 | V3);
        return rules;

        void Number(AvpType type, ushort octets, AvpTraits traits) =>
            rules[(int)type] = new AvpRule(AvpShape.Number, octets, octets, traits);

        void Octets(AvpType type, ushort minimum, ushort maximum, AvpTraits traits) =>
            rules[(int)type] = new AvpRule(AvpShape.Octets, minimum, maximum, traits);
    }
}
