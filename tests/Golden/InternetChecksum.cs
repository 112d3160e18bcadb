namespace Router.Golden.Tests;

/// <summary>RFC 1071.</summary>
internal static class InternetChecksum
{
    /// <summary>Whether the octets, checksum included, sum up to all ones.</summary>
    public static bool IsRight(ReadOnlySpan<byte> data) => Sum(data) == 0xffff;

    /// <summary>Computes the checksum of an IPv4 header into its field.</summary>
    public static void Fill(Span<byte> header)
    {
        header[10] = 0;
        header[11] = 0;
        int checksum = ~Sum(header) & 0xffff;
        header[10] = (byte)(checksum >> 8);
        header[11] = (byte)checksum;
    }

    private static int Sum(ReadOnlySpan<byte> data)
    {
        int sum = 0;
        for (int at = 0; at < data.Length; at++)
        {
            sum += (at & 1) == 0 ? data[at] << 8 : data[at];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return sum;
    }
}
