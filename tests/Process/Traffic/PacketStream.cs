using System.Globalization;

namespace Router.Process.Tests.Traffic;

/// <summary>A running stream: numbered datagrams at an even rate, and what arrives of them.</summary>
internal sealed class PacketStream : IDisposable
{
    private readonly StreamReceiver _receiver;
    private readonly StreamSender _sender;
    private readonly long _backlogDrops = BacklogDrops();

    private PacketStream(StreamOptions options)
    {
        _receiver = new StreamReceiver(options);
        _sender = new StreamSender(options);
    }

    /// <summary>Datagrams received so far.</summary>
    public long Received => _receiver.Received;

    /// <summary>Starts a stream.</summary>
    public static PacketStream Start(StreamOptions options)
    {
        PacketStream stream = new(options);
        stream._receiver.Start();
        stream._sender.Start();
        return stream;
    }

    /// <summary>Ends the sender, waits for what is on its way and says what became of everything.</summary>
    public StreamReport Stop()
    {
        _sender.Stop();
        _receiver.Stop();
        return new StreamReport
        {
            Sent = _sender.Sent,
            Received = _receiver.Received,
            Duplicated = _receiver.Duplicated,
            Reordered = _receiver.Reordered,
            Duration = Time(_sender.Duration),
            LongestSendPause = Time(_sender.LongestPause),
            LongestGap = Time(Math.Max(_receiver.LongestGap, _sender.LastBurst - _receiver.LastArrival)),
            ReceiverOverruns = _receiver.Overruns,
            BacklogDrops = BacklogDrops() - _backlogDrops,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Second column of /proc/net/softnet_stat over all CPUs.</summary>
    private static long BacklogDrops() => File.ReadLines("/proc/net/softnet_stat")
        .Sum(line => long.Parse(line.Split(' ')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
