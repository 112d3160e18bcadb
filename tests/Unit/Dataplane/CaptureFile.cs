using System.Buffers.Binary;
using Router.Dataplane.Replay;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Builds classic pcap files octet by octet, in either byte order.</summary>
internal sealed class CaptureFile(bool bigEndian = false, uint magic = CaptureFormat.MagicMicroseconds, uint linkType = CaptureFormat.Ethernet, ushort version = 2)
{
    private readonly MemoryStream _octets = Header(bigEndian, magic, linkType, version);

    /// <summary>Appends a record.</summary>
    public CaptureFile Add(uint seconds, uint fraction, params ReadOnlySpan<byte> packet) => Add(seconds, fraction, (uint)packet.Length, packet);

    /// <summary>Appends a record with a length of its own choice.</summary>
    public CaptureFile Add(uint seconds, uint fraction, uint length, ReadOnlySpan<byte> packet)
    {
        Write(_octets, bigEndian, seconds, fraction, length, length);
        _octets.Write(packet);
        return this;
    }

    /// <summary>The file, optionally cut off.</summary>
    public byte[] ToArray(int without = 0) => _octets.ToArray()[..^without];

    /// <summary>A reader of the file.</summary>
    public CaptureReader Open(int without = 0) => CaptureReader.Open(new MemoryStream(ToArray(without)), "test.pcap");

    private static MemoryStream Header(bool bigEndian, uint magic, uint linkType, ushort version)
    {
        MemoryStream octets = new();
        Write(octets, bigEndian, magic);
        Span<byte> versions = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(versions, bigEndian ? BinaryPrimitives.ReverseEndianness(version) : version);
        octets.Write(versions);
        Write(octets, bigEndian, 0, 0, 65535, linkType);
        return octets;
    }

    private static void Write(MemoryStream octets, bool bigEndian, params ReadOnlySpan<uint> words)
    {
        Span<byte> text = stackalloc byte[4];
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(text, bigEndian ? BinaryPrimitives.ReverseEndianness(word) : word);
            octets.Write(text);
        }
    }
}
