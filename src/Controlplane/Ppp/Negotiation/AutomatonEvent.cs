namespace Router.Controlplane.Ppp;

/// <summary>Events of the automaton (RFC 1661 4.3), in the order of the RFC's table.</summary>
internal enum AutomatonEvent
{
    Up,
    Down,
    Open,
    Close,
    TimeoutWithRetries,
    TimeoutWithoutRetries,
    ReceiveGoodRequest,
    ReceiveBadRequest,
    ReceiveAck,
    ReceiveNak,
    ReceiveTerminateRequest,
    ReceiveTerminateAck,
    ReceiveUnknownCode,
    ReceivePermittedReject,
    ReceiveCatastrophicReject,
    ReceiveEcho,
}
