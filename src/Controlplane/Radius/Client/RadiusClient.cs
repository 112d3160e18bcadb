using System.Net;
using System.Net.Sockets;

namespace Router.Controlplane.Radius;

/// <summary>The engine on UDP sockets. Its methods may be called from any thread.</summary>
public sealed class RadiusClient : IRadiusTransport, IDisposable
{
    private readonly RadiusSettings _settings;
    private readonly TimeProvider _clock;
    private readonly RadiusEngine _engine;
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Server, bool Accounting, int Lane), Socket> _sockets = [];
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;
    private bool _disposed;

    /// <summary>Creates a client; sockets are opened when they are needed.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="clock">Time; the system's if null.</param>
    public RadiusClient(RadiusSettings settings, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _clock = clock ?? TimeProvider.System;
        _engine = new RadiusEngine(settings, this);
        _timer = _clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What was counted.</summary>
    public RadiusCounters Counters => _engine.Counters;

    private long Now => (long)_clock.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Sends a request and waits for its end; the continuation runs on the thread pool.</summary>
    /// <param name="request">The request.</param>
    public Task<RadiusResult> SendAsync(RadiusRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TaskCompletionSource<RadiusResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _engine.Submit(request, Now, done.SetResult);
            Arm();
        }

        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _engine.Stop();
            foreach (Socket socket in _sockets.Values)
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }

        _timer.Dispose();
    }

    /// <inheritdoc/>
    void IRadiusTransport.Send(int server, bool accounting, int lane, ReadOnlySpan<byte> packet)
    {
        // The first try may only report that the port was unreachable the last time.
        for (int i = 0; i < 2; i++)
        {
            try
            {
                if (!_sockets.TryGetValue((server, accounting, lane), out Socket? socket))
                {
                    socket = Open(server, accounting, lane);
                }

                _ = socket.Send(packet, SocketFlags.None);
                return;
            }
            catch (SocketException)
            {
                // The retransmission is the next try.
            }
        }
    }

    private Socket Open(int server, bool accounting, int lane)
    {
        RadiusServer target = _settings.Servers[server];
        AddressFamily family = target.Address.AddressFamily;
        Socket socket = _settings.OpenSocket?.Invoke(family) ?? new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connected: the kernel takes datagrams of this server only.
            socket.Connect(new IPEndPoint(target.Address, target.Port(accounting)));
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        _sockets.Add((server, accounting, lane), socket);
        _ = ReceiveAsync(socket, server, accounting, lane);
        return socket;
    }

    private async Task ReceiveAsync(Socket socket, int server, bool accounting, int lane)
    {
        byte[] buffer = new byte[RadiusPacket.MaximumLength];
        while (true)
        {
            int length;
            try
            {
                length = await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
            {
                continue;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (_lock)
            {
                if (_disposed)
                {
                    return;
                }

                _engine.Receive(server, accounting, lane, buffer.AsSpan(0, length), Now);
                Arm();
            }
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _armed = long.MaxValue;
                _engine.Tick(Now);
                Arm();
            }
        }
    }

    private void Arm()
    {
        long next = _engine.NextDeadline;
        if (next < _armed)
        {
            _armed = next;
            _ = _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, next - Now)), Timeout.InfiniteTimeSpan);
        }
    }
}
