using System.Buffers.Binary;
using Router.Configuration;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>
/// A received control message with its known AVPs by type. One object is used for one message after the other: it holds a
/// copy of the octets, in which hidden values are revealed in place, and where each value is.
/// </summary>
internal sealed class ControlMessage
{
    private const int MaximumSpeedUpdates = 256;

    private readonly ulong[] _numbers = new ulong[AvpTable.Size];
    private readonly (ushort Offset, ushort Length)[] _ranges = new (ushort, ushort)[AvpTable.Size];
    private readonly List<(ushort Offset, ushort Length)> _speedUpdates = [];
    private byte[] _octets = new byte[2048];
    private ulong _presentLow;
    private ulong _presentHigh;

    /// <summary>The header.</summary>
    public ControlHeader Header { get; private set; }

    /// <summary>Message type; <see cref="MessageType.ZeroLengthBody"/> without one.</summary>
    public MessageType Type { get; set; }

    /// <summary>True if the Message Type AVP has a vendor id, or a value that is not known.</summary>
    public bool IsUnknownType { get; set; }

    /// <summary>M bit of the Message Type AVP.</summary>
    public bool IsMandatory { get; set; }

    /// <summary>The first AVP that forbids to go on.</summary>
    public AvpFault? Fault { get; set; }

    /// <summary>AVPs that were ignored: unknown, malformed or repeated.</summary>
    public int Ignored { get; set; }

    /// <summary>True if hidden AVPs were met without a key.</summary>
    public bool HasUnrevealed { get; set; }

    /// <summary>The octets after the header.</summary>
    public Span<byte> Body => _octets.AsSpan(ControlHeader.Size, Header.Length - ControlHeader.Size);

    /// <summary>Protocol Version, 0x0100 for 1.0.</summary>
    public ushort ProtocolVersion => (ushort)Number(AvpType.ProtocolVersion);

    /// <summary>Id that the sender assigned to the control connection.</summary>
    public uint AssignedConnectionId =>
        (uint)Number(Header.Version == 2 ? AvpType.AssignedTunnelId : AvpType.AssignedControlConnectionId);

    /// <summary>Id that the sender assigned to the session.</summary>
    public uint AssignedSessionId => (uint)Number(Header.Version == 2 ? AvpType.AssignedSessionId : AvpType.LocalSessionId);

    /// <summary>Id of the receiver's session: from the header in L2TPv2, from an AVP in L2TPv3; 0 if not known to the sender.</summary>
    public uint TargetSessionId => Header.Version == 2 ? Header.SessionId : (uint)Number(AvpType.RemoteSessionId);

    /// <summary>Result Code.</summary>
    public L2tpResult Result => L2tpResult.Parse(Octets(AvpType.ResultCode));

    /// <summary>Assigned Cookie; none if absent or not of 0, 4 or 8 octets.</summary>
    public L2tpCookie Cookie => Octets(AvpType.AssignedCookie) is { Length: 4 or 8 } cookie ? new L2tpCookie(cookie) : L2tpCookie.None;

    /// <summary>Connect Speed Update AVPs.</summary>
    public int SpeedUpdates => _speedUpdates.Count;

    /// <summary>Begins a message.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="octets">Its octets, header first.</param>
    public void Begin(in ControlHeader header, ReadOnlySpan<byte> octets)
    {
        Header = header;
        if (_octets.Length < header.Length)
        {
            _octets = new byte[Math.Max(header.Length, _octets.Length * 2)];
        }

        octets[..header.Length].CopyTo(_octets);
        _presentLow = 0;
        _presentHigh = 0;
        _speedUpdates.Clear();
        Type = MessageType.ZeroLengthBody;
        IsUnknownType = false;
        IsMandatory = false;
        Fault = null;
        Ignored = 0;
        HasUnrevealed = false;
    }

    /// <summary>True if the AVP is present and well-formed.</summary>
    /// <param name="type">A known type.</param>
    public bool Has(AvpType type)
    {
        int index = (int)type;
        return ((index < 64 ? _presentLow : _presentHigh) >> (index & 63) & 1) != 0;
    }

    /// <summary>Value of an AVP that is a number; 0 if absent.</summary>
    /// <param name="type">A known type.</param>
    public ulong Number(AvpType type) => Has(type) ? _numbers[(int)type] : 0;

    /// <summary>Value of an AVP that is octets; empty if absent.</summary>
    /// <param name="type">A known type.</param>
    public ReadOnlySpan<byte> Octets(AvpType type)
    {
        if (!Has(type))
        {
            return default;
        }

        (ushort offset, ushort length) = _ranges[(int)type];
        return _octets.AsSpan(ControlHeader.Size + offset, length);
    }

    /// <summary>Value of a Connect Speed Update AVP.</summary>
    /// <param name="index">Below <see cref="SpeedUpdates"/>.</param>
    public ReadOnlySpan<byte> SpeedUpdate(int index) =>
        _octets.AsSpan(ControlHeader.Size + _speedUpdates[index].Offset, _speedUpdates[index].Length);

    /// <summary>The Pseudowire Capabilities List.</summary>
    public ushort[] PseudowireCapabilities()
    {
        ReadOnlySpan<byte> octets = Octets(AvpType.PseudowireCapabilitiesList);
        var types = new ushort[octets.Length / 2];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = BinaryPrimitives.ReadUInt16BigEndian(octets[(2 * i)..]);
        }

        return types;
    }

    /// <summary>Notes a value.</summary>
    /// <param name="type">A known type.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="offset">Offset of the value in the body.</param>
    /// <param name="length">Octets of the value.</param>
    /// <returns>False if the message has the AVP already.</returns>
    public bool Add(AvpType type, in AvpRule rule, int offset, int length)
    {
        if (type == AvpType.ConnectSpeedUpdate && _speedUpdates.Count < MaximumSpeedUpdates)
        {
            _speedUpdates.Add(((ushort)offset, (ushort)length));
        }

        if (Has(type))
        {
            return type is AvpType.ConnectSpeedUpdate or AvpType.RandomVector or AvpType.MessageDigest or AvpType.ExtendedVendorId;
        }

        int index = (int)type;
        if (index < 64)
        {
            _presentLow |= 1UL << index;
        }
        else
        {
            _presentHigh |= 1UL << (index & 63);
        }

        _ranges[index] = ((ushort)offset, (ushort)length);
        if (rule.Shape == AvpShape.Number)
        {
            ulong number = 0;
            foreach (byte octet in _octets.AsSpan(ControlHeader.Size + offset, length))
            {
                number = (number << 8) | octet;
            }

            _numbers[index] = number;
        }

        return true;
    }
}
