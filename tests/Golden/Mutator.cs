namespace Router.Golden.Tests;

/// <summary>Makes wrong packets of right ones; the same seed makes the same packets.</summary>
internal sealed class Mutator(int seed)
{
    private const int Longest = 1600;

    /// <summary>Values at the edges of length, label, TTL and id fields.</summary>
    private static readonly byte[][] Edges =
    [
        [0], [1], [0x7f], [0x80], [0xff],
        [0, 0], [0, 1], [0, 0x13], [0, 0x14], [0x7f, 0xff], [0x80, 0], [0xff, 0xff], [0x08, 0], [0x86, 0xdd], [0x88, 0x47], [0x81, 0], [0x88, 0xa8],
        [0, 0, 0, 0], [0, 0, 1, 0xff], [0, 0, 0, 0xff], [0xff, 0xff, 0xff, 0xff], [0, 0, 0x11, 1], [0x40, 0, 0, 0], [0x10, 0, 0, 0],
    ];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    /// <summary>One to three changes of a frame, never the frame itself.</summary>
    /// <param name="frame">A golden frame.</param>
    /// <param name="other">Another one, for splices.</param>
    public byte[] Change(byte[] frame, byte[] other)
    {
        byte[] changed = frame;
        for (int count = _random.Next(1, 4); count > 0; count--)
        {
            changed = Once(changed, other);
        }

        if (_random.Next(2) == 0)
        {
            Repair(changed);
        }

        return changed;
    }

    private byte[] Once(byte[] frame, byte[] other) => _random.Next(10) switch
    {
        0 or 1 or 2 => Flip(frame),
        3 or 4 => frame[..Math.Max(1, _random.Next(frame.Length))],
        5 => Extend(frame),
        6 or 7 => Replace(frame),
        8 => Splice(frame, other),
        _ => Noise(frame),
    };

    private byte[] Flip(byte[] frame)
    {
        byte[] changed = (byte[])frame.Clone();
        for (int count = _random.Next(1, 9); count > 0; count--)
        {
            changed[Place(changed.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return changed;
    }

    private byte[] Extend(byte[] frame)
    {
        byte[] more = new byte[_random.Next(1, _random.Next(4) == 0 ? Longest : 64)];
        _random.NextBytes(more);
        return [.. frame, .. more];
    }

    private byte[] Replace(byte[] frame)
    {
        byte[] changed = (byte[])frame.Clone();
        byte[] value = Edges[_random.Next(Edges.Length)];
        int at = Place(changed.Length);
        value.AsSpan(0, Math.Min(value.Length, changed.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }

    /// <summary>The head of one and the tail of the other, or both one after the other.</summary>
    private byte[] Splice(byte[] frame, byte[] other)
    {
        int head = _random.Next(2) == 0 ? frame.Length : Place(frame.Length);
        int tail = _random.Next(2) == 0 ? 0 : Place(other.Length);
        byte[] joined = [.. frame[..head], .. other[tail..]];
        return joined.Length <= Longest || joined.Length == 0 ? joined.Length == 0 ? [0] : joined : joined[..Longest];
    }

    private byte[] Noise(byte[] frame)
    {
        byte[] changed = (byte[])frame.Clone();
        _random.NextBytes(changed.AsSpan(Place(changed.Length)));
        return changed;
    }

    /// <summary>Mostly behind the Ethernet addresses and mostly near the front, where the headers are.</summary>
    private int Place(int length)
    {
        int from = length > 14 && _random.Next(8) != 0 ? 12 : 0;
        int to = _random.Next(3) == 0 ? length : Math.Min(length, from + 64);
        return _random.Next(from, Math.Max(from + 1, to));
    }

    /// <summary>A right IPv4 checksum lets a change past the first check.</summary>
    private static void Repair(Span<byte> frame)
    {
        int at = 14;
        while (frame.Length >= at + 4 && IsTag(frame[at - 2], frame[at - 1]))
        {
            at += 4;
        }

        bool labelled = frame.Length >= at && frame[at - 2] == 0x88 && frame[at - 1] == 0x47;
        while (labelled && frame.Length >= at + 4)
        {
            labelled = (frame[at + 2] & 1) == 0;
            at += 4;
        }

        if (frame.Length < at + 20 || frame[at] >> 4 != 4)
        {
            return;
        }

        int length = (frame[at] & 15) * 4;
        if (length >= 20 && frame.Length >= at + length)
        {
            InternetChecksum.Fill(frame.Slice(at, length));
        }
    }

    private static bool IsTag(byte high, byte low) => (high == 0x81 && low == 0) || (high == 0x88 && low == 0xa8);
}
