using System.Globalization;
using System.Text.Json;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Peers;

/// <summary>TCP in both directions at once, in bits per second, with the segments that were sent again.</summary>
/// <param name="Seconds">Duration.</param>
/// <param name="Sent">Received by the server.</param>
/// <param name="SentAgain">Retransmissions to the server.</param>
/// <param name="Unnecessary">Segments of which the server says that it had them before (DSACK, RFC 2883): nothing was lost, an answer was late.</param>
/// <param name="Received">Received by the client.</param>
/// <param name="ReceivedAgain">Retransmissions to the client.</param>
internal sealed record Iperf3Report(int Seconds, double Sent, long SentAgain, long Unnecessary, double Received, long ReceivedAgain)
{
    /// <summary>Environment variable: seconds of a run; 3 by default.</summary>
    public const string SecondsVariable = "ROUTER_LAB_IPERF_SECONDS";

    /// <summary>Environment variable: a file that the reports are appended to.</summary>
    public const string ReportVariable = "ROUTER_LAB_IPERF_REPORT";

    /// <summary>Runs a client in a node, whose server listens.</summary>
    public static Iperf3Report Run(Lab lab, string node, string server)
    {
        string text = Environment.GetEnvironmentVariable(SecondsVariable) ?? "3";
        int seconds = int.Parse(text, CultureInfo.InvariantCulture);
        long duplicates = Duplicates(lab, node);
        CommandResult result = lab.Exec(
            node, TimeSpan.FromSeconds(seconds + 30), "iperf3", "-c", server, "-t", text, "--bidir", "-J", "--connect-timeout", "5000");
        using JsonDocument document = JsonDocument.Parse(result.Checked().Output);
        JsonElement end = document.RootElement.GetProperty("end");
        return new Iperf3Report(
            seconds,
            Rate(end, "sum_received"),
            end.GetProperty("sum_sent").GetProperty("retransmits").GetInt64(),
            Duplicates(lab, node) - duplicates,
            Rate(end, "sum_received_bidir_reverse"),
            end.GetProperty("sum_sent_bidir_reverse").GetProperty("retransmits").GetInt64());
    }

    /// <summary>Appends a line to the file that was asked for.</summary>
    public static void Record(string line)
    {
        if (Environment.GetEnvironmentVariable(ReportVariable) is string file)
        {
            File.AppendAllText(file, $"{line}\n");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds} s of TCP: to the peer {Sent / 1e6:F1} Mbit/s, {SentAgain} sent again, {Unnecessary} times in vain; to the router {Received / 1e6:F1} Mbit/s, {ReceivedAgain} sent again");

    // Two lines: names, values.
    private static long Duplicates(Lab lab, string node)
    {
        string[][] lines = [.. lab.Exec(node, "cat", "/proc/net/netstat").Checked().Output.Split('\n')
            .Where(line => line.StartsWith("TcpExt:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(lines[1][Array.IndexOf(lines[0], "TCPDSACKRecv")], CultureInfo.InvariantCulture);
    }

    private static double Rate(JsonElement end, string sum) => end.GetProperty(sum).GetProperty("bits_per_second").GetDouble();
}
