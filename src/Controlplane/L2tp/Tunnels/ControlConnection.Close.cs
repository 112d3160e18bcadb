using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>End of a control connection (RFC 2661 5.7, RFC 3931 3.3.2 and 7.5).</summary>
public sealed partial class ControlConnection
{
    // The peer's SCCRQ is repeated after 1, 3 and 7 seconds.
    private const long TieMilliseconds = 8000;

    private L2tpResult? _refusal;

    /// <summary>Ends the control connection with a StopCCN.</summary>
    /// <param name="cause">Cause for the owner.</param>
    /// <param name="result">Result code.</param>
    /// <param name="now">Time.</param>
    internal void Stop(L2tpDownCause cause, in L2tpResult result, long now)
    {
        if (State is not (TunnelState.WaitControlReply or TunnelState.WaitControlConnection or TunnelState.Established))
        {
            return;
        }

        LeaveSetUp();
        _channel.DropUnsent();
        SendStop(result, now);
        State = TunnelState.Closing;
        Keep(now);
        Report(new L2tpDown(cause, result), now);
        Reschedule();
    }

    /// <summary>Forgets the control connection at once, without a word to the peer.</summary>
    internal void Remove()
    {
        if (State == TunnelState.Removed)
        {
            return;
        }

        LeaveSetUp();
        Engine.Tunnels.RemoveRequest(this);
        if (LocalId != 0)
        {
            Engine.Tunnels.Release(LocalId);
        }

        State = TunnelState.Removed;
        Engine.Timers.Set(this, long.MaxValue);
    }

    /// <summary>Ends a control connection that cannot go on, without a word to the peer.</summary>
    /// <param name="cause">Cause for the owner.</param>
    /// <param name="now">Time.</param>
    internal void Abort(L2tpDownCause cause, long now)
    {
        Remove();
        Report(new L2tpDown(cause, default), now);
    }

    private void OnStop(ControlMessage message, long now)
    {
        L2tpResult result = message.Result;
        if (State == TunnelState.WaitControlReply && TieBreaker is not null && result.Result == (ushort)StopResult.AlreadyExists)
        {
            // The winner of a tie says so (RFC 3931 5.4.3); its own SCCRQ may still be on its way, or must be repeated.
            _channel.Abandon();
            _channel.AcknowledgementSent();
            _refusal = result;
            _establishedBy = Math.Min(_establishedBy, now + TieMilliseconds);
            return;
        }

        bool wasClosing = State == TunnelState.Closing;
        LeaveSetUp();
        _channel.Abandon();

        // Before an answer the peer's id is in the StopCCN: the acknowledgement goes there.
        PeerId = PeerId == 0 ? message.AssignedConnectionId : PeerId;
        State = TunnelState.Stopped;
        Keep(now);
        if (!wasClosing)
        {
            Report(new L2tpDown(L2tpDownCause.PeerRequest, result), now);
        }
    }

    private void GiveUp(long now, string text)
    {
        if (State is TunnelState.Closing or TunnelState.Stopped)
        {
            // The StopCCN was not acknowledged; nobody cares any more.
            _channel.Abandon();
            return;
        }

        LeaveSetUp();
        _channel.Abandon();
        State = TunnelState.Dead;
        Keep(now);
        Report(
            _refusal is { } refusal
                ? new L2tpDown(L2tpDownCause.PeerRequest, refusal)
                : new L2tpDown(L2tpDownCause.Timeout, new L2tpResult(StopResult.StateMachineError, message: text)),
            now);
    }

    private void Keep(long now)
    {
        _establishedBy = long.MaxValue;
        _keptUntil = now + FullCycle;
    }

    private void Report(in L2tpDown down, long now)
    {
        int sessions = SessionCount;
        Engine.Sessions.DropAll(this, down.Result, now);
        Engine.LogTunnelDown(this, sessions, down);
        if (_isKnownToOwner)
        {
            Engine.Events.TunnelDown(this, down);
        }
    }
}
