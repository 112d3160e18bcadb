using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Router.Controlplane.Api;

/// <summary>Binds the Unix socket: its permissions are the access control.</summary>
internal static class ApiSocket
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>
    /// Creates and binds a listening socket. A Unix socket gets mode 0660 before anyone can connect to it (listening
    /// begins later), and replaces a file that a dead process left behind.
    /// </summary>
    /// <exception cref="IOException">Another process listens there.</exception>
    public static Socket Create(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint unix || unix.ToString() is not { Length: > 0 } path || path[0] == '@')
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        if (File.Exists(path))
        {
            if (Answers(unix))
            {
                throw new IOException($"{path}: another control plane listens there.");
            }

            File.Delete(path);
        }

        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        File.SetUnixFileMode(path, Mode);
        return socket;
    }

    private static bool Answers(UnixDomainSocketEndPoint endpoint)
    {
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
