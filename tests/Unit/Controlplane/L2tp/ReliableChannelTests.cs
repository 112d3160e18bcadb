using Router.Controlplane.L2tp.Reliable;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Reliable delivery by itself.</summary>
public sealed class ReliableChannelTests
{
    private readonly Recorder _sent = new();

    [Fact]
    [Trait("l2tp", "F77")]
    public void Repeats_after_1_2_4_8_and_8_seconds()
    {
        ReliableChannel channel = Channel(maximum: 7);
        channel.Send([1], 0);
        var times = new List<long>();
        while (channel.Deadline < 60_000)
        {
            long now = channel.Deadline;
            times.Add(now);
            if (!channel.Tick(now))
            {
                break;
            }
        }

        Assert.Equal([1000, 3000, 7000, 15_000, 23_000, 31_000, 39_000, 47_000], times);
        Assert.Equal(8, _sent.Count);
        Assert.All(_sent.Messages, item => Assert.Equal(0, item.Ns));
    }

    [Theory]
    [Trait("l2tp", "F78")]
    [InlineData(5, 31_000)]
    [InlineData(10, 71_000)]
    [InlineData(0, 1000)]
    public void Gives_up_after_the_configured_number(int maximum, long expected)
    {
        ReliableChannel channel = Channel(maximum);
        channel.Send([1], 0);
        long now;
        do
        {
            now = channel.Deadline;
        }
        while (channel.Tick(now));
        Assert.Equal(expected, now);
        Assert.Equal(maximum + 1, _sent.Count);
        Assert.Equal(long.MaxValue, channel.Deadline);
    }

    [Fact]
    [Trait("l2tp", "F69")]
    [Trait("l2tp", "F70")]
    public void Numbers_count_messages_and_are_renewed_in_repetitions()
    {
        ReliableChannel channel = Channel();
        channel.Send([1], 0);
        Assert.Equal(1, channel.NextNs);
        Assert.Equal(ReceiveVerdict.Deliver, channel.Receive(0, 0, false, [], 10));
        Assert.Equal(ReceiveVerdict.Acknowledgement, channel.Receive(1, 0, true, [], 20));
        Assert.Equal(1, channel.Nr);
        Assert.True(channel.Tick(1000));
        Assert.Equal((0, 1, true), _sent.Messages[1]);
        channel.Receive(1, 1, true, [], 1100);
        channel.Send([2], 1100);
        Assert.Equal((1, 1, false), _sent.Messages[2]);
    }

    [Fact]
    [Trait("l2tp", "F73")]
    [Trait("l2tp", "F74")]
    public void Half_of_the_numbers_are_duplicates()
    {
        ReliableChannel channel = Channel(receiveWindow: 40_000);
        for (int ns = 0; ns <= 15; ns++)
        {
            Assert.Equal(ReceiveVerdict.Deliver, channel.Receive((ushort)ns, 0, false, [], 0));
        }

        channel.AcknowledgementSent();
        for (int ns = 0; ns < 65536; ns += ns is 15 or 32782 ? 1 : 13)
        {
            if (ns != 16)
            {
                bool old = ns is <= 15 or >= 32784;
                Assert.Equal(old ? ReceiveVerdict.Duplicate : ReceiveVerdict.Early, channel.Receive((ushort)ns, 0, false, [], 0));
            }
        }

        Assert.Equal(ReceiveVerdict.Duplicate, channel.Receive(32784, 0, false, [], 0));
        Assert.Equal(ReceiveVerdict.Early, channel.Receive(32783, 0, false, [], 0));
        Assert.True(channel.AcknowledgementDue);
    }

    [Fact]
    [Trait("l2tp", "F75")]
    public void Early_messages_wait_and_are_delivered_once()
    {
        ReliableChannel channel = Channel(receiveWindow: 4);
        Assert.Equal(ReceiveVerdict.Early, channel.Receive(2, 0, false, [2], 0));
        Assert.Equal(ReceiveVerdict.Early, channel.Receive(1, 0, false, [1], 0));
        Assert.Equal(ReceiveVerdict.Early, channel.Receive(1, 0, false, [9], 0));
        Assert.Equal(ReceiveVerdict.OutsideWindow, channel.Receive(4, 0, false, [4], 0));
        Assert.False(channel.TryTakeEarly(out _));
        Assert.Equal(ReceiveVerdict.Deliver, channel.Receive(0, 0, false, [0], 0));
        Assert.True(channel.TryTakeEarly(out byte[] first));
        Assert.Equal([1], first);
        Assert.True(channel.TryTakeEarly(out byte[] second));
        Assert.Equal([2], second);
        Assert.False(channel.TryTakeEarly(out _));
        Assert.Equal(3, channel.Nr);
        Assert.Equal(ReceiveVerdict.Duplicate, channel.Receive(2, 0, false, [2], 0));
    }

