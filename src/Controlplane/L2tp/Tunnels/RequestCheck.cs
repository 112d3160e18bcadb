using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>What an SCCRQ or SCCRP must have (RFC 2661 6.1 and 6.2, RFC 3931 6.1 and 6.2).</summary>
internal static class RequestCheck
{
    private const byte HighestProtocolVersion = 1;

    private static readonly AvpType[] Version2 =
        [AvpType.ProtocolVersion, AvpType.HostName, AvpType.FramingCapabilities, AvpType.AssignedTunnelId];

    private static readonly AvpType[] Version3 =
    [
        AvpType.HostName, AvpType.RouterId, AvpType.AssignedControlConnectionId, AvpType.PseudowireCapabilitiesList,
    ];

    /// <summary>The first thing that is wrong; null if the message is acceptable.</summary>
    /// <param name="message">The message.</param>
    /// <param name="version">Version that it is to be understood in.</param>
    /// <param name="profile">The peer's profile.</param>
    public static L2tpResult? Find(ControlMessage message, int version, L2tpPeerProfile profile)
    {
        if (message.Fault is { } fault)
        {
            return new L2tpResult(StopResult.GeneralError, fault.Error, fault.Text);
        }

        if (version == 2 && message.Has(AvpType.ProtocolVersion) && message.ProtocolVersion >> 8 != HighestProtocolVersion)
        {
            return new L2tpResult((ushort)StopResult.VersionNotSupported, HighestProtocolVersion << 8);
        }

        foreach (AvpType type in version == 2 ? Version2 : Version3)
        {
            if (!message.Has(type))
            {
                return new L2tpResult(StopResult.GeneralError, GeneralError.OutOfRange, $"{type} is missing");
            }
        }

        if (message.Number(version == 2 ? AvpType.AssignedTunnelId : AvpType.AssignedControlConnectionId) == 0)
        {
            return new L2tpResult(StopResult.GeneralError, GeneralError.OutOfRange, "assigned id 0");
        }

        if (message.Has(AvpType.ReceiveWindowSize) && message.Number(AvpType.ReceiveWindowSize) == 0)
        {
            return new L2tpResult(StopResult.GeneralError, GeneralError.OutOfRange, "window 0");
        }

        bool isMismatch = message.Type == MessageType.StartControlConnectionRequest
            && message.Has(AvpType.ControlConnectionDs)
            && profile.ControlPhb is { } phb
            && message.Number(AvpType.ControlConnectionDs) != phb;
        return isMismatch ? new L2tpResult(StopResult.ControlConnectionDsMismatch) : null;
    }

    /// <summary>True if Host Name and Router ID are those that are configured.</summary>
    /// <param name="message">The message.</param>
    /// <param name="profile">The peer's profile.</param>
    public static bool IsExpectedPeer(ControlMessage message, L2tpPeerProfile profile) =>
        (profile.PeerHostName is null || profile.PeerHostName == Printable.From(message.Octets(AvpType.HostName)))
        && (profile.PeerRouterId is null || message.Header.Version == 2
            || profile.PeerRouterId == (uint)message.Number(AvpType.RouterId));
}
