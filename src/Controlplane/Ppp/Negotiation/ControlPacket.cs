using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>A received packet of code, identifier, length and data; what is beyond its length is padding (RFC 1661 5).</summary>
internal readonly ref struct ControlPacket
{
    public const int HeaderLength = 4;

    private ControlPacket(ReadOnlySpan<byte> octets) => Octets = octets;

    public ReadOnlySpan<byte> Octets { get; }

    public byte Code => Octets[0];

    public byte Identifier => Octets[1];

    public ReadOnlySpan<byte> Data => Octets[HeaderLength..];

    public static bool TryParse(ReadOnlySpan<byte> information, out ControlPacket packet)
    {
        packet = default;
        if (information.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(information[2..]);
        if (length < HeaderLength || length > information.Length)
        {
            return false;
        }

        packet = new ControlPacket(information[..length]);
        return true;
    }

    public static void WriteHeader(Span<byte> packet, byte code, byte identifier, int length)
    {
        packet[0] = code;
        packet[1] = identifier;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)length);
    }
}
