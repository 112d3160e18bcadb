namespace Router.Dataplane.Ports;

/// <summary>
/// The kernel interface under a net_af_packet port. The kernel still sees its packets; it must not answer for the
/// router as well: the mirror is the only place where Linux speaks for a port.
/// </summary>
internal static class KernelInterface
{
    /// <summary>Silences the kernel on the interface: no ARP replies, strict reverse path (its routes are on the mirror), no IPv6.</summary>
    public static void Silence(string name)
    {
        Write($"/proc/sys/net/ipv4/conf/{name}/arp_ignore", "8");
        Write($"/proc/sys/net/ipv4/conf/{name}/rp_filter", "1");
        Write($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
    }

    private static void Write(string path, string value)
    {
        try
        {
            File.WriteAllText(path, value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.Warning($"{path}: {error.Message}");
        }
    }
}
