using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Controlplane.Programming;

/// <summary>Looks at a channel file without mapping it.</summary>
internal static class ChannelProbe
{
    private const int EpochOffset = 24;

    /// <summary>Epoch of the file at a path; 0 if there is none or it is not a channel file.</summary>
    public static ulong EpochOf(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> header = stackalloc byte[EpochOffset + sizeof(ulong)];
            return stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
                && MemoryMarshal.Read<ulong>(header) == ChannelHeader.MagicValue
                ? MemoryMarshal.Read<ulong>(header[EpochOffset..])
                : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
