using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Router.Process.Tests.Harness;

/// <summary>Work inside a network namespace of /run/netns. What it opens stays in that namespace.</summary>
internal static class NetworkNamespace
{
    /// <summary>Directory of iproute2's named namespaces.</summary>
    public const string Directory = "/run/netns";

    /// <summary>Runs <paramref name="body"/> on a thread of its own inside the namespace.</summary>
    public static T Run<T>(string name, Func<T> body)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle(Path.Combine(Directory, name));
                if (NativeMethods.SetNamespace(file, NativeMethods.CloneNewNet) != 0)
                {
                    throw new InvalidOperationException($"setns({name}): error {Marshal.GetLastPInvokeError()}");
                }

                result = body();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>An HTTP client whose TCP connections start inside the namespace.</summary>
    public static HttpClient HttpClient(string name)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = (context, _) =>
            {
                Socket socket = Run(name, () =>
                {
                    Socket made = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    made.Connect(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port);
                    return made;
                });
                return ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true));
            },
        };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
    }
}
