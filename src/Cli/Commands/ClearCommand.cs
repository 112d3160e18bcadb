using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Router.Api;

namespace Router.Cli.Commands;

/// <summary><c>clear …</c>: ends tunnels and sessions; who keeps them open opens them again.</summary>
internal static class ClearCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        CliCommand l2tp = new("l2tp", "End managed L2TP tunnels and sessions.");
        l2tp.Subcommands.Add(One(
            wrap, "tunnel", "End a tunnel and its sessions with StopCCN.", "Name of the tunnel, or our id of it.", "tunnel",
            ApiPaths.L2tpClear, ApiJson.Default.L2tpClearRequest, static name => new L2tpClearRequest { Tunnel = name },
            "clear l2tp tunnel lac1/4711", "clear l2tp tunnel 4711"));
        l2tp.Subcommands.Add(One(
            wrap, "session", "End a session with CDN, a PPP call first with Terminate-Request.", "Name of the session or pseudowire.", "session",
            ApiPaths.L2tpClear, ApiJson.Default.L2tpClearRequest, static name => new L2tpClearRequest { Session = name },
            "clear l2tp session lac1/4711/8", "clear l2tp session pw1"));
        l2tp.Subcommands.Add(One(
            wrap, "peer", "End all tunnels of a peer.", "Name of the peer.", "tunnel",
            ApiPaths.L2tpClear, ApiJson.Default.L2tpClearRequest, static name => new L2tpClearRequest { Peer = name },
            "clear l2tp peer lac1"));
        CliCommand ppp = new("ppp", "End PPP sessions.");
        ppp.Subcommands.Add(One(
            wrap, "user", "End all sessions of a user.", "Name of the user.", "session",
            ApiPaths.PppClear, ApiJson.Default.PppClearRequest, static name => new PppClearRequest { User = name },
            "clear ppp user alice@example.net"));
        CliCommand clear = new("clear", "End tunnels and sessions.");
        clear.Subcommands.Add(l2tp);
        clear.Subcommands.Add(ppp);
        return clear;
    }

    private static CliCommand One<T>(
        RouterCtl.Wrap wrap, string word, string description, string about, string unit, string path, JsonTypeInfo<T> type, Func<string, T> request,
        params string[] examples)
    {
        Argument<string> name = new("NAME") { Description = about };
        CliCommand command = new(word, description, examples);
        command.Arguments.Add(name);
        command.SetAction(wrap(async i =>
        {
            byte[] body = await i.Client.PostJson(path, request(i.Line.GetRequiredValue(name)), type, i.Cancel).ConfigureAwait(false);
            i.Print(body, ApiJson.Default.ClearInfo, info => i.Environment.Out.WriteLine($"{info.Cleared} {unit}{(info.Cleared == 1 ? "" : "s")} cleared"));
            return ExitCodes.Ok;
        }));
        return command;
    }
}
