using A = Router.Controlplane.Ppp.AutomatonActions;
using S = Router.Controlplane.Ppp.AutomatonState;

namespace Router.Controlplane.Ppp;

/// <summary>What the automaton does on an event.</summary>
/// <param name="IsLegal">False where the RFC has a dash: the event cannot happen there.</param>
/// <param name="Actions">Actions, in the order of their values.</param>
/// <param name="Next">The state afterwards.</param>
internal readonly record struct AutomatonTransition(bool IsLegal, AutomatonActions Actions, AutomatonState Next);

/// <summary>
/// The state transition table of RFC 1661 4.1, without its two options: Open in an open state changes nothing, and a
/// timeout ends the negotiation.
/// </summary>
internal static class AutomatonTable
{
    private const int States = 10;
    private static readonly AutomatonTransition[] Transitions = Build();

    public static AutomatonTransition Get(AutomatonEvent happened, AutomatonState state) =>
        Transitions[((int)happened * States) + (int)state];

    private static AutomatonTransition[] Build()
    {
        AutomatonTransition[] table = new AutomatonTransition[((int)AutomatonEvent.ReceiveEcho + 1) * States];
        void Row(AutomatonEvent happened, params ReadOnlySpan<(S From, A Actions, S Next)> cells)
        {
            foreach ((S from, A actions, S next) in cells)
            {
                table[((int)happened * States) + (int)from] = new AutomatonTransition(true, actions, next);
            }
        }

        const A Restart = A.InitializeRestartCount | A.SendConfigureRequest;
        const A Renegotiate = A.ThisLayerDown | A.SendConfigureRequest;
        const A Terminate = A.InitializeRestartCount | A.SendTerminateRequest;
        Row(AutomatonEvent.Up, (S.Initial, A.None, S.Closed), (S.Starting, Restart, S.RequestSent));
        Row(
            AutomatonEvent.Down,
            (S.Closed, A.None, S.Initial),
            (S.Stopped, A.ThisLayerStarted, S.Starting),
            (S.Closing, A.None, S.Initial),
            (S.Stopping, A.None, S.Starting),
            (S.RequestSent, A.None, S.Starting),
            (S.AckReceived, A.None, S.Starting),
            (S.AckSent, A.None, S.Starting),
            (S.Opened, A.ThisLayerDown, S.Starting));
        Row(
            AutomatonEvent.Open,
            (S.Initial, A.ThisLayerStarted, S.Starting),
            (S.Starting, A.None, S.Starting),
            (S.Closed, Restart, S.RequestSent),
            (S.Stopped, A.None, S.Stopped),
            (S.Closing, A.None, S.Stopping),
            (S.Stopping, A.None, S.Stopping),
            (S.RequestSent, A.None, S.RequestSent),
            (S.AckReceived, A.None, S.AckReceived),
            (S.AckSent, A.None, S.AckSent),
            (S.Opened, A.None, S.Opened));
        Row(
            AutomatonEvent.Close,
            (S.Initial, A.None, S.Initial),
            (S.Starting, A.ThisLayerFinished, S.Initial),
            (S.Closed, A.None, S.Closed),
            (S.Stopped, A.None, S.Closed),
            (S.Closing, A.None, S.Closing),
            (S.Stopping, A.None, S.Closing),
            (S.RequestSent, Terminate, S.Closing),
            (S.AckReceived, Terminate, S.Closing),
            (S.AckSent, Terminate, S.Closing),
            (S.Opened, A.ThisLayerDown | Terminate, S.Closing));
        Row(
            AutomatonEvent.TimeoutWithRetries,
            (S.Closing, A.SendTerminateRequest, S.Closing),
            (S.Stopping, A.SendTerminateRequest, S.Stopping),
            (S.RequestSent, A.SendConfigureRequest, S.RequestSent),
            (S.AckReceived, A.SendConfigureRequest, S.RequestSent),
            (S.AckSent, A.SendConfigureRequest, S.AckSent));
        Row(
            AutomatonEvent.TimeoutWithoutRetries,
            (S.Closing, A.ThisLayerFinished, S.Closed),
            (S.Stopping, A.ThisLayerFinished, S.Stopped),
            (S.RequestSent, A.ThisLayerFinished, S.Stopped),
            (S.AckReceived, A.ThisLayerFinished, S.Stopped),
            (S.AckSent, A.ThisLayerFinished, S.Stopped));
        Row(
            AutomatonEvent.ReceiveGoodRequest,
            (S.Closed, A.SendTerminateAck, S.Closed),
            (S.Stopped, Restart | A.SendConfigureAck, S.AckSent),
            (S.Closing, A.None, S.Closing),
            (S.Stopping, A.None, S.Stopping),
            (S.RequestSent, A.SendConfigureAck, S.AckSent),
            (S.AckReceived, A.SendConfigureAck | A.ThisLayerUp, S.Opened),
            (S.AckSent, A.SendConfigureAck, S.AckSent),
            (S.Opened, Renegotiate | A.SendConfigureAck, S.AckSent));
        Row(
            AutomatonEvent.ReceiveBadRequest,
            (S.Closed, A.SendTerminateAck, S.Closed),
            (S.Stopped, Restart | A.SendConfigureNak, S.RequestSent),
            (S.Closing, A.None, S.Closing),
            (S.Stopping, A.None, S.Stopping),
            (S.RequestSent, A.SendConfigureNak, S.RequestSent),
            (S.AckReceived, A.SendConfigureNak, S.AckReceived),
            (S.AckSent, A.SendConfigureNak, S.RequestSent),
            (S.Opened, Renegotiate | A.SendConfigureNak, S.RequestSent));
        Row(
            AutomatonEvent.ReceiveAck,
            (S.Closed, A.SendTerminateAck, S.Closed),
            (S.Stopped, A.SendTerminateAck, S.Stopped),
            (S.Closing, A.None, S.Closing),
            (S.Stopping, A.None, S.Stopping),
            (S.RequestSent, A.InitializeRestartCount, S.AckReceived),
            (S.AckReceived, A.SendConfigureRequest, S.RequestSent),
            (S.AckSent, A.InitializeRestartCount | A.ThisLayerUp, S.Opened),
            (S.Opened, Renegotiate, S.RequestSent));
        Row(
            AutomatonEvent.ReceiveNak,
            (S.Closed, A.SendTerminateAck, S.Closed),
            (S.Stopped, A.SendTerminateAck, S.Stopped),
            (S.Closing, A.None, S.Closing),
            (S.Stopping, A.None, S.Stopping),
            (S.RequestSent, Restart, S.RequestSent),
            (S.AckReceived, A.SendConfigureRequest, S.RequestSent),
            (S.AckSent, Restart, S.AckSent),
            (S.Opened, Renegotiate, S.RequestSent));
        Row(
            AutomatonEvent.ReceiveTerminateRequest,
            (S.Closed, A.SendTerminateAck, S.Closed),
            (S.Stopped, A.SendTerminateAck, S.Stopped),
            (S.Closing, A.SendTerminateAck, S.Closing),
            (S.Stopping, A.SendTerminateAck, S.Stopping),
            (S.RequestSent, A.SendTerminateAck, S.RequestSent),
            (S.AckReceived, A.SendTerminateAck, S.RequestSent),
            (S.AckSent, A.SendTerminateAck, S.RequestSent),
            (S.Opened, A.ThisLayerDown | A.ZeroRestartCount | A.SendTerminateAck, S.Stopping));
        Row(
            AutomatonEvent.ReceiveTerminateAck,
            (S.Closed, A.None, S.Closed),
            (S.Stopped, A.None, S.Stopped),
            (S.Closing, A.ThisLayerFinished, S.Closed),
            (S.Stopping, A.ThisLayerFinished, S.Stopped),
            (S.RequestSent, A.None, S.RequestSent),
            (S.AckReceived, A.None, S.RequestSent),
            (S.AckSent, A.None, S.AckSent),
            (S.Opened, Renegotiate, S.RequestSent));
        Row(
            AutomatonEvent.ReceiveCatastrophicReject,
            (S.Closed, A.ThisLayerFinished, S.Closed),
            (S.Stopped, A.ThisLayerFinished, S.Stopped),
            (S.Closing, A.ThisLayerFinished, S.Closed),
            (S.Stopping, A.ThisLayerFinished, S.Stopped),
            (S.RequestSent, A.ThisLayerFinished, S.Stopped),
            (S.AckReceived, A.ThisLayerFinished, S.Stopped),
            (S.AckSent, A.ThisLayerFinished, S.Stopped),
            (S.Opened, A.ThisLayerDown | Terminate, S.Stopping));
        for (S state = S.Closed; state <= S.Opened; state++)
        {
            Row(AutomatonEvent.ReceiveUnknownCode, (state, A.SendCodeReject, state));
            Row(AutomatonEvent.ReceivePermittedReject, (state, A.None, state == S.AckReceived ? S.RequestSent : state));
            Row(AutomatonEvent.ReceiveEcho, (state, state == S.Opened ? A.SendEchoReply : A.None, state));
        }

        return table;
    }
}
