using Router.Channel;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Which sequence numbers of a session are late (RFC 3931 4.6.1, RFC 2661 5.4): those in the half of the circle behind the
/// expected one. A peer that was restarted counts from 0 again and would be late for half of the circle: when
/// <see cref="Restart"/> late numbers in a row are one after the other, the last of them counts, and so do those behind it.
/// </summary>
internal static unsafe class SequenceCheck
{
    /// <summary>Late numbers in a row by which a peer that was restarted is known. Reordering does not make such a row.</summary>
    public const int Restart = 8;

    // The state: the expected number, then the one that would go on a row of late ones, then the length of that row.
    private const ulong Seen = 1ul << 63;
    private const uint NumberMask = 0xffffff;
    private const int RowShift = 24;
    private const int RowLengthShift = 48;
    private const uint RowLengthMask = 0xf;

    /// <summary>Checks a number; if it is not late, the one behind it is expected next.</summary>
    /// <param name="checks">The session's state.</param>
    /// <param name="number">The number.</param>
    /// <param name="mask">All numbers' bits: 16 or 24.</param>
    public static bool IsLate(L2tpSessionChecks* checks, uint number, uint mask)
    {
        ulong state = checks->NextSequence;
        uint ahead = (number - (uint)state) & mask;
        uint next = (number + 1) & mask;
        if ((state & Seen) != 0 && ahead >= (mask + 1) / 2)
        {
            uint row = (uint)(state >> RowLengthShift) & RowLengthMask;
            row = row != 0 && number == ((uint)(state >> RowShift) & NumberMask) ? row + 1 : 1;
            if (row < Restart)
            {
                checks->NextSequence = Seen | ((ulong)row << RowLengthShift) | ((ulong)next << RowShift) | (state & NumberMask);
                return true;
            }
        }

        checks->NextSequence = Seen | next;
        return false;
    }
}
