namespace Router.Controlplane.L2tp.Reliable;

/// <summary>
/// Reliable delivery of control messages (RFC 2661 5.8, RFC 3931 4.2): numbers modulo 65536, a sliding window with slow
/// start and congestion avoidance (appendix A of both), repetition with doubling intervals, and delivery in order.
/// Times are milliseconds of the caller's monotonic clock.
/// </summary>
internal sealed class ReliableChannel
{
    /// <summary>Window of a peer that does not tell its own (RFC 2661 4.4.3).</summary>
    public const int DefaultWindow = 4;

    // More would only make bursts; the numbers allow for half of their space.
    private const int LargestWindow = 1024;
    private const int LargestEarlyMessage = 4096;
    private const ushort HalfSpace = 0x8000;

    private readonly IReliableSender _sender;
    private readonly RetransmitSettings _settings;
    private readonly int _receiveWindow;
    private MessageRing _queue;
    private Dictionary<ushort, byte[]>? _early;

    // Numbers: the queue begins at _firstNs; of its messages _inFlight are on their way, and _everSent were sent at least once.
    private ushort _firstNs;
    private ushort _expected;
    private int _inFlight;
    private int _everSent;

    private int _peerWindow = DefaultWindow;
    private int _congestionWindow = 1;
    private int _slowStartThreshold = DefaultWindow;
    private int _acknowledgedInWindow;
    private int _repetitions;

    /// <summary>Creates a channel.</summary>
    /// <param name="sender">What it sends through.</param>
    /// <param name="settings">How messages are repeated.</param>
    /// <param name="receiveWindow">Messages that the peer may have outstanding, as told to it.</param>
    public ReliableChannel(IReliableSender sender, RetransmitSettings settings, int receiveWindow)
    {
        _sender = sender;
        _settings = settings;
        _receiveWindow = receiveWindow;
        MaximumRepetitions = settings.Maximum;
    }

    /// <summary>Time of the next repetition; <see cref="long.MaxValue"/> if nothing waits for an acknowledgement.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>True if a message was received and nothing was sent since.</summary>
    public bool AcknowledgementDue { get; private set; }

    /// <summary>Number that the next new message will have: what an acknowledgement carries as Ns.</summary>
    public ushort NextNs => (ushort)(_firstNs + _everSent);

    /// <summary>Number of the message that is expected from the peer.</summary>
    public ushort Nr => _expected;

    /// <summary>Messages that are not acknowledged, sent or not.</summary>
    public int Outstanding => _queue.Count;

    /// <summary>Messages on their way.</summary>
    public int InFlight => _inFlight;

    /// <summary>Repetitions after which the peer is given up.</summary>
    public int MaximumRepetitions { get; set; }

    /// <summary>Sets the peer's receive window.</summary>
    /// <param name="window">Value of its Receive Window Size AVP, not 0.</param>
    public void SetPeerWindow(int window)
    {
        _peerWindow = Math.Min(window, LargestWindow);
        _slowStartThreshold = _peerWindow;
    }

    /// <summary>Takes the first message of a peer, the SCCRQ, as received.</summary>
    public void AcceptRequest()
    {
        _expected = 1;
        AcknowledgementDue = true;
    }

    /// <summary>Queues a message and sends it as soon as the window allows.</summary>
    /// <param name="message">The message; it belongs to the channel from now on.</param>
    /// <param name="now">Time.</param>
    public void Send(byte[] message, long now)
    {
        _queue.Add(message);
        Pump(now);
    }

    /// <summary>Drops what was queued but never sent, so that the next message is the next one on the wire.</summary>
    public void DropUnsent() => _queue.TrimTo(_everSent);

    /// <summary>Stops repeating: nothing is expected from the peer any more.</summary>
    public void Abandon()
    {
        _queue.Remove(_queue.Count);
        _firstNs = NextNs;
        _inFlight = 0;
        _everSent = 0;
        Deadline = long.MaxValue;
    }

