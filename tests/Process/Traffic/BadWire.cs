using System.Net.Sockets;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>
/// A cable between two nodes that loses, doubles and delays some of the frames, so that they arrive out of order: the same
/// ones for the same seed and order of frames.
/// </summary>
internal sealed class BadWire : IDisposable
{
    /// <summary>Node in the middle.</summary>
    private const string Middle = "wire";
    private const int MostOctets = 4096;
    private const double Lost = 0.2;
    private const double Doubled = 0.1;
    private const double Delayed = 0.2;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Socket[] _ends;
    private readonly Thread[] _threads;
    private readonly Func<byte[], bool> _impaired;
    private readonly Action<int, byte[]> _arrives;

    /// <summary>Joins a device of each of two nodes.</summary>
    /// <param name="lab">The lab; it has both nodes.</param>
    /// <param name="one">The first node.</param>
    /// <param name="other">The second node.</param>
    /// <param name="device">The device that is made in each.</param>
    /// <param name="impaired">Which frames the cable is bad for.</param>
    /// <param name="arrives">Told of every frame that is delivered, in order: 0 from the first node, 1 from the second. From one thread for each.</param>
    public BadWire(Lab lab, string one, string other, string device, Func<byte[], bool> impaired, Action<int, byte[]> arrives)
    {
        _impaired = impaired;
        _arrives = arrives;
        lab.AddNodes(Middle);
        lab.WithoutIpv6(Middle);
        lab.Wire(one, device, Middle, "w0", 1600);
        lab.Wire(Middle, "w1", other, device, 1600);
        _ends = [PacketSocket.Open(lab, Middle, "w0", bothWays: false), PacketSocket.Open(lab, Middle, "w1", bothWays: false)];
        _threads = [.. Enumerable.Range(0, 2).Select(from => new Thread(() => Carry(from)))];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Array.ForEach(_threads, static thread => thread.Join());
        Array.ForEach(_ends, static socket => socket.Dispose());
        _stop.Dispose();
    }

    private void Carry(int from)
    {
        Random random = new(from + 1);
        PriorityQueue<byte[], (long Due, long Order)> waiting = new();
        byte[] room = new byte[MostOctets];
        long order = 0;
        while (!_stop.IsCancellationRequested)
        {
            long now = Environment.TickCount64;
            while (waiting.TryPeek(out byte[]? frame, out (long Due, long Order) next) && next.Due <= now)
            {
                _ = waiting.Dequeue();
                _arrives(from, frame);
                _ = _ends[1 - from].Send(frame);
            }

            if (!_ends[from].Poll(waiting.Count > 0 ? 1000 : 100_000, SelectMode.SelectRead))
            {
                continue;
            }

            byte[] received = room[.._ends[from].Receive(room)];
            now = Environment.TickCount64;
            bool impaired = _impaired(received);
            if (impaired && random.NextDouble() < Lost)
            {
                continue;
            }

            waiting.Enqueue(received, (now + (impaired && random.NextDouble() < Delayed ? Delay(random) : 0), order++));
            if (impaired && random.NextDouble() < Doubled)
            {
                waiting.Enqueue(received, (now + Delay(random), order++));
            }
        }
    }

    private static long Delay(Random random) => random.Next(1, (int)LongestDelay.TotalMilliseconds);
}
