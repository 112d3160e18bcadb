using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>LCP: its options, echoes and Protocol-Reject (RFC 1661 5.7-5.9, 6).</summary>
internal sealed partial class LcpAutomaton(IAutomatonHost host, PppSettings settings)
    : Automaton(host, PppProtocol.Lcp, settings)
{
    /// <summary>Smaller packets are of no use: IPv4 needs 68, and control packets some room (RFC 791 3.2).</summary>
    private const ushort MinimumMru = 128;

    private const int MaximumLoops = 5;

    private LcpOptions _own;
    private LcpOptions _peer = LcpOptions.Default;
    private Wanted _wanted;
    private byte _loops;
    private bool _echoRefused;
    private byte _echoesUnanswered;
    private PppDownReason _failure = PppDownReason.NegotiationFailed;

    [Flags]
    private enum Wanted : byte
    {
        None = 0,
        Mru = 1,
        Magic = 2,
        ProtocolCompression = 4,
        AddressCompression = 8,
    }

    public ref readonly LcpOptions Own => ref _own;

    public ref readonly LcpOptions Peer => ref _peer;

    /// <summary>Echo-Requests since the peer was last heard.</summary>
    public int EchoesUnanswered => _echoesUnanswered;

    /// <summary>The peer takes Echo-Requests.</summary>
    public bool CanEcho => !_echoRefused;

    protected override PppDownReason FailureReason => _failure;

    /// <summary>Sends an Echo-Request (RFC 1661 5.8).</summary>
    public void SendEcho()
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(magic, _own.Magic);
        _echoesUnanswered++;
        SendPacket(ControlCode.EchoRequest, NextIdentifier(), magic);
    }

    /// <summary>Starts counting unanswered echoes.</summary>
    public void ResetEcho() => _echoesUnanswered = 0;

    /// <summary>Tells the peer that a protocol is unknown (RFC 1661 5.7).</summary>
    public void SendProtocolReject(ushort rejected, ReadOnlySpan<byte> information)
    {
        int length = Math.Min(information.Length, Math.Min((int)_peer.Mru, MaximumPacket) - ControlPacket.HeaderLength - 2);
        Span<byte> data = stackalloc byte[MaximumPacket];
        BinaryPrimitives.WriteUInt16BigEndian(data, rejected);
        information[..length].CopyTo(data[2..]);
        SendPacket(ControlCode.ProtocolReject, NextIdentifier(), data[..(2 + length)]);
    }

    protected override void ResetOptions()
    {
        _own = LcpOptions.Default;
        _peer = LcpOptions.Default;
        _wanted = (Settings.Mru != LcpOptions.DefaultMru ? Wanted.Mru : Wanted.None)
            | (Settings.MagicNumber ? Wanted.Magic : Wanted.None)
            | (Settings.RequestProtocolCompression ? Wanted.ProtocolCompression : Wanted.None)
            | (Settings.RequestAddressCompression ? Wanted.AddressCompression : Wanted.None);
        _own.Mru = Settings.Mru;
        _own.ProtocolCompression = Settings.RequestProtocolCompression;
        _own.AddressCompression = Settings.RequestAddressCompression;
        _own.Authentication = Settings.RequiredAuthentication is [PppAuthenticationMethod first, ..] ? first : PppAuthenticationMethod.None;
        _own.Magic = Settings.MagicNumber ? RandomMagic() : 0;
        _loops = 0;
        _echoRefused = false;
        _failure = PppDownReason.NegotiationFailed;
    }

    protected override void WriteRequest(ref OptionWriter writer)
    {
        if (_wanted.HasFlag(Wanted.Mru))
        {
            writer.AddUInt16(LcpOption.MaximumReceiveUnit, _own.Mru);
        }

        AuthenticationOption.Write(_own.Authentication, ref writer);
        if (_wanted.HasFlag(Wanted.Magic))
        {
            writer.AddUInt32(LcpOption.MagicNumber, _own.Magic);
        }

        if (_wanted.HasFlag(Wanted.ProtocolCompression))
        {
            writer.Add(LcpOption.ProtocolCompression, []);
        }

        if (_wanted.HasFlag(Wanted.AddressCompression))
        {
            writer.Add(LcpOption.AddressCompression, []);
        }
    }

    protected override OptionVerdict Judge(byte type, ReadOnlySpan<byte> value, ref OptionWriter nak)
    {
        switch (type)
        {
            case LcpOption.MaximumReceiveUnit when value.Length == 2:
                if (BinaryPrimitives.ReadUInt16BigEndian(value) >= MinimumMru)
                {
                    return OptionVerdict.Ack;
                }

                nak.AddUInt16(type, MinimumMru);
                return OptionVerdict.Nak;
            case LcpOption.ControlCharacterMap when value.Length == 4:
                return OptionVerdict.Ack;
            case LcpOption.AuthenticationProtocol when Settings.User is not null && Settings.AllowedAuthentication.Count > 0:
                PppAuthenticationMethod method = AuthenticationOption.Parse(value);
                if (method != PppAuthenticationMethod.None && Settings.AllowedAuthentication.Contains(method))
                {
                    return OptionVerdict.Ack;
                }

                AuthenticationOption.Write(Settings.AllowedAuthentication[0], ref nak);
                return OptionVerdict.Nak;
            case LcpOption.MagicNumber when value.Length == 4:
                return JudgeMagic(BinaryPrimitives.ReadUInt32BigEndian(value), ref nak);
            case LcpOption.ProtocolCompression when value.IsEmpty && Settings.AcceptProtocolCompression:
            case LcpOption.AddressCompression when value.IsEmpty && Settings.AcceptAddressCompression:
                return OptionVerdict.Ack;
            default:
                return OptionVerdict.Reject;
        }
    }

    protected override void AcceptOptions(ReadOnlySpan<byte> options)
    {
        _peer = Parse(options);
        _loops = 0;
    }

    protected override bool TakeNak(byte type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case LcpOption.MaximumReceiveUnit when value.Length == 2:
                // Less is always possible, more is not: the buffers and tunnels behind are not known here.
                ushort mru = BinaryPrimitives.ReadUInt16BigEndian(value);
                if (mru >= MinimumMru && mru <= Settings.Mru)
                {
                    _own.Mru = mru;
                    _wanted |= Wanted.Mru;
                }

                return true;
            case LcpOption.AuthenticationProtocol:
                return TakeOtherAuthentication(AuthenticationOption.Parse(value));
            case LcpOption.MagicNumber:
                if (_wanted.HasFlag(Wanted.Magic))
                {
                    _own.Magic = RandomMagic();
                }

                return !IsLooped();
            default:
                return true;
        }
    }

    protected override bool TakeReject(byte type)
    {
        switch (type)
        {
            case LcpOption.MaximumReceiveUnit:
                _wanted &= ~Wanted.Mru;
                _own.Mru = LcpOptions.DefaultMru;
                break;
            case LcpOption.AuthenticationProtocol when _own.Authentication != PppAuthenticationMethod.None:
                return TakeOtherAuthentication(PppAuthenticationMethod.None);
            case LcpOption.MagicNumber:
                _wanted &= ~Wanted.Magic;
                _own.Magic = 0;
                break;
            case LcpOption.ProtocolCompression:
                _wanted &= ~Wanted.ProtocolCompression;
                _own.ProtocolCompression = false;
                break;
            case LcpOption.AddressCompression:
                _wanted &= ~Wanted.AddressCompression;
                _own.AddressCompression = false;
                break;
            default:
                break;
        }

        return true;
    }

    private static LcpOptions Parse(ReadOnlySpan<byte> options)
    {
        LcpOptions parsed = LcpOptions.Default;
        OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            switch (reader.Type)
            {
                case LcpOption.MaximumReceiveUnit when reader.Value.Length == 2:
                    parsed.Mru = BinaryPrimitives.ReadUInt16BigEndian(reader.Value);
                    break;
                case LcpOption.AuthenticationProtocol:
                    parsed.Authentication = AuthenticationOption.Parse(reader.Value);
                    break;
                case LcpOption.MagicNumber when reader.Value.Length == 4:
                    parsed.Magic = BinaryPrimitives.ReadUInt32BigEndian(reader.Value);
                    break;
                case LcpOption.ProtocolCompression:
                    parsed.ProtocolCompression = true;
                    break;
                case LcpOption.AddressCompression:
                    parsed.AddressCompression = true;
                    break;
                default:
                    break;
            }
        }

        return parsed;
    }

    /// <summary>Takes the peer's proposal if it is required here, or the next best; a refusal of all ends the session.</summary>
    private bool TakeOtherAuthentication(PppAuthenticationMethod proposed)
    {
        IReadOnlyList<PppAuthenticationMethod> required = Settings.RequiredAuthentication;
        if (required.Count == 0)
        {
            return true;
        }

        if (proposed != PppAuthenticationMethod.None && required.Contains(proposed))
        {
            _own.Authentication = proposed;
            return true;
        }

        for (int i = 0; i + 1 < required.Count; i++)
        {
            if (required[i] == _own.Authentication)
            {
                _own.Authentication = required[i + 1];
                return true;
            }
        }

        _failure = PppDownReason.AuthenticationRefused;
        return false;
    }

    private uint RandomMagic()
    {
        Span<byte> octets = stackalloc byte[4];
        Settings.Random(octets);
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return magic == 0 ? 1 : magic;
    }
}
