using System.Buffers.Binary;

namespace Router.Dataplane.Replay;

/// <summary>
/// Reads a classic pcap file of any size, one packet after the other, in either byte order. Nothing in the file is
/// trusted: a length that cannot be, or an end within a packet, is an error that names the packet.
/// </summary>
internal sealed class CaptureReader : IDisposable
{
    private const int BufferSize = 1 << 20;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private int _length;
    private bool _swapped;

    private CaptureReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>Time stamps are in nanoseconds; else in microseconds.</summary>
    public bool IsNanosecond { get; private set; }

    /// <summary>Number of the current packet, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Time of the current packet in nanoseconds since 1970.</summary>
    public ulong Timestamp { get; private set; }

    /// <summary>The current packet; valid until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_start - _length, _length);

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="CaptureException">It cannot be read, or is not a classic pcap file of Ethernet frames.</exception>
    public static CaptureReader Open(string path)
    {
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads from a stream, which the reader owns; the name is for errors.</summary>
    /// <exception cref="CaptureException">Not a classic pcap file of Ethernet frames.</exception>
    public static CaptureReader Open(Stream stream, string name)
    {
        CaptureReader reader = new(stream, name);
        try
        {
            reader.ReadHeader();
            return reader;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next packet; false at the end of the file.</summary>
    /// <exception cref="CaptureException">The file is damaged or ends within the packet.</exception>
    public bool MoveNext()
    {
        int available = Fill(CaptureFormat.RecordHeaderLength);
        if (available == 0)
        {
            return false;
        }

        if (available < CaptureFormat.RecordHeaderLength)
        {
            throw Damaged($"ends within the header of packet {Number + 1}; the file is cut off");
        }

        ReadOnlySpan<byte> header = _buffer.AsSpan(_start, CaptureFormat.RecordHeaderLength);
        uint seconds = Word(header);
        uint fraction = Word(header[4..]);
        uint length = Word(header[8..]);
        if (length > CaptureFormat.MaximumRecord)
        {
            throw Damaged($"packet {Number + 1} would have {length} octets; the file is damaged");
        }

        int record = CaptureFormat.RecordHeaderLength + (int)length;
        if (Fill(record) < record)
        {
            throw Damaged($"ends within packet {Number + 1}; the file is cut off");
        }

        Number++;
        Timestamp = (seconds * CaptureFormat.NanosecondsPerSecond) + (IsNanosecond ? fraction : fraction * 1000ul);
        _start += record;
        _length = (int)length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void ReadHeader()
    {
        if (Fill(CaptureFormat.FileHeaderLength) < CaptureFormat.FileHeaderLength)
        {
            throw Damaged("shorter than a pcap file header");
        }

        ReadOnlySpan<byte> header = _buffer.AsSpan(0, CaptureFormat.FileHeaderLength);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint reversed = BinaryPrimitives.ReverseEndianness(magic);
        _swapped = reversed is CaptureFormat.MagicMicroseconds or CaptureFormat.MagicNanoseconds;
        uint known = _swapped ? reversed : magic;
        if (known is not (CaptureFormat.MagicMicroseconds or CaptureFormat.MagicNanoseconds))
        {
            throw Damaged(Foreign(magic));
        }

        IsNanosecond = known == CaptureFormat.MagicNanoseconds;
        ushort major = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        major = _swapped ? BinaryPrimitives.ReverseEndianness(major) : major;
        if (major != CaptureFormat.MajorVersion)
        {
            throw Damaged($"version {major} of the pcap format is not known; version 2 is wanted");
        }

        uint linkType = Word(header[20..]);
        if (linkType != CaptureFormat.Ethernet)
        {
            throw Damaged((linkType & CaptureFormat.LinkTypeMask) == CaptureFormat.Ethernet
                ? "its packets end with an FCS; Ethernet frames without FCS are wanted"
                : $"link type {linkType & CaptureFormat.LinkTypeMask} is not Ethernet (1)");
        }

        _start = CaptureFormat.FileHeaderLength;
    }

    private static string Foreign(uint magic) => magic switch
    {
        0x0a0d0d0a => "is a pcapng file; convert it with `editcap -F pcap IN OUT`",
        _ when (magic & 0xffff) == 0x8b1f => "is compressed; decompress it first",
        0xfd2fb528 => "is compressed; decompress it first",
        _ => "is not a classic pcap file",
    };

    /// <summary>Brings octets into the buffer; returns how many of the wanted ones are there.</summary>
    private int Fill(int wanted)
    {
        if (_end - _start >= wanted)
        {
            return wanted;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        try
        {
            while (_end < wanted)
            {
                int count = _stream.Read(_buffer, _end, _buffer.Length - _end);
                if (count == 0)
                {
                    break;
                }

                _end += count;
            }
        }
        catch (IOException exception)
        {
            throw new CaptureException($"{_name}: cannot be read: {exception.Message}", exception);
        }

        return Math.Min(wanted, _end);
    }

    private uint Word(ReadOnlySpan<byte> octets)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        return _swapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    private CaptureException Damaged(string what) => new($"{_name}: {what}");
}
