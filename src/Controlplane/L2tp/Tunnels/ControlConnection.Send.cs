using System.Security.Cryptography;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>What a control connection sends (RFC 2661 6.1 to 6.5, RFC 3931 6.1 to 6.5).</summary>
public sealed partial class ControlConnection
{
    private const ushort ProtocolVersion1 = 0x0100;

    private byte[] _challenge = [];
    private byte[] _peerChallenge = [];

    private ControlMessageWriter Writer => Engine.Writer;

    /// <inheritdoc/>
    void IReliableSender.Transmit(byte[] message, ushort ns, ushort nr, bool repeated)
    {
        if (repeated)
        {
            Count.Retransmitted++;
            Engine.Count.Retransmitted++;
        }

        Send(message, ns, nr);
    }

    /// <summary>Begins a message in the engine's writer.</summary>
    /// <param name="type">Message type.</param>
    /// <param name="sessionId">The peer's session id, L2TPv2.</param>
    internal void Begin(MessageType type, ushort sessionId = 0) => Writer.Begin(
        type, Version, PeerId, Version == 2 ? sessionId : (ushort)0, KeyForHiding(), SignsMessages ? Profile.Digest : null);

    /// <summary>Queues the message in the engine's writer.</summary>
    /// <param name="now">Time.</param>
    internal void Commit(long now)
    {
        if (State is TunnelState.Dead or TunnelState.Stopped or TunnelState.Removed)
        {
            return;
        }

        _channel.Send(Writer.Finish().ToArray(), now);
        Reschedule();
    }

    private void Send(Span<byte> message, ushort ns, ushort nr)
    {
        Span<byte> octets = message[ControlMessageWriter.Prefix..];
        ControlHeader.WriteNumbers(octets, ns, nr);
        Sign(octets);
        Count.Sent++;
        Engine.Transmit(Endpoint, message);
    }

    private void SendAcknowledgement()
    {
        _channel.AcknowledgementSent();
        Count.AcknowledgementsSent++;
        Engine.Count.AcknowledgementsSent++;

        // A zero-length body cannot be authenticated, so L2TPv3 has a message for it (RFC 3931 6.15).
        Begin(Version == 2 ? MessageType.ZeroLengthBody : MessageType.ExplicitAcknowledgement);
        Send(Writer.Finish(), _channel.NextNs, _channel.Nr);
    }

    private void SendRequest(long now)
    {
        bool isV3 = Version == 3;
        Writer.Begin(MessageType.StartControlConnectionRequest, Version, 0, digest: SignsMessages ? Profile.Digest : null);
        AddIdentity(!isV3, isV3 || IsVersionOpen);
        if (TieBreaker is { } value)
        {
            Writer.Add64(AvpType.TieBreaker, value);
        }

        AddPhb(Profile.ControlPhb);
        if (!isV3 && Profile.Authentication == L2tpAuthentication.Required)
        {
            _challenge = RandomNumberGenerator.GetBytes(NonceSize);
            Writer.AddOctets(AvpType.Challenge, _challenge);
        }

        Commit(now);
    }

    private void SendReply(long now)
    {
        Begin(MessageType.StartControlConnectionReply);
        AddIdentity(Version == 2, Version == 3);
        AddPhb(AgreedPhb);
        if (Version == 2)
        {
            if (Profile.Authentication == L2tpAuthentication.Required)
            {
                _challenge = RandomNumberGenerator.GetBytes(NonceSize);
                Writer.AddOctets(AvpType.Challenge, _challenge);
            }

            AddResponse(MessageType.StartControlConnectionReply);
        }

        Commit(now);
    }

    private void SendConnected(long now)
    {
        Begin(MessageType.StartControlConnectionConnected);
        AddResponse(MessageType.StartControlConnectionConnected);
        Commit(now);
    }

    private void SendStop(in L2tpResult result, long now)
    {
        Begin(MessageType.StopControlConnectionNotification);
        Writer.AddResult(result);
        if (Version == 2)
        {
            Writer.Add16(AvpType.AssignedTunnelId, (ushort)LocalId);
        }

        // Before the peer answered, one that speaks L2TPv3 finds its control connection by this.
        if (Version == 3 || IsVersionOpen)
        {
            Writer.Add32(AvpType.AssignedControlConnectionId, LocalId);
        }

        Commit(now);
    }

    private void AddIdentity(bool version2, bool version3)
    {
        if (version2)
        {
            Writer.Add16(AvpType.ProtocolVersion, ProtocolVersion1);
            Writer.Add32(AvpType.FramingCapabilities, Profile.FramingCapabilities);
            if (Profile.BearerCapabilities != 0)
            {
                Writer.Add32(AvpType.BearerCapabilities, Profile.BearerCapabilities);
            }
        }

        Writer.AddOctets(AvpType.HostName, Printable.Octets(Profile.HostName));
        if (Profile.VendorName.Length > 0)
        {
            Writer.AddOctets(AvpType.VendorName, Printable.Octets(Profile.VendorName));
        }

        if (version2)
        {
            Writer.Add16(AvpType.AssignedTunnelId, (ushort)LocalId);
        }

        if (version3)
        {
            Writer.Add32(AvpType.RouterId, Profile.RouterId);
            Writer.Add32(AvpType.AssignedControlConnectionId, LocalId);
            Writer.AddPseudowireTypes(Profile.PseudowireTypes);
            if (_isAuthenticating)
            {
                Writer.AddOctets(AvpType.Nonce, _localNonce);
            }
        }

        Writer.Add16(AvpType.ReceiveWindowSize, Profile.ReceiveWindow);
    }

    private void AddResponse(MessageType message)
    {
        if (_peerChallenge.Length == 0 || Secret is not { } secret)
        {
            return;
        }

        Span<byte> response = stackalloc byte[ChallengeResponse.Size];
        ChallengeResponse.Compute(message, secret.Value, _peerChallenge, response);
        Writer.AddOctets(AvpType.ChallengeResponse, response);
    }

    private void AddPhb(ushort? phb)
    {
        if (phb is { } value)
        {
            Writer.Add16(AvpType.ControlConnectionDs, value);
        }
    }
}