    /// <summary>Takes note of a received message.</summary>
    /// <param name="ns">Its number.</param>
    /// <param name="nr">What it acknowledges.</param>
    /// <param name="isAcknowledgement">True for a zero-length body or an explicit acknowledgement: its Ns counts for nothing.</param>
    /// <param name="octets">The message, kept if it is early.</param>
    /// <param name="now">Time.</param>
    public ReceiveVerdict Receive(ushort ns, ushort nr, bool isAcknowledgement, ReadOnlySpan<byte> octets, long now)
    {
        if (!Acknowledge(nr, now))
        {
            return ReceiveVerdict.InvalidNr;
        }

        if (isAcknowledgement)
        {
            return ReceiveVerdict.Acknowledgement;
        }

        ushort ahead = (ushort)(ns - _expected);
        if (ahead == 0)
        {
            _expected++;
            AcknowledgementDue = true;
            return ReceiveVerdict.Deliver;
        }

        if (ahead >= HalfSpace)
        {
            AcknowledgementDue = true;
            return ReceiveVerdict.Duplicate;
        }

        // A large message that comes early is left to its repetition: what is kept for each peer stays small.
        if (ahead >= _receiveWindow || octets.Length > LargestEarlyMessage)
        {
            return ReceiveVerdict.OutsideWindow;
        }

        _early ??= [];
        if (!_early.ContainsKey(ns))
        {
            _early.Add(ns, octets.ToArray());
        }

        return ReceiveVerdict.Early;
    }

    /// <summary>The next message, if it came before its turn.</summary>
    /// <param name="octets">The message.</param>
    public bool TryTakeEarly(out byte[] octets)
    {
        octets = [];
        if (_early is not { Count: > 0 } || !_early.Remove(_expected, out byte[]? found))
        {
            return false;
        }

        octets = found;
        _expected++;
        AcknowledgementDue = true;
        return true;
    }

    /// <summary>An acknowledgement was sent by itself.</summary>
    public void AcknowledgementSent() => AcknowledgementDue = false;

    /// <summary>Repeats what is due.</summary>
    /// <param name="now">Time.</param>
    /// <returns>False if the peer is to be given up.</returns>
    public bool Tick(long now)
    {
        if (now < Deadline)
        {
            return true;
        }

        if (_repetitions >= MaximumRepetitions)
        {
            Deadline = long.MaxValue;
            return false;
        }

        _repetitions++;
        _slowStartThreshold = Math.Max(_congestionWindow / 2, 1);
        _congestionWindow = 1;
        _acknowledgedInWindow = 0;

        // What was behind the lost message goes out again as acknowledgements open the window: the peer may have it already.
        _inFlight = 0;
        Deadline = now + _settings.Interval(_repetitions);
        Pump(now);
        return true;
    }

    private bool Acknowledge(ushort nr, long now)
    {
        ushort acknowledged = (ushort)(nr - _firstNs);
        if (acknowledged == 0 || acknowledged >= HalfSpace)
        {
            return true;
        }

        if (acknowledged > _everSent)
        {
            return false;
        }

        _queue.Remove(acknowledged);
        _firstNs = nr;
        _everSent -= acknowledged;
        _inFlight = Math.Max(0, _inFlight - acknowledged);
        _repetitions = 0;
        GrowWindow();
        Deadline = long.MaxValue;
        Pump(now);
        if (_inFlight > 0)
        {
            Deadline = now + _settings.Interval(0);
        }

        return true;
    }

    private void GrowWindow()
    {
        if (_congestionWindow < _slowStartThreshold)
        {
            _congestionWindow++;
        }
        else if (++_acknowledgedInWindow >= _congestionWindow)
        {
            _acknowledgedInWindow = 0;
            _congestionWindow++;
        }

        _congestionWindow = Math.Min(_congestionWindow, _peerWindow);
    }

    private void Pump(long now)
    {
        int window = Math.Min(_congestionWindow, _peerWindow);
        while (_inFlight < _queue.Count && _inFlight < window)
        {
            bool repeated = _inFlight < _everSent;
            ushort ns = (ushort)(_firstNs + _inFlight);
            byte[] message = _queue[_inFlight++];
            _everSent = Math.Max(_everSent, _inFlight);
            if (Deadline == long.MaxValue)
            {
                Deadline = now + _settings.Interval(_repetitions);
            }

            AcknowledgementDue = false;
            _sender.Transmit(message, ns, _expected, repeated);
        }
    }
}
