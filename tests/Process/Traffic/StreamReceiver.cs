using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>Receives the datagrams and notes which came, on a thread of its own.</summary>
internal sealed unsafe class StreamReceiver : IDisposable
{
    /// <summary>First eight octets of every datagram; the number follows.</summary>
    public const long Magic = 0x314D4145_52545352;

    /// <summary>Octets that the harness needs in a datagram.</summary>
    public const int HeaderLength = 16;

    private const int SolSocket = 1;
    private const int SoReceiveBufferForce = 33;
    private const int SoMemoryInfo = 55;
    private const int DropsInMemoryInfo = 8;
    private const int Batch = 64;

    private readonly Socket _socket;
    private readonly Thread _thread;
    private readonly bool[] _seen;
    private volatile bool _stop;
    private long _highest = -1;

    /// <summary>Opens the socket; the namespace's host accepts datagrams from now on.</summary>
    public StreamReceiver(StreamOptions options)
    {
        _seen = new bool[options.Capacity];
        _socket = NetworkNamespace.Run(options.To, () =>
        {
            Socket socket = new(options.Destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            Span<byte> room = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(room, 256 << 20);
            socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, room);
            socket.ReceiveTimeout = 50;
            socket.Bind(new IPEndPoint(options.Destination, options.Port));
            return socket;
        });
        _thread = new Thread(Run) { Name = "stream receiver" };
    }

    /// <summary>Different datagrams.</summary>
    public long Received { get; private set; }

    /// <summary>Datagrams that came again.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Datagrams that came after a higher number.</summary>
    public long Reordered { get; private set; }

    /// <summary>Longest nanoseconds between two datagrams.</summary>
    public long LongestGap { get; private set; }

    /// <summary>Time (<see cref="Clock.Now"/>) of the last datagram.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Datagrams that the socket had no room for (SO_MEMINFO).</summary>
    public long Overruns
    {
        get
        {
            Span<byte> info = stackalloc byte[64];
            int length = _socket.GetRawSocketOption(SolSocket, SoMemoryInfo, info);
            return length >= (DropsInMemoryInfo + 1) * 4 ? BinaryPrimitives.ReadUInt32LittleEndian(info[(DropsInMemoryInfo * 4)..]) : 0;
        }
    }

    /// <summary>Starts.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends when nothing has come for 300 ms.</summary>
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
        using MessageBatch batch = new(Batch, 2048);
        long quietSince = Clock.Now;
        while (!_stop || Clock.Now - quietSince < 300_000_000)
        {
            int count = NativeMethods.ReceiveMessages(_socket.SafeHandle, batch.Messages, Batch, NativeMethods.WaitForOne, null);
            if (count <= 0)
            {
                continue;
            }

            long now = Clock.Now;
            quietSince = now;
            if (LastArrival != 0)
            {
                LongestGap = Math.Max(LongestGap, now - LastArrival);
            }

            LastArrival = now;
            for (int i = 0; i < count; i++)
            {
                Note(batch.Data(i)[..(int)Math.Min(batch.Messages[i].Length, 2048)]);
            }
        }
    }

    private void Note(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderLength || BinaryPrimitives.ReadInt64LittleEndian(datagram) != Magic)
        {
            return;
        }

        long number = BinaryPrimitives.ReadInt64LittleEndian(datagram[8..]);
        if ((ulong)number >= (ulong)_seen.Length)
        {
            return;
        }

        if (_seen[number])
        {
            Duplicated++;
            return;
        }

        _seen[number] = true;
        Received++;
        if (number < _highest)
        {
            Reordered++;
        }

        _highest = Math.Max(_highest, number);
    }
}
