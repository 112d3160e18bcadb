using System.Buffers.Binary;

namespace Router.Golden.Tests;

/// <summary>A captured frame. <paramref name="Nanos"/> since the epoch.</summary>
internal sealed record PcapRecord(long Nanos, byte[] Data)
{
    public long Second => Nanos / 1_000_000_000;
}

/// <summary>Classic pcap files of Ethernet frames, little-endian, micro- or nanoseconds.</summary>
internal static class Pcap
{
    private const uint Micro = 0xa1b2c3d4;
    private const uint Nano = 0xa1b23c4d;
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    /// <summary>All records; none when the file does not exist, which is how empty expectations are stored.</summary>
    public static List<PcapRecord> Read(string file)
    {
        List<PcapRecord> records = [];
        if (!File.Exists(file))
        {
            return records;
        }

        ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if ((magic != Micro && magic != Nano) || BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]) != 1)
        {
            throw new InvalidDataException($"{file}: not a little-endian Ethernet capture");
        }

        long fraction = magic == Micro ? 1000 : 1;
        rest = rest[FileHeader..];
        while (rest.Length >= RecordHeader)
        {
            long nanos = (BinaryPrimitives.ReadUInt32LittleEndian(rest) * 1_000_000_000L)
                + (BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) * fraction);
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            records.Add(new PcapRecord(nanos, rest.Slice(RecordHeader, length).ToArray()));
            rest = rest[(RecordHeader + length)..];
        }

        return rest.IsEmpty ? records : throw new InvalidDataException($"{file}: {rest.Length} octets after the last record");
    }

    /// <summary>Starts a capture file.</summary>
    public static Writer Create(string file) => new(file);

    /// <summary>Writes microsecond records one by one.</summary>
    internal sealed class Writer : IDisposable
    {
        private readonly FileStream _stream;

        public Writer(string file)
        {
            _stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            Span<byte> header = stackalloc byte[FileHeader];
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, Micro);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 65535);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
            _stream.Write(header);
        }

        public void Write(long micros, ReadOnlySpan<byte> frame)
        {
            Span<byte> header = stackalloc byte[RecordHeader];
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(micros / 1_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(micros % 1_000_000));
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], frame.Length);
            _stream.Write(header);
            _stream.Write(frame);
        }

        public void Dispose() => _stream.Dispose();
    }
}
