using System.Globalization;

namespace Router.Process.Tests.Peers;

/// <summary>Frames that got lost between the CE and the peer, and those that somebody says to have dropped.</summary>
/// <param name="ToPeer">Sent by the CE and not received by the peer's session.</param>
/// <param name="ToRouter">Sent by the peer's session and not received by the CE.</param>
/// <param name="Router">The router's drops, all reasons.</param>
/// <param name="Devices">Drops of this machine's devices: full queues of the TAP, mostly.</param>
/// <param name="Backlog">Drops between devices for want of backlog, on this machine.</param>
/// <param name="Peer">Drops of the peer's devices and session.</param>
internal sealed record LossCounts(long ToPeer, long ToRouter, long Router, long Devices, long Backlog, long Peer)
{
    private const string Dropped = "cat /sys/class/net/*/statistics/*_dropped";
    private static readonly string[] Nodes = ["ce", "pe", "wire"];

    /// <summary>Whether what was lost was counted where it was dropped.</summary>
    public bool IsExplained => ToPeer + ToRouter <= Router + Devices + Backlog + Peer;

    /// <summary>Reads the counters, of a pseudowire that is quiet.</summary>
    public static LossCounts Read(PeerNetwork network, Pseudowire pseudowire)
    {
        (_, PeerCounts peer) = network.Counts(pseudowire);
        return new LossCounts(
            Device(network, "tx_packets") - (long)peer.RxPackets,
            (long)peer.TxPackets - Device(network, "rx_packets"),
            network.Router.Api.Drops.Drops.Sum(drop => (long)drop.Total),
            Nodes.Sum(node => Sum(network.Lab.Exec(node, "sh", "-c", Dropped).Checked().Output)),
            Backlogged(File.ReadAllText("/proc/net/softnet_stat")),
            (long)(peer.Dropped + peer.RxErrors + peer.TxErrors));
    }

    /// <summary>What came since an earlier reading.</summary>
    public LossCounts Since(LossCounts earlier) => new(
        ToPeer - earlier.ToPeer,
        ToRouter - earlier.ToRouter,
        Router - earlier.Router,
        Devices - earlier.Devices,
        Backlog - earlier.Backlog,
        Peer - earlier.Peer);

    /// <inheritdoc/>
    public override string ToString() =>
        $"lost {ToPeer} to the peer, {ToRouter} to the router; dropped {Router} by the router, {Devices + Backlog} on the wires, {Peer} by the peer";

    private static long Device(PeerNetwork network, string counter) =>
        Sum(network.Lab.Exec("ce", "cat", $"/sys/class/net/l2/statistics/{counter}").Checked().Output);

    // Second column: packets that found the backlog full.
    private static long Backlogged(string statistics) => statistics.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Sum(line => long.Parse(line.Split(' ')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static long Sum(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => long.Parse(line, CultureInfo.InvariantCulture));
}
