using System.CommandLine;
using System.Globalization;
using System.Text;
using Router.Api;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>debug l2tp</c>: control messages as they come and go.</summary>
internal static class DebugCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Option<string?> log = new("--log")
        {
            Description = "Let the messages go into the control plane's log, or stop that, instead of printing them.",
            HelpName = "on|off",
            Recursive = true,
        };
        log.AcceptOnlyFromAmong("on", "off");
        Argument<string> name = new("NAME") { Description = "Name of the peer." };
        CliCommand peer = new("peer", "Only messages from and to the addresses of a peer.", "debug l2tp peer lac1", "debug l2tp peer lac1 --log on");
        peer.Arguments.Add(name);
        peer.SetAction(wrap(i => Run(i, i.Line.GetRequiredValue(name), i.Line.GetValue(log))));
        CliCommand l2tp = new("l2tp", "Print L2TP control messages, decoded, until Ctrl-C. Secrets, cookies and hidden values are not shown.",
            "debug l2tp", "debug l2tp peer lac1", "debug l2tp --json", "debug l2tp --log off");
        l2tp.Options.Add(log);
        l2tp.Subcommands.Add(peer);
        l2tp.SetAction(wrap(i => Run(i, null, i.Line.GetValue(log))));
        CliCommand debug = new("debug", "Watch what protocols say.");
        debug.Subcommands.Add(l2tp);
        return debug;
    }

    private static async Task<int> Run(Invocation i, string? peer, string? log)
    {
        if (log is not null)
        {
            L2tpDebugRequest request = new() { Peer = peer, Enabled = log == "on" };
            byte[] body = await i.Client.PostJson(ApiPaths.L2tpDebug, request, ApiJson.Default.L2tpDebugRequest, i.Cancel).ConfigureAwait(false);
            i.Print(body, ApiJson.Default.L2tpDebugInfo, info => i.Environment.Out.WriteLine(
                info.Peers.Count == 0 ? "nothing is logged" : $"logged: {string.Join(' ', info.Peers)}"));
            return ExitCodes.Ok;
        }

        try
        {
            await foreach (string line in i.Client.Lines(ApiPaths.L2tpDebug + QueryText.Of(("peer", peer)), i.Cancel).ConfigureAwait(false))
            {
                string text = i.Json ? line : Describe(ApiClient.Read(Encoding.UTF8.GetBytes(line), ApiJson.Default.L2tpDebugLine));
                await i.Environment.Out.WriteLineAsync(text).ConfigureAwait(false);
                await i.Environment.Out.FlushAsync(i.Cancel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (i.Cancel.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }

        throw new CliException(ExitCodes.NoConnection, "the control plane has ended");
    }

    private static string Describe(L2tpDebugLine line)
    {
        string lost = line.Lost == 0 ? "" : $"({line.Lost} messages lost)\n";
        string time = line.At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string arrow = line.Direction == "sent" ? ">" : "<";
        return $"{lost}{time} {(line.Peer.Length == 0 ? "-" : line.Peer)} {line.Local} {arrow} {line.Remote} {Table.Printable(line.Text)}";
    }
}
