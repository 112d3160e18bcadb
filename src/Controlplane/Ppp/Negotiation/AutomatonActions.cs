namespace Router.Controlplane.Ppp;

/// <summary>Actions of the automaton (RFC 1661 4.4); the values are in the order in which they are carried out.</summary>
[Flags]
internal enum AutomatonActions
{
    None = 0,
    ThisLayerDown = 1 << 0,
    ThisLayerStarted = 1 << 1,
    InitializeRestartCount = 1 << 2,
    ZeroRestartCount = 1 << 3,
    SendConfigureRequest = 1 << 4,
    SendConfigureAck = 1 << 5,
    SendConfigureNak = 1 << 6,
    SendTerminateRequest = 1 << 7,
    SendTerminateAck = 1 << 8,
    SendCodeReject = 1 << 9,
    SendEchoReply = 1 << 10,
    ThisLayerUp = 1 << 11,
    ThisLayerFinished = 1 << 12,
}
