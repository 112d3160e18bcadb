using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <content>Codes of LCP only, and loops.</content>
internal sealed partial class LcpAutomaton
{
    protected override bool ReceiveOther(in ControlPacket packet, long now)
    {
        switch (packet.Code)
        {
            case ControlCode.ProtocolReject:
                if (State == AutomatonState.Opened && packet.Data.Length >= 2)
                {
                    ReceiveProtocolReject(BinaryPrimitives.ReadUInt16BigEndian(packet.Data), now);
                }

                return true;
            case ControlCode.EchoRequest:
                if (State == AutomatonState.Opened && packet.Data.Length >= 4)
                {
                    ReceiveEchoRequest(packet, now);
                }

                return true;
            case ControlCode.EchoReply:
                // A reply with the own number comes from this very end of a looped link.
                if (State == AutomatonState.Opened && packet.Data.Length >= 4 && !IsOwnMagic(packet.Data))
                {
                    _echoesUnanswered = 0;
                }

                return true;
            case ControlCode.DiscardRequest or ControlCode.Identification or ControlCode.TimeRemaining:
                return true;
            default:
                return false;
        }
    }

    protected override void CodeRejected(byte code)
    {
        // A peer without echoes must not be taken for dead.
        _echoRefused |= code is ControlCode.EchoRequest or ControlCode.EchoReply;
    }

    private bool IsOwnMagic(ReadOnlySpan<byte> data) => _own.Magic != 0 && BinaryPrimitives.ReadUInt32BigEndian(data) == _own.Magic;

    private void ReceiveProtocolReject(ushort rejected, long now)
    {
        if (rejected == PppProtocol.Lcp)
        {
            RejectedByPeer(now);
        }
        else
        {
            Host.ProtocolRejected(rejected, now);
        }
    }

    private void ReceiveEchoRequest(in ControlPacket packet, long now)
    {
        if (IsOwnMagic(packet.Data))
        {
            if (IsLooped())
            {
                Host.NegotiationFailed(this, _failure, now);
            }

            return;
        }

        Span<byte> data = stackalloc byte[MaximumPacket];
        packet.Data.CopyTo(data);
        BinaryPrimitives.WriteUInt32BigEndian(data, _own.Magic);
        int length = Math.Min(packet.Data.Length, _peer.Mru - ControlPacket.HeaderLength);
        SendPacket(ControlCode.EchoReply, packet.Identifier, data[..length]);
    }

    private OptionVerdict JudgeMagic(uint magic, ref OptionWriter nak)
    {
        if (magic != 0 && (_own.Magic == 0 || magic != _own.Magic))
        {
            return OptionVerdict.Ack;
        }

        // The same number on both sides: a loop, or chance. The answer tells (RFC 1661 6.4).
        nak.AddUInt32(LcpOption.MagicNumber, RandomMagic());
        return OptionVerdict.Nak;
    }

    private bool IsLooped()
    {
        if (++_loops < MaximumLoops)
        {
            return false;
        }

        _failure = PppDownReason.Loopback;
        return true;
    }
}
