namespace Router.Controlplane.Ppp;

/// <summary>What an automaton needs from the session around it.</summary>
internal interface IAutomatonHost
{
    /// <summary>Sends a control packet.</summary>
    void SendControl(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>The automaton reached Opened.</summary>
    void LayerUp(Automaton automaton, long now);

    /// <summary>The automaton left Opened.</summary>
    void LayerDown(Automaton automaton, long now);

    /// <summary>The automaton needs its lower layer no more.</summary>
    void LayerFinished(Automaton automaton, long now);

    /// <summary>The peer sent Terminate-Request in Opened.</summary>
    void PeerTerminated(Automaton automaton);

    /// <summary>The peer does not know a protocol (RFC 1661 5.7).</summary>
    void ProtocolRejected(ushort protocol, long now);

    /// <summary>The negotiation cannot succeed.</summary>
    void NegotiationFailed(Automaton automaton, PppDownReason reason, long now);
}
