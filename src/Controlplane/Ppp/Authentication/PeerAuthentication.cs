using System.Security.Cryptography;
using System.Text;

namespace Router.Controlplane.Ppp;

/// <summary>The side that shows who it is: the client (RFC 1334 2, RFC 1994 4, RFC 2759).</summary>
internal sealed class PeerAuthentication(IAuthenticationHost host, PppSettings settings)
{
    private PppAuthenticationMethod _method;
    private byte _identifier;
    private byte[]? _challenge;
    private byte[] _response = [];
    private byte[]? _proof;
    private long _timeout = Automaton.Never;
    private long _resend = Automaton.Never;

    /// <summary>The peer has accepted this side since <see cref="Start"/>.</summary>
    public bool IsAuthenticated { get; private set; }

    public long Deadline => Math.Min(_timeout, _resend);

    public void Start(PppAuthenticationMethod method, long now)
    {
        Stop();
        _method = method;
        _timeout = now + (long)settings.AuthenticationTimeout.TotalMilliseconds;
        if (method == PppAuthenticationMethod.Pap)
        {
            SendPap(now);
        }
    }

    public void Stop()
    {
        _method = PppAuthenticationMethod.None;
        _challenge = null;
        IsAuthenticated = false;
        _proof = null;
        _timeout = _resend = Automaton.Never;
    }

    public void Tick(long now)
    {
        if (now >= _timeout)
        {
            _timeout = _resend = Automaton.Never;
            host.PeerNotAuthenticated(PppDownReason.AuthenticationTimeout, now);
        }
        else if (now >= _resend)
        {
            if (_method == PppAuthenticationMethod.Pap)
            {
                SendPap(now);
            }
            else
            {
                SendResponse(now);
            }
        }
    }

    public void Receive(ushort protocol, ReadOnlySpan<byte> information, long now)
    {
        if (!ControlPacket.TryParse(information, out ControlPacket packet))
        {
            return;
        }

        bool chap = _method is PppAuthenticationMethod.Chap or PppAuthenticationMethod.MsChapV2;
        switch (protocol, packet.Code)
        {
            case (PppProtocol.Pap, PapPacket.Ack) when _method == PppAuthenticationMethod.Pap && packet.Identifier == _identifier:
                Succeed(now);
                break;
            case (PppProtocol.Pap, PapPacket.Nak) when _method == PppAuthenticationMethod.Pap && packet.Identifier == _identifier:
            case (PppProtocol.Chap, ChapPacket.Failure) when chap && _challenge is not null && packet.Identifier == _identifier:
                Fail(now);
                break;
            case (PppProtocol.Chap, ChapPacket.Challenge) when chap:
                Respond(packet, now);
                break;
            case (PppProtocol.Chap, ChapPacket.Success) when chap && _challenge is not null && packet.Identifier == _identifier:
                if (IsProven(packet.Data))
                {
                    Succeed(now);
                }
                else
                {
                    Fail(now);
                }

                break;
            default:
                break;
        }
    }

    private void Succeed(long now)
    {
        _timeout = _resend = Automaton.Never;
        if (!IsAuthenticated)
        {
            IsAuthenticated = true;
            host.AuthenticatedAtPeer(now);
        }
    }

    private void Fail(long now)
    {
        _timeout = _resend = Automaton.Never;
        host.PeerNotAuthenticated(PppDownReason.AuthenticationFailed, now);
    }

    /// <summary>With MS-CHAPv2 the peer must know the password too (RFC 2759 5).</summary>
    private bool IsProven(ReadOnlySpan<byte> message) =>
        _proof is null || (message.Length >= _proof.Length && CryptographicOperations.FixedTimeEquals(message[.._proof.Length], _proof));

    private void SendPap(long now)
    {
        Span<byte> packet = stackalloc byte[ControlPacket.HeaderLength + 2 + (2 * byte.MaxValue)];
        int length = PapPacket.WriteRequest(
            packet, ++_identifier, Encoding.UTF8.GetBytes(settings.User ?? ""), Encoding.UTF8.GetBytes(settings.Password));
        _resend = now + settings.RestartMilliseconds;
        host.SendControl(PppProtocol.Pap, packet[..length]);
    }

    private void Respond(in ControlPacket challenge, long now)
    {
        if (!ChapPacket.TryParse(challenge.Data, out ReadOnlySpan<byte> value, out _))
        {
            return;
        }

        byte[] name = Encoding.UTF8.GetBytes(settings.User ?? "");

        // A repeated challenge gets the same response: with MS-CHAPv2 the authenticator proves itself for the first one it saw.
        bool repeated = challenge.Identifier == _identifier && value.SequenceEqual(_challenge);
        if (!repeated && !Compute(challenge.Identifier, value, name))
        {
            return;
        }

        _identifier = challenge.Identifier;
        _challenge = value.ToArray();
        SendResponse(now);
    }

    /// <summary>Sends the response, again and again until there is a result: that may be lost (RFC 1994 4.2).</summary>
    private void SendResponse(long now)
    {
        byte[] name = Encoding.UTF8.GetBytes(settings.User ?? "");
        Span<byte> packet = stackalloc byte[ControlPacket.HeaderLength + 1 + MsChapV2.ResponseLength + ChapPacket.MaximumText];
        int length = ChapPacket.Write(packet, ChapPacket.Response, _identifier, _response, name);
        _resend = now + settings.RestartMilliseconds;
        host.SendControl(PppProtocol.Chap, packet[..length]);
    }

    private bool Compute(byte identifier, ReadOnlySpan<byte> challenge, byte[] name)
    {
        if (_method == PppAuthenticationMethod.Chap)
        {
            _response = new byte[ChapMd5.ResponseLength];
            ChapMd5.Respond(identifier, settings.Password, challenge, _response);
            return true;
        }

        if (challenge.Length != MsChapV2.ChallengeLength)
        {
            return false;
        }

        _response = new byte[MsChapV2.ResponseLength];
        Span<byte> own = _response.AsSpan(0, MsChapV2.ChallengeLength);
        settings.Random(own);
        Span<byte> ntResponse = _response.AsSpan(MsChapV2.NtResponseOffset, MsChapV2.NtResponseLength);
        MsChapV2.NtResponse(challenge, own, name, settings.Password, ntResponse);
        _proof = Encoding.ASCII.GetBytes(MsChapV2.AuthenticatorResponse(settings.Password, ntResponse, own, challenge, name));
        return true;
    }
}
