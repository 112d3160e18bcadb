using System.Net;
using System.Net.Sockets;

namespace Router.Controlplane.Radius;

/// <summary>Receives CoA- and Disconnect-Requests on UDP (RFC 5176 2.3, port 3799).</summary>
public sealed class DynamicAuthorizationListener : IDisposable
{
    /// <summary>The port of RFC 5176.</summary>
    public const int DefaultPort = 3799;

    private readonly Socket _socket;
    private readonly DynamicAuthorizationServer _server;
    private readonly Func<DynamicAuthorizationRequest, Task<DynamicAuthorizationError>> _handler;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();

    /// <summary>Binds the socket and begins to receive.</summary>
    /// <param name="local">Address and port; port 0 takes a free one.</param>
    /// <param name="clients">Who may ask.</param>
    /// <param name="settings">How this router calls itself, and its enterprise number.</param>
    /// <param name="handler">Carries a request out, on the thread pool; what it throws is answered as Resources-Unavailable.</param>
    /// <param name="clock">Time; the system's if null.</param>
    public DynamicAuthorizationListener(
        IPEndPoint local,
        IReadOnlyList<DynamicAuthorizationClient> clients,
        RadiusSettings settings,
        Func<DynamicAuthorizationRequest, Task<DynamicAuthorizationError>> handler,
        TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(handler);
        _clock = clock ?? TimeProvider.System;
        _handler = handler;
        _server = new DynamicAuthorizationServer(clients, settings.Nas, settings.VendorId);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(local);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _ = ReceiveAsync();
    }

    /// <summary>The address that it is bound to.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Datagrams that were discarded: strangers, forgeries, replays.</summary>
    public long Discarded => _server.Discarded;

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[RadiusPacket.MaximumLength];
        IPEndPoint any = new(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (true)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any).ConfigureAwait(false);
                IPEndPoint from = (IPEndPoint)received.RemoteEndPoint;
                byte[]? answer;
                DynamicAuthorizationRequest? request;
                lock (_lock)
                {
                    long now = (long)_clock.GetElapsedTime(0).TotalMilliseconds;
                    answer = _server.Receive(buffer.AsSpan(0, received.ReceivedBytes), from, now, _clock.GetUtcNow(), out request);
                }

                if (request is not null)
                {
                    _ = HandleAsync(request);
                }

                Send(answer, from);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error of an answer sent before; the next datagram comes all the same.
            }
        }
    }

    private async Task HandleAsync(DynamicAuthorizationRequest request)
    {
        DynamicAuthorizationError error;
        try
        {
            error = await _handler(request).ConfigureAwait(false);
        }
        catch (Exception)
        {
            error = DynamicAuthorizationError.ResourcesUnavailable;
        }

        byte[] answer;
        lock (_lock)
        {
            answer = _server.Answer(request, error);
        }

        Send(answer, request.From);
    }

    private void Send(byte[]? answer, IPEndPoint to)
    {
        if (answer is not { Length: > 0 })
        {
            return;
        }

        try
        {
            _ = _socket.SendTo(answer, to);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The asker repeats its request and gets the remembered answer.
        }
    }
}
