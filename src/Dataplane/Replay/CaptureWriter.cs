using System.Buffers.Binary;

namespace Router.Dataplane.Replay;

/// <summary>Writes a classic pcap file of Ethernet frames, little-endian.</summary>
internal sealed class CaptureWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly bool _nanoseconds;

    /// <summary>Creates the file.</summary>
    /// <exception cref="CaptureException">It cannot be created.</exception>
    public CaptureWriter(string path, bool nanoseconds)
    {
        _nanoseconds = nanoseconds;
        try
        {
            _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 18);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"{path}: cannot be written: {exception.Message}", exception);
        }

        Span<byte> header = stackalloc byte[CaptureFormat.FileHeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, nanoseconds ? CaptureFormat.MagicNanoseconds : CaptureFormat.MagicMicroseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], CaptureFormat.MajorVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], CaptureFormat.MinorVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], CaptureFormat.MaximumRecord);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], CaptureFormat.Ethernet);
        _stream.Write(header);
    }

    /// <summary>Appends a packet with its time in nanoseconds since 1970.</summary>
    public void Write(ulong timestamp, ReadOnlySpan<byte> packet)
    {
        Span<byte> header = stackalloc byte[CaptureFormat.RecordHeaderLength];
        ulong fraction = timestamp % CaptureFormat.NanosecondsPerSecond;
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(timestamp / CaptureFormat.NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(_nanoseconds ? fraction : fraction / 1000));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], packet.Length);
        _stream.Write(header);
        _stream.Write(packet);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
