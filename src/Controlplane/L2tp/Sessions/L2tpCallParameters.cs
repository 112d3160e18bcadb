using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>What one end says of a session: what the owner gives for this end, and what was received from the other.</summary>
public sealed record L2tpCallParameters
{
    /// <summary>Pseudowire type; L2TPv2 knows only PPP and does not send it.</summary>
    public PseudowireType PseudowireType { get; init; } = PseudowireType.Ethernet;

    /// <summary>Remote End ID: which circuit of the receiver is meant.</summary>
    public byte[] RemoteEndId { get; init; } = [];

    /// <summary>(Call) Serial Number; 0 lets the engine count.</summary>
    public uint SerialNumber { get; init; }

    /// <summary>State of this end's circuit.</summary>
    public CircuitStatus CircuitStatus { get; init; } = CircuitStatus.Active | CircuitStatus.New;

    /// <summary>The sublayer that this end demands in what it receives; null for the profile's choice.</summary>
    public L2SublayerKind? Sublayer { get; init; }

    /// <summary>This end demands sequence numbers in what it receives; null for the profile's choice.</summary>
    public DataSequencingLevel? Sequencing { get; init; }

    /// <summary>Octets of the cookie that is assigned: 0, 4 or 8; null for the profile's choice.</summary>
    public int? CookieLength { get; init; }

    /// <summary>Transmit connect speed in bit/s; 0 if not told.</summary>
    public ulong TxConnectSpeed { get; init; }

    /// <summary>Receive connect speed in bit/s; 0 if not told.</summary>
    public ulong RxConnectSpeed { get; init; }

    /// <summary>Physical Channel ID.</summary>
    public uint? PhysicalChannelId { get; init; }

    /// <summary>Per-hop behaviour of the session (RFC 3308).</summary>
    public ushort? Phb { get; init; }

    /// <summary>VCCV Capability, control channel types and then verification types (RFC 5085).</summary>
    public ushort? Vccv { get; init; }

    /// <summary>Frame Relay Header Length, 2 or 4 octets (RFC 4591); null if not told, which is 2.</summary>
    public ushort? FrameRelayHeaderLength { get; init; }

    /// <summary>ATM Maximum Concatenated Cells: so many this end takes in one packet (RFC 4454); null if not told.</summary>
    public ushort? MaxCells { get; init; }

    /// <summary>ATM Alarm Status that the peer told last: circuit status reason in the high half, alarm in the low one (RFC 4454); null for none.</summary>
    public uint? AtmAlarm { get; init; }

    /// <summary>PPP over L2TPv2.</summary>
    public PppCallParameters? Ppp { get; init; }

    /// <summary>Throws if a value does not fit into an AVP.</summary>
    /// <exception cref="ArgumentException">Too many octets, or a cookie that is not of 0, 4 or 8 octets.</exception>
    internal void Validate()
    {
        if (CookieLength is not (null or 0 or 4 or 8))
        {
            throw new ArgumentException("A cookie has 0, 4 or 8 octets.");
        }

        Check(RemoteEndId);
        Check(Ppp?.CalledNumber);
        Check(Ppp?.CallingNumber);
        Check(Ppp?.SubAddress);
        Check(Ppp?.PrivateGroupId);
        Check(Ppp?.InitialReceivedConfReq);
        Check(Ppp?.LastSentConfReq);
        Check(Ppp?.LastReceivedConfReq);
        Check(Ppp?.ProxyAuthenName);
        Check(Ppp?.ProxyAuthenChallenge);
        Check(Ppp?.ProxyAuthenResponse);

        static void Check(byte[]? value)
        {
            if (value?.Length > ControlMessageWriter.MaximumValue)
            {
                throw new ArgumentException($"An AVP holds at most {ControlMessageWriter.MaximumValue} octets.");
            }
        }
    }
}
