using System.Text;

namespace Router.Controlplane.Ppp;

/// <summary>The side that wants to know who the peer is (RFC 1334 2, RFC 1994 4, RFC 2759).</summary>
internal sealed class Authenticator(IAuthenticationHost host, PppSettings settings)
{
    private const int ChallengeLength = 16;

    private Phase _phase;
    private byte _identifier;
    private byte[] _challenge = [];
    private long _timeout = Automaton.Never;
    private long _resend = Automaton.Never;
    private PppAuthenticationRequest? _pending;
    private string _message = "";

    private enum Phase : byte
    {
        Idle,
        Waiting,
        Pending,
        Succeeded,
        Failed,
    }

    public PppAuthenticationMethod Method { get; private set; }

    /// <summary>The peer was authenticated since <see cref="Start"/>.</summary>
    public bool IsAuthenticated { get; private set; }

    public long Deadline => Math.Min(_timeout, _resend);

    /// <summary>Waits for PAP's request, or challenges.</summary>
    public void Start(PppAuthenticationMethod method, long now)
    {
        Stop();
        Method = method;
        _phase = Phase.Waiting;
        _timeout = now + (long)settings.AuthenticationTimeout.TotalMilliseconds;
        if (method != PppAuthenticationMethod.Pap)
        {
            Span<byte> identifier = stackalloc byte[1];
            settings.Random(identifier);
            _identifier = identifier[0];
            Challenge(now);
        }
    }

    /// <summary>Begins with what the peer has told a LAC already (RFC 2661 4.4.5).</summary>
    public void StartWith(PppAuthenticationRequest request, long now)
    {
        Stop();
        Method = request.Method;
        _identifier = request.Identifier;
        _challenge = request.Challenge.ToArray();
        _timeout = now + (long)settings.AuthenticationTimeout.TotalMilliseconds;
        Ask(request, now);
    }

    public void Stop()
    {
        _phase = Phase.Idle;
        IsAuthenticated = false;
        _pending = null;
        _challenge = [];
        _timeout = _resend = Automaton.Never;
    }

    public void Tick(long now)
    {
        if (now >= _timeout)
        {
            _timeout = _resend = Automaton.Never;
            _pending = null;
            _phase = Phase.Failed;
            host.PeerNotAuthenticated(PppDownReason.AuthenticationTimeout, now);
        }
        else if (now >= _resend)
        {
            if (_phase == Phase.Succeeded)
            {
                // The next challenge of an open session (RFC 1994 2).
                _phase = Phase.Waiting;
                _timeout = now + (long)settings.AuthenticationTimeout.TotalMilliseconds;
                Challenge(now);
            }
            else
            {
                SendChallenge(now);
            }
        }
    }

    public void Receive(ushort protocol, ReadOnlySpan<byte> information, long now)
    {
        if (!ControlPacket.TryParse(information, out ControlPacket packet))
        {
            return;
        }

        if (protocol == PppProtocol.Pap && Method == PppAuthenticationMethod.Pap && packet.Code == PapPacket.Request)
        {
            ReceivePap(packet, now);
        }
        else if (protocol == PppProtocol.Chap && Method is PppAuthenticationMethod.Chap or PppAuthenticationMethod.MsChapV2
            && packet.Code == ChapPacket.Response && packet.Identifier == _identifier)
        {
            ReceiveResponse(packet, now);
        }
    }

    /// <summary>Answers the peer.</summary>
    /// <returns>False if nobody waits for this answer any more.</returns>
    public bool Answer(PppAuthenticationRequest request, bool accepted, string? message, long now)
    {
        if (_phase != Phase.Pending || !ReferenceEquals(request, _pending))
        {
            return false;
        }

        _pending = null;
        _timeout = Automaton.Never;
        _phase = accepted ? Phase.Succeeded : Phase.Failed;
        IsAuthenticated = accepted;
        _message = message ?? "";
        SendResult(_identifier);
        if (accepted && Method != PppAuthenticationMethod.Pap && settings.RechallengeInterval > TimeSpan.Zero)
        {
            _resend = now + (long)settings.RechallengeInterval.TotalMilliseconds;
        }

        return true;
    }

    /// <summary>MS-CHAPv2's failure message: no retry, and a challenge that is not used (RFC 2759 6).</summary>
    public string MicrosoftFailure() => $"E=691 R=0 C={Convert.ToHexString(_challenge)} V=3 M=Access denied";

    private void Challenge(long now)
    {
        _identifier++;
        _challenge = new byte[ChallengeLength];
        settings.Random(_challenge);
        SendChallenge(now);
    }

    private void SendChallenge(long now)
    {
        Span<byte> packet = stackalloc byte[ControlPacket.HeaderLength + 1 + ChallengeLength + ChapPacket.MaximumText];
        int length = ChapPacket.Write(packet, ChapPacket.Challenge, _identifier, _challenge, Encoding.UTF8.GetBytes(settings.Name));
        _resend = now + settings.RestartMilliseconds;
        host.SendControl(PppProtocol.Chap, packet[..length]);
    }

    private void ReceivePap(in ControlPacket packet, long now)
    {
        switch (_phase)
        {
            case Phase.Waiting when PapPacket.TryParseRequest(packet.Data, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> password):
                _identifier = packet.Identifier;
                Ask(Request(name, password), now);
                break;
            case Phase.Pending:
                // The peer is impatient; the answer goes to its last request.
                _identifier = packet.Identifier;
                break;
            case Phase.Succeeded or Phase.Failed:
                SendResult(packet.Identifier);
                break;
            default:
                break;
        }
    }

    private void ReceiveResponse(in ControlPacket packet, long now)
    {
        int length = Method == PppAuthenticationMethod.MsChapV2 ? MsChapV2.ResponseLength : ChapMd5.ResponseLength;
        switch (_phase)
        {
            case Phase.Waiting when ChapPacket.TryParse(packet.Data, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name)
                && value.Length == length:
                Ask(Request(name, value), now);
                break;
            case Phase.Succeeded or Phase.Failed:
                // The result was lost; it must be the same again (RFC 1994 4.2).
                SendResult(packet.Identifier);
                break;
            default:
                break;
        }
    }

    private PppAuthenticationRequest Request(ReadOnlySpan<byte> name, ReadOnlySpan<byte> response) => new()
    {
        Method = Method,
        Identifier = _identifier,
        NameOctets = name.ToArray(),
        Challenge = _challenge,
        Response = response.ToArray(),
        IsRenewal = IsAuthenticated,
    };

    private void Ask(PppAuthenticationRequest request, long now)
    {
        _phase = Phase.Pending;
        _resend = Automaton.Never;
        _pending = request;
        host.Verify(request, now);
    }

    private void SendResult(byte identifier)
    {
        Span<byte> packet = stackalloc byte[ControlPacket.HeaderLength + 1 + ChapPacket.MaximumText];
        byte[] message = Encoding.UTF8.GetBytes(_message);
        bool succeeded = _phase == Phase.Succeeded;
        bool pap = Method == PppAuthenticationMethod.Pap;
        int length = pap
            ? PapPacket.WriteReply(packet, succeeded ? PapPacket.Ack : PapPacket.Nak, identifier, message)
            : ChapPacket.WriteResult(packet, succeeded ? ChapPacket.Success : ChapPacket.Failure, identifier, message);
        host.SendControl(pap ? PppProtocol.Pap : PppProtocol.Chap, packet[..length]);
    }
}
