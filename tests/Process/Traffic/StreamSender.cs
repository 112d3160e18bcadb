using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>Sends the datagrams in even bursts from a thread of its own.</summary>
internal sealed unsafe class StreamSender : IDisposable
{
    /// <summary>Most datagrams at once.</summary>
    public const int Burst = 32;

    /// <summary>
    /// A sender that did not get the CPU makes good at most this much; the rest of its schedule moves. Without a limit a
    /// stall of this machine would become a burst that no queue holds.
    /// </summary>
    private const long MostCatchUp = 20_000_000;

    private readonly StreamOptions _options;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Opens the socket.</summary>
    public StreamSender(StreamOptions options)
    {
        _options = options;
        _socket = NetworkNamespace.Run(options.From, () =>
        {
            Socket socket = new(options.Destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.SendBufferSize = 1 << 20;
            return socket;
        });
        _thread = new Thread(Run) { Name = "stream sender" };
    }

    /// <summary>Datagrams sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Nanoseconds from the first burst to the last.</summary>
    public long Duration { get; private set; }

    /// <summary>Longest nanoseconds between two bursts.</summary>
    public long LongestPause { get; private set; }

    /// <summary>Time (<see cref="Clock.Now"/>) of the last burst.</summary>
    public long LastBurst { get; private set; }

    /// <summary>Starts.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends.</summary>
    public void Stop()
    {
        _stop = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _socket.Dispose();
    }

    private void Run()
    {
        RealTime.Enter();
        using MessageBatch batch = new(Burst, _options.PayloadLength);
        SocketAddress address = new IPEndPoint(_options.Destination, _options.Port).Serialize();
        batch.SetDestination(address.Buffer.Span[..address.Size]);
        long interval = Burst * 1_000_000_000L / _options.Rate;
        long start = Clock.Now;
        long due = start;
        long last = start;
        while (!_stop && Sent + Burst <= _options.Capacity)
        {
            Clock.SleepUntil(due);
            SendBurst(batch);
            long now = Clock.Now;
            LongestPause = Math.Max(LongestPause, now - last);
            last = now;
            LastBurst = now;
            due = Math.Max(due + interval, now - MostCatchUp);
        }

        Duration = last - start;
    }

    private void SendBurst(MessageBatch batch)
    {
        int sent = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(batch.Data(i), StreamReceiver.Magic);
            BinaryPrimitives.WriteInt64LittleEndian(batch.Data(i)[8..], Sent + i);
        }

        while (sent < batch.Count && !_stop)
        {
            int count = NativeMethods.SendMessages(_socket.SafeHandle, batch.Messages + sent, (uint)(batch.Count - sent), 0);
            if (count <= 0)
            {
                // Full queue, or no link-layer address yet: the datagram has not left, try again.
                Thread.Sleep(1);
                continue;
            }

            sent += count;
        }

        Sent += sent;
    }
}
