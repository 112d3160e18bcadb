using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Error numbers that are told apart here (the values of x86-64 and arm64).</summary>
public static class Errno
{
    /// <summary>EPERM: a capability is missing.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT.</summary>
    public const int NotFound = 2;

    /// <summary>ESRCH: no such route.</summary>
    public const int NoSuchProcess = 3;

    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN.</summary>
    public const int TryAgain = 11;

    /// <summary>EBUSY.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    /// <summary>ENODEV: no such interface.</summary>
    public const int NoDevice = 19;

    /// <summary>EINVAL.</summary>
    public const int Invalid = 22;

    /// <summary>EPROTO: an answer that makes no sense.</summary>
    public const int Protocol = 71;

    /// <summary>EADDRNOTAVAIL: no such address on the interface.</summary>
    public const int AddressNotAvailable = 99;

    /// <summary>ENOBUFS: messages of the kernel were lost.</summary>
    public const int NoBuffers = 105;

    /// <summary>ETIMEDOUT.</summary>
    public const int TimedOut = 110;

    /// <summary>The C library's text of an error number.</summary>
    /// <param name="errno">A positive number.</param>
    public static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
