using System.Net.Sockets;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>
/// A packet socket (packet(7)) on a device: sees what passes the device in both directions from its opening on, and sends
/// frames out of it.
/// </summary>
internal sealed class Wiretap : IDisposable
{
    private const int MostOctets = 4096;

    private readonly Socket _socket;

    /// <summary>Opens it on a device of a node.</summary>
    public Wiretap(Lab lab, string node, string device)
    {
        _socket = PacketSocket.Open(lab, node, device, bothWays: true);
        _ = Take();
    }

    /// <summary>Sends a frame.</summary>
    public void Send(byte[] frame) => _socket.Send(frame);

    /// <summary>The frames since the last call.</summary>
    public IReadOnlyList<byte[]> Take()
    {
        List<byte[]> frames = [];
        byte[] room = new byte[MostOctets];
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            frames.Add(room[.._socket.Receive(room)]);
        }

        return frames;
    }

    /// <summary>Collects frames that a test is interested in until there are enough or the time is over.</summary>
    public IReadOnlyList<byte[]> Collect(Func<byte[], bool> wanted, int count, TimeSpan timeout)
    {
        List<byte[]> frames = [];
        DateTime end = DateTime.UtcNow + timeout;
        do
        {
            frames.AddRange(Take().Where(wanted));
        }
        while (frames.Count < count && DateTime.UtcNow < end && !_socket.Poll(20_000, SelectMode.SelectError));
        return frames;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
