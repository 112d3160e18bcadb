namespace Router.Linux;

/// <summary>The kernel refused something; the message says what and why.</summary>
public sealed class NetlinkException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="what">What was tried, for example "set the MTU of core0".</param>
    /// <param name="errno">A positive error number.</param>
    /// <param name="kernelText">What the kernel said about it (extended acknowledgement), if anything.</param>
    public NetlinkException(string what, int errno, string? kernelText = null)
        : base(string.IsNullOrEmpty(kernelText) ? $"{what}: {Linux.Errno.Describe(errno)}" : $"{what}: {Linux.Errno.Describe(errno)} ({kernelText})") =>
        (Errno, KernelText) = (errno, kernelText);

    /// <summary>The positive error number; see <see cref="Linux.Errno"/>.</summary>
    public int Errno { get; }

    /// <summary>The kernel's own words, if it gave any.</summary>
    public string? KernelText { get; }
}
