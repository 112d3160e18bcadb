namespace Router.Controlplane.L2tp.Reliable;

/// <summary>What a <see cref="ReliableChannel"/> sends through.</summary>
internal interface IReliableSender
{
    /// <summary>Sends a message now.</summary>
    /// <param name="message">The message as it was queued; the numbers are to be put into it.</param>
    /// <param name="ns">Its number.</param>
    /// <param name="nr">Number of the message that is expected from the peer.</param>
    /// <param name="repeated">True if it was sent before.</param>
    void Transmit(byte[] message, ushort ns, ushort nr, bool repeated);
}
