using System.Globalization;
using System.Text.RegularExpressions;

namespace Router.Process.Tests.Peers;

/// <summary>Counters of a session in the Linux kernel. Octets are those of the L2TP message: header and frame.</summary>
/// <param name="TxPackets">Packets to the router.</param>
/// <param name="TxBytes">Octets of those.</param>
/// <param name="TxErrors">Packets that could not be sent.</param>
/// <param name="RxPackets">Packets from the router.</param>
/// <param name="RxBytes">Octets of those.</param>
/// <param name="RxErrors">Packets that were dropped, for a wrong cookie among others.</param>
/// <param name="Dropped">Packets that devices of the peer and its backlog dropped.</param>
internal sealed partial record PeerCounts(
    ulong TxPackets, ulong TxBytes, ulong TxErrors, ulong RxPackets, ulong RxBytes, ulong RxErrors, ulong Dropped)
{
    // One program: each costs the emulated processor a tenth of a second.
    private const string Script = "cat /sys/kernel/debug/l2tp/tunnels /sys/class/net/*/statistics/*_dropped /proc/net/softnet_stat";

    /// <summary>Reads the counters of a session.</summary>
    public static PeerCounts Read(LinuxPeer peer, uint session)
    {
        string text = peer.Run(Script).Checked().Output;
        int start = text.IndexOf($"SESSION {session.ToString(CultureInfo.InvariantCulture)},", StringComparison.Ordinal);
        Match match = Counters().Match(text, Math.Max(start, 0));
        if (start < 0 || !match.Success)
        {
            throw new InvalidDataException($"no session {session} in {text}");
        }

        ulong[] values = [.. match.Groups.Values.Skip(1).Select(value => ulong.Parse(value.ValueSpan, CultureInfo.InvariantCulture))];
        return new PeerCounts(
            values[0], values[1], values[2], values[3], values[4], values[5],
            Drops().Matches(text).Aggregate(0ul, (sum, line) => sum + Number(line.Groups[1].Value, NumberStyles.None))
                + Backlog().Matches(text).Aggregate(0ul, (sum, line) => sum + Number(line.Groups[1].Value, NumberStyles.HexNumber)));
    }

    private static ulong Number(string text, NumberStyles style) => ulong.Parse(text, style, CultureInfo.InvariantCulture);

    // The line of a session, which has the sequence numbers in front; that of a tunnel has not.
    [GeneratedRegex(@"^\s+\d+/\d+ tx (\d+)/(\d+)/(\d+) rx (\d+)/(\d+)/(\d+)", RegexOptions.Multiline)]
    private static partial Regex Counters();

    [GeneratedRegex(@"^(\d+)$", RegexOptions.Multiline)]
    private static partial Regex Drops();

    // Of softnet_stat, a line for each processor: packets, and packets that found the backlog full.
    [GeneratedRegex(@"^[0-9a-f]{8} ([0-9a-f]{8}) ", RegexOptions.Multiline)]
    private static partial Regex Backlog();
}
