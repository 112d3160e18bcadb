using System.Buffers.Binary;
using System.Security.Cryptography;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>
/// Builds control messages in a buffer of its own, one at a time. The four octets in front are zero: over IP they say that
/// this is no data (RFC 3931 4.1.1.2). M bits are those of the AVP table. Ns, Nr and the digest are filled in when the
/// message is sent.
/// </summary>
internal sealed class ControlMessageWriter
{
    /// <summary>Zero octets in front of the header.</summary>
    public const int Prefix = 4;

    /// <summary>Most octets that a value can have so that it fits into an AVP even when hidden.</summary>
    public const int MaximumValue = AvpHeader.MaximumLength - AvpHeader.Size - HiddenAvp.LengthSize - MaximumPadding;

    private const int RandomVectorSize = 16;
    private const int MaximumPadding = 15;

    private readonly byte[] _buffer = new byte[16384];
    private readonly byte[] _randomVector = new byte[RandomVectorSize];
    private byte[] _hidingKey = [];
    private ControlHeader _header;
    private int _length;
    private bool _hasVector;

    /// <summary>Begins a message with its Message Type.</summary>
    /// <param name="type">Message type.</param>
    /// <param name="version">2 or 3.</param>
    /// <param name="connectionId">The peer's id of the control connection.</param>
    /// <param name="sessionId">The peer's session id, in L2TPv2 only.</param>
    /// <param name="hidingKey">Key to hide sensitive AVPs with; empty to hide nothing.</param>
    /// <param name="digest">Algorithm of a digest to reserve space for; null for none.</param>
    public void Begin(
        MessageType type, int version, uint connectionId, ushort sessionId = 0, byte[]? hidingKey = null, DigestType? digest = null)
    {
        _header = new ControlHeader((byte)version, 0, connectionId, sessionId, 0, 0);
        _length = Prefix + ControlHeader.Size;
        _hidingKey = hidingKey ?? [];
        _hasVector = false;
        if (type == MessageType.ZeroLengthBody)
        {
            return;
        }

        // RFC 5515 messages must not harm a peer that does not know them.
        bool mandatory = type is not (MessageType.ConnectSpeedUpdateNotification or MessageType.ConnectSpeedUpdateRequest);
        BinaryPrimitives.WriteUInt16BigEndian(Open(AvpType.MessageType, 2, mandatory), (ushort)type);
        if (digest is { } algorithm)
        {
            Span<byte> value = Open(AvpType.MessageDigest, 1 + MessageDigest.SizeOf(algorithm), version == 3);
            value.Clear();
            value[0] = (byte)algorithm;
        }
    }

    /// <summary>Adds a number of 2 octets.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The number.</param>
    public void Add16(AvpType type, ushort value) => AddNumber(type, value, 2);

    /// <summary>Adds a number of 4 octets.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The number.</param>
    public void Add32(AvpType type, uint value) => AddNumber(type, value, 4);

    /// <summary>Adds a number of 8 octets.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The number.</param>
    public void Add64(AvpType type, ulong value) => AddNumber(type, value, 8);

    /// <summary>Adds octets.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The octets, at most <see cref="MaximumValue"/>; more are cut off.</param>
    public void AddOctets(AvpType type, ReadOnlySpan<byte> value)
    {
        value = value[..Math.Min(value.Length, MaximumValue)];
        AvpRule rule = AvpTable.Of(type);
        if (_hidingKey.Length == 0 || (rule.Traits & AvpTraits.Sensitive) == 0)
        {
            value.CopyTo(Open(type, value.Length, rule.Mandatory(_header.Version)));
            return;
        }

        if (!_hasVector)
        {
            RandomNumberGenerator.Fill(_randomVector);
            _randomVector.CopyTo(Open(AvpType.RandomVector, RandomVectorSize, mandatory: true));
            _hasVector = true;
        }

        // Padding to a full block, so that the length says little about the value.
        Span<byte> padding = stackalloc byte[MaximumPadding];
        padding = padding[..(-(value.Length + HiddenAvp.LengthSize) & MaximumPadding)];
        RandomNumberGenerator.Fill(padding);
        int length = HiddenAvp.LengthSize + value.Length + padding.Length;
        int start = _length;
        Span<byte> hidden = Open(type, length, rule.Mandatory(_header.Version));
        HiddenAvp.Hide(type, value, padding, _hidingKey, _randomVector, hidden);
        _buffer[start] |= AvpHeader.HiddenBit;
    }

    /// <summary>Adds octets if there are any.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The octets.</param>
    public void AddOptional(AvpType type, byte[]? value)
    {
        if (value is { Length: > 0 })
        {
            AddOctets(type, value);
        }
    }

    /// <summary>Adds an AVP without a value.</summary>
    /// <param name="type">AVP type.</param>
    public void AddEmpty(AvpType type) => AddOctets(type, default);

    /// <summary>Adds a Result Code.</summary>
    /// <param name="result">The result.</param>
    public void AddResult(in L2tpResult result)
    {
        Span<byte> value = stackalloc byte[256];
        AddOctets(AvpType.ResultCode, value[..result.Write(value)]);
    }

    /// <summary>Adds a list of pseudowire types.</summary>
    /// <param name="types">The types.</param>
    public void AddPseudowireTypes(IReadOnlyList<PseudowireType> types)
    {
        int count = Math.Min(types.Count, MaximumValue / 2);
        Span<byte> value = Open(
            AvpType.PseudowireCapabilitiesList,
            count * 2,
            AvpTable.Of(AvpType.PseudowireCapabilitiesList).Mandatory(_header.Version));
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(2 * i)..], (ushort)types[i]);
        }
    }

    /// <summary>The message as it is now, with the zero octets in front; valid until the next message begins.</summary>
    public Span<byte> Finish()
    {
        Span<byte> octets = _buffer.AsSpan(0, _length);
        octets[..Prefix].Clear();
        (_header with { Length = (ushort)(_length - Prefix) }).Write(octets[Prefix..]);
        return octets;
    }

    private void AddNumber(AvpType type, ulong value, int size)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        AddOctets(type, octets[(8 - size)..]);
    }

    private Span<byte> Open(AvpType type, int length, bool mandatory)
    {
        var header = new AvpHeader(
            mandatory ? AvpHeader.MandatoryBit : (byte)0, (ushort)(AvpHeader.Size + length), 0, type);
        header.Write(_buffer.AsSpan(_length));
        Span<byte> value = _buffer.AsSpan(_length + AvpHeader.Size, length);
        _length += AvpHeader.Size + length;
        return value;
    }
}
