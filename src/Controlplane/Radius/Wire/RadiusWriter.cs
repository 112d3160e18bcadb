using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Router.Controlplane.Radius;

/// <summary>
/// Writes a packet. Values longer than an attribute takes are cut; empty ones, which are forbidden (RFC 2865 5), and attributes
/// beyond the buffer are left out.
/// </summary>
internal ref struct RadiusWriter
{
    private const int MaximumValue = 253;

    private readonly Span<byte> _buffer;
    private int _messageAuthenticator;

    public RadiusWriter(Span<byte> buffer, RadiusCode code, byte identifier)
    {
        _buffer = buffer;
        Length = RadiusPacket.HeaderLength;
        buffer[..Length].Clear();
        buffer[0] = (byte)code;
        buffer[1] = identifier;
    }

    public int Length { get; private set; }

    /// <summary>The packet so far, its length field set.</summary>
    public readonly Span<byte> Packet
    {
        get
        {
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)Length);
            return _buffer[..Length];
        }
    }

    /// <summary>Where the value of Message-Authenticator is; 0 if there is none.</summary>
    public readonly int MessageAuthenticatorOffset => _messageAuthenticator;

    public void Add(byte type, scoped ReadOnlySpan<byte> value)
    {
        if (value.Length > MaximumValue)
        {
            value = value[..MaximumValue];
        }

        int length = value.Length + 2;
        if (value.IsEmpty || Length + length > _buffer.Length)
        {
            return;
        }

        _buffer[Length] = type;
        _buffer[Length + 1] = (byte)length;
        value.CopyTo(_buffer[(Length + 2)..]);
        Length += length;
    }

    public void AddUInt32(byte type, uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        Add(type, octets);
    }

    public void AddText(byte type, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Add(type, Encoding.UTF8.GetBytes(text));
        }
    }

    public void AddAddress(byte type, IPAddress? address)
    {
        Span<byte> octets = stackalloc byte[16];
        if (address?.TryWriteBytes(octets, out int length) == true)
        {
            Add(type, octets[..length]);
        }
    }

    public void AddVendor(uint vendor, byte type, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> octets = stackalloc byte[6 + value.Length];
        BinaryPrimitives.WriteUInt32BigEndian(octets, vendor);
        octets[4] = type;
        octets[5] = (byte)(value.Length + 2);
        value.CopyTo(octets[6..]);
        Add(RadiusAttribute.VendorSpecific, octets);
    }

    /// <summary>
    /// Reserves Message-Authenticator. As the first attribute it leaves no room in front of it for octets of an attacker.
    /// </summary>
    public void ReserveMessageAuthenticator()
    {
        _messageAuthenticator = Length + 2;
        Span<byte> zero = stackalloc byte[RadiusPacket.AuthenticatorLength];
        zero.Clear();
        Add(RadiusAttribute.MessageAuthenticator, zero);
    }
}
