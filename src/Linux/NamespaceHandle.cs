using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>An open network namespace. It lives on while this or a socket in it is open, even when its name is deleted.</summary>
public sealed class NamespaceHandle : IDisposable
{
    private readonly SafeDescriptor _descriptor;

    internal NamespaceHandle(NetworkNamespace @namespace, SafeDescriptor descriptor, NamespaceIdentity identity)
    {
        Namespace = @namespace;
        _descriptor = descriptor;
        Identity = identity;
    }

    /// <summary>The name it was opened by.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>Which namespace it is.</summary>
    public NamespaceIdentity Identity { get; }

    /// <summary>The open file, for messages that name a namespace by descriptor.</summary>
    internal SafeDescriptor Descriptor => _descriptor;

    /// <summary>
    /// Runs something inside the namespace and waits for it. It runs on a thread of its own that ends afterwards: a
    /// namespace belongs to a thread, and threads started from there inherit it, so the action must start none (no
    /// tasks, no pool work).
    /// </summary>
    /// <typeparam name="T">What the action returns.</typeparam>
    /// <param name="action">Short, synchronous work.</param>
    /// <exception cref="NetlinkException">The namespace may not be entered.</exception>
    public T Run<T>(Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (Namespace.Name is null)
        {
            return action();
        }

        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Libc.SetNs(_descriptor, Libc.CloneNewNet) != 0)
                {
                    throw new NetlinkException($"enter {Namespace}", Marshal.GetLastPInvokeError());
                }

                result = action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }, maxStackSize: 256 * 1024)
        {
            IsBackground = true,
            Name = "netns " + Namespace.Name,
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>Opens a raw IP socket in the namespace, for any protocol: the framework knows only some.</summary>
    /// <param name="ipv6">IPv6, else IPv4.</param>
    /// <param name="protocol">Protocol number of IP.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public Socket OpenRawSocket(bool ipv6, int protocol)
    {
        int descriptor = Run(() =>
        {
            int opened = Libc.Socket(ipv6 ? Libc.AfInet6 : Libc.AfInet, Libc.SockRaw | Libc.SockCloseOnExec, protocol);
            return opened < 0 ? throw new NetlinkException($"open a raw socket of protocol {protocol}", Marshal.GetLastPInvokeError()) : opened;
        });
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();
}
