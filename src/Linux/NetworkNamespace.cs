using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>A network namespace by name: what is under <c>/run/netns</c>, or the one that this process runs in.</summary>
public sealed record NetworkNamespace
{
    private NetworkNamespace(string? name) => Name = name;

    /// <summary>The namespace that this process runs in.</summary>
    public static NetworkNamespace Own { get; } = new(name: null);

    /// <summary>The name under <c>/run/netns</c>; null is the process's own.</summary>
    public string? Name { get; }

    /// <summary>The file that stands for the namespace.</summary>
    public string Path => Name is null ? "/proc/self/ns/net" : "/run/netns/" + Name;

    /// <summary>A namespace by its name.</summary>
    /// <param name="name">The file name under <c>/run/netns</c>; null is the process's own.</param>
    /// <exception cref="ArgumentException">The name is no file name.</exception>
    public static NetworkNamespace Named(string? name)
    {
        if (name is null)
        {
            return Own;
        }

        if (name.Length is 0 or > 255 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a network namespace", nameof(name));
        }

        return new NetworkNamespace(name);
    }

    /// <summary>Which namespace the name stands for at this moment.</summary>
    /// <returns>Null if there is none.</returns>
    public NamespaceIdentity? Identify() =>
        Libc.StatxAt(Libc.AtFdCwd, Path, 0, Libc.StatxInode, out Libc.Statx file) == 0 ? ToIdentity(file) : null;

    /// <summary>Opens the namespace, which keeps it alive until the handle is closed.</summary>
    /// <exception cref="NetlinkException">There is no such namespace, or it may not be opened.</exception>
    public NamespaceHandle Open()
    {
        var descriptor = new SafeDescriptor(Libc.Open(Path, Libc.OpenCloseOnExec));
        int errno = Marshal.GetLastPInvokeError();
        if (!descriptor.IsInvalid)
        {
            if (Libc.StatxAt(descriptor, string.Empty, Libc.AtEmptyPath, Libc.StatxInode, out Libc.Statx file) == 0)
            {
                return new NamespaceHandle(this, descriptor, ToIdentity(file));
            }

            errno = Marshal.GetLastPInvokeError();
        }

        descriptor.Dispose();
        throw new NetlinkException($"open {this}", errno);
    }

    /// <summary>For messages.</summary>
    public override string ToString() => Name is null ? "the router's network namespace" : $"network namespace '{Name}'";

    private static NamespaceIdentity ToIdentity(in Libc.Statx file) => new(((ulong)file.DeviceMajor << 32) | file.DeviceMinor, file.Inode);
}
