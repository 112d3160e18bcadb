using System.Buffers.Binary;

namespace Router.Controlplane.Radius;

/// <summary>A packet whose lengths fit, with attributes whose lengths fit (RFC 2865 3, 5).</summary>
internal readonly ref struct RadiusPacket
{
    public const int HeaderLength = 20;
    public const int AuthenticatorOffset = 4;
    public const int AuthenticatorLength = 16;
    public const int MaximumLength = 4096;

    private RadiusPacket(ReadOnlySpan<byte> octets) => Octets = octets;

    /// <summary>The whole packet, without padding.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    public RadiusCode Code => (RadiusCode)Octets[0];

    public byte Identifier => Octets[1];

    public ReadOnlySpan<byte> Authenticator => Octets.Slice(AuthenticatorOffset, AuthenticatorLength);

    public RadiusAttributeReader Attributes => new(Octets[HeaderLength..]);

    public static bool TryParse(ReadOnlySpan<byte> datagram, out RadiusPacket packet)
    {
        packet = default;
        if (datagram.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length < HeaderLength || length > MaximumLength || length > datagram.Length)
        {
            return false;
        }

        RadiusAttributeReader reader = new(datagram[HeaderLength..length]);
        while (reader.MoveNext())
        {
        }

        packet = new RadiusPacket(datagram[..length]);
        return reader.IsAtEnd;
    }
}
