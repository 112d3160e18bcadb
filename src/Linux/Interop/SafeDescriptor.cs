using Microsoft.Win32.SafeHandles;

namespace Router.Linux;

/// <summary>A file descriptor that is closed once, also when its owner forgets it.</summary>
internal sealed class SafeDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes over a descriptor.</summary>
    /// <param name="descriptor">What the system call returned; -1 gives an invalid handle.</param>
    public SafeDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
