using System.Globalization;

namespace Router.Dataplane.Ports;

/// <summary>The system's huge pages of the default size.</summary>
internal static class HugePages
{
    private const string MemoryInformation = "/proc/meminfo";
    private const string Reservation = "/proc/sys/vm/nr_hugepages";

    /// <summary>MiB in huge pages that nobody uses.</summary>
    public static int FreeMebibytes() => Read() is { } state ? (int)Math.Min(int.MaxValue, state.Free * state.SizeKibibytes / 1024) : 0;

    /// <summary>Makes sure that so much is free: asks the kernel for more pages when they are short. False when it has none to give.</summary>
    public static bool TryReserve(int mebibytes)
    {
        if (FreeMebibytes() >= mebibytes)
        {
            return true;
        }

        if (Read() is not { SizeKibibytes: > 0 } state)
        {
            return false;
        }

        long wanted = ((mebibytes * 1024L) + state.SizeKibibytes - 1) / state.SizeKibibytes;
        try
        {
            File.WriteAllText(Reservation, (state.Total + wanted - state.Free).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return FreeMebibytes() >= mebibytes;
    }

    /// <summary>Reads the relevant lines of /proc/meminfo.</summary>
    internal static HugePageState? Parse(IEnumerable<string> lines)
    {
        long total = 0;
        long free = 0;
        long reserved = 0;
        long size = 0;
        foreach (string line in lines)
        {
            total = Field(line, "HugePages_Total:") ?? total;
            free = Field(line, "HugePages_Free:") ?? free;
            reserved = Field(line, "HugePages_Rsvd:") ?? reserved;
            size = Field(line, "Hugepagesize:") ?? size;
        }

        return size > 0 ? new HugePageState(total, Math.Max(0, free - reserved), size) : null;
    }

    private static HugePageState? Read()
    {
        try
        {
            return Parse(File.ReadLines(MemoryInformation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Field(string line, string name)
    {
        if (!line.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        string text = line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
    }
}

/// <summary>Huge pages of the default size.</summary>
/// <param name="Total">Pages there are.</param>
/// <param name="Free">Pages that nobody has or was promised.</param>
/// <param name="SizeKibibytes">Size of a page in KiB.</param>
internal sealed record HugePageState(long Total, long Free, long SizeKibibytes);
