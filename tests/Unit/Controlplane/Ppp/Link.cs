using Router.Controlplane.Ppp;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Two sessions, a link between them that may lose, double and reorder frames, and the time.</summary>
internal sealed class Link
{
    private readonly PriorityQueue<(PppSession To, byte[] Frame), (long At, int Order)> _frames = new();
    private readonly Random _random;
    private readonly double _loss;
    private readonly double _duplication;
    private readonly int _delay;
    private readonly int _jitter;
    private int _order;

    public Link(
        PppSettings left, PppSettings right, int seed = 1, double loss = 0, double duplication = 0, int delay = 1, int jitter = 0)
    {
        _random = new Random(seed);
        (_loss, _duplication, _delay, _jitter) = (loss, duplication, delay, jitter);
        Left = new PppSession(left, LeftOwner);
        Right = new PppSession(right, RightOwner);
        LeftOwner.Transmit = frame => Deliver(Right, frame);
        RightOwner.Transmit = frame => Deliver(Left, frame);
    }

    public TestOwner LeftOwner { get; } = new();

    public TestOwner RightOwner { get; } = new();

    /// <summary>The LNS.</summary>
    public PppSession Left { get; private set; }

    /// <summary>The client.</summary>
    public PppSession Right { get; }

    public long Now { get; set; } = 1000;

    public int Carried { get; private set; }

    /// <summary>Looks at frames on the way; true drops them.</summary>
    public Func<PppSession, byte[], bool>? Drop { get; set; }

    public Link Open()
    {
        Left.Open(Now);
        Right.Open(Now);
        return this;
    }

    /// <summary>Lets time pass, event by event, until a condition holds or the time is over.</summary>
    public bool Run(long milliseconds, Func<bool>? until = null)
    {
        long end = Now + milliseconds;
        while (true)
        {
            if (until?.Invoke() == true)
            {
                return true;
            }

            long frame = _frames.TryPeek(out _, out (long At, int Order) first) ? first.At : long.MaxValue;
            long next = Math.Min(frame, Math.Min(Left.NextDeadline, Right.NextDeadline));
            if (next > end)
            {
                Now = end;
                return until is null;
            }

            Now = Math.Max(Now, next);
            if (frame <= Now)
            {
                (PppSession to, byte[] octets) = _frames.Dequeue();
                to.Receive(octets, Now);
            }
            else
            {
                Left.Tick(Now);
                Right.Tick(Now);
                Assert(Left.NextDeadline > Now && Right.NextDeadline > Now);
            }
        }
    }

    /// <summary>Another session takes the LNS's place.</summary>
    public void Replace(PppSession left) => Left = left;

    public void Deliver(PppSession to, byte[] frame)
    {
        Carried++;
        if (Drop?.Invoke(to, frame) == true || _random.NextDouble() < _loss)
        {
            return;
        }

        int copies = _random.NextDouble() < _duplication ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            _frames.Enqueue((to, frame), (Now + _delay + (_jitter > 0 ? _random.Next(_jitter) : 0), _order++));
        }
    }

    private static void Assert(bool condition) => Xunit.Assert.True(condition, "a deadline stays after its tick");
}
