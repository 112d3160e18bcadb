namespace Router.Dataplane.Ports;

/// <summary>Completes vdev strings: defaults that suit a router, where the configuration leaves them open.</summary>
internal static class VdevArguments
{
    private const int SmallFrame = 2048;
    private const int LargeFrame = 16384;

    /// <summary>Octets of a ring slot that the kernel's header and alignment take (TPACKET2_HDRLEN, rounded up).</summary>
    private const int SlotOverhead = 128;

    /// <summary>Name of the device: what stands before the first comma.</summary>
    public static string DeviceName(string device) => device.Split(',', 2)[0];

    /// <summary>The value of an argument, or null.</summary>
    public static string? Argument(string device, string key) => device.Split(',')
        .Skip(1)
        .Select(part => part.Split('=', 2))
        .FirstOrDefault(part => part.Length == 2 && part[0] == key)?[1];

    /// <summary>
    /// For net_af_packet: rings of 4,096 frames that hold the MTU, so that bursts are not lost while the worker sleeps,
    /// and transmission past the kernel's queueing. Other devices are left alone.
    /// </summary>
    /// <param name="device">The vdev string.</param>
    /// <param name="mtu">L3 MTU of the port in octets.</param>
    public static string Complete(string device, int mtu)
    {
        if (!device.StartsWith("net_af_packet", StringComparison.Ordinal))
        {
            return device;
        }

        int frame = mtu + 22 + SlotOverhead <= SmallFrame ? SmallFrame : LargeFrame;
        string result = device;
        foreach ((string key, string value) in (ReadOnlySpan<(string, string)>)
        [
            ("framesz", $"{frame}"), ("blocksz", $"{LargeFrame * 4}"), ("framecnt", frame == SmallFrame ? "4096" : "512"), ("qdisc_bypass", "1"),
        ])
        {
            if (Argument(device, key) is null)
            {
                result += $",{key}={value}";
            }
        }

        return result;
    }
}