    [Fact]
    [Trait("l2tp", "F76")]
    public void Nr_beyond_what_was_sent_is_invalid_and_flushes_nothing()
    {
        ReliableChannel channel = Channel();
        channel.Send([1], 0);
        Assert.Equal(ReceiveVerdict.InvalidNr, channel.Receive(0, 2, false, [], 0));
        Assert.Equal(1, channel.Outstanding);
        Assert.Equal(0, channel.Nr);
        Assert.Equal(ReceiveVerdict.Acknowledgement, channel.Receive(0, 1, true, [], 0));
        Assert.Equal(0, channel.Outstanding);
        Assert.Equal(ReceiveVerdict.Acknowledgement, channel.Receive(0, 0, true, [], 0));
    }

    [Theory]
    [Trait("l2tp", "F79")]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Never_more_on_the_way_than_the_peers_window(int window)
    {
        ReliableChannel channel = Channel();
        channel.SetPeerWindow(window);
        int largest = 0;
        for (int i = 0; i < 40; i++)
        {
            channel.Send([1], 0);
        }

        while (channel.Outstanding > 0)
        {
            largest = Math.Max(largest, channel.InFlight);
            Assert.InRange(channel.InFlight, 1, window);
            channel.Receive(0, (ushort)(40 - channel.Outstanding + 1), true, [], 0);
        }

        Assert.Equal(window == 16 ? 16 : window, largest);
        Assert.Equal(40, _sent.Count);
    }

    [Fact]
    [Trait("l2tp", "F80")]
    public void Window_starts_again_at_one_after_a_repetition()
    {
        ReliableChannel channel = Channel();
        channel.SetPeerWindow(8);
        for (int i = 0; i < 30; i++)
        {
            channel.Send([1], 0);
        }

        Assert.Equal(1, channel.InFlight);
        channel.Receive(0, 1, true, [], 0);
        Assert.Equal(2, channel.InFlight);
        channel.Receive(0, 2, true, [], 0);
        channel.Receive(0, 3, true, [], 0);
        Assert.Equal(4, channel.InFlight);
        Assert.True(channel.Tick(channel.Deadline));
        Assert.Equal(1, channel.InFlight);
        Assert.Equal((3, 0, true), _sent.Messages[^1]);
        channel.Receive(0, 4, true, [], 2000);
        Assert.Equal(2, channel.InFlight);

        // Two of eight were confirmed by one acknowledgement; from the threshold on the window grows by one per round.
        channel.Receive(0, 5, true, [], 2000);
        Assert.Equal(2, channel.InFlight);
        channel.Receive(0, 6, true, [], 2000);
        Assert.Equal(3, channel.InFlight);
    }

    [Fact]
    [Trait("l2tp", "F70")]
    public void What_the_peer_kept_is_not_sent_again()
    {
        ReliableChannel channel = Channel();
        channel.SetPeerWindow(8);
        for (int i = 0; i < 7; i++)
        {
            channel.Send([1], 0);
        }

        channel.Receive(0, 1, true, [], 0);
        channel.Receive(0, 2, true, [], 0);
        channel.Receive(0, 3, true, [], 0);
        Assert.Equal(7, _sent.Count);
        Assert.True(channel.Tick(channel.Deadline));
        Assert.Equal(8, _sent.Count);
        channel.Receive(0, 7, true, [], 2000);
        Assert.Equal(0, channel.Outstanding);
        Assert.Equal(8, _sent.Count);
        Assert.Equal(long.MaxValue, channel.Deadline);
    }

    [Fact]
    [Trait("l2tp", "F81")]
    public void Numbers_wrap_in_both_directions()
    {
        ReliableChannel channel = Channel();
        for (int i = 0; i < 70_000; i++)
        {
            channel.Send([1], i);
            Assert.Equal(((ushort)i, (ushort)i, false), _sent.Messages[^1]);
            Assert.Equal(ReceiveVerdict.Deliver, channel.Receive((ushort)i, (ushort)(i + 1), false, [], i));
            Assert.Equal(0, channel.Outstanding);
        }
    }

    private ReliableChannel Channel(int maximum = 5, int receiveWindow = 8) =>
        new(_sent, new RetransmitSettings { Maximum = maximum }, receiveWindow);

    private sealed class Recorder : IReliableSender
    {
        public List<(int Ns, int Nr, bool Repeated)> Messages { get; } = [];

        public int Count => Messages.Count;

        public void Transmit(byte[] message, ushort ns, ushort nr, bool repeated) => Messages.Add((ns, nr, repeated));
    }
}
