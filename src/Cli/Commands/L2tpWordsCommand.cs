using System.CommandLine;
using System.Globalization;
using Router.Api;
using Router.Cli.L2tp;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>l2tp …</c>: the words of iproute2's <c>ip l2tp</c>.</summary>
internal static class L2tpWordsCommand
{
    /// <summary>What <c>l2tp help</c> prints.</summary>
    private const string Usage = """
        Usage: routerctl l2tp add tunnel remote ADDR local ADDR tunnel_id ID peer_tunnel_id ID
                              [ encap { ip | udp } ] [ udp_sport PORT ] [ udp_dport PORT ]
                              [ udp_csum { on | off } ] [ udp6_csum_tx { on | off } ] [ udp6_csum_rx { on | off } ]
               routerctl l2tp add session [ name NAME ] tunnel_id ID session_id ID peer_session_id ID
                              [ cookie HEXSTR ] [ peer_cookie HEXSTR ]
                              [ l2spec_type { none | default } ] [ seq { none | send | recv | both } ]
               routerctl l2tp del tunnel tunnel_id ID
               routerctl l2tp del session tunnel_id ID session_id ID
               routerctl l2tp show tunnel [ tunnel_id ID ]
               routerctl l2tp show session [ tunnel_id ID ] [ session_id ID ]

        ID := 1..4294967295, PORT := 1..65535, HEXSTR := 8 or 16 hex digits; tid, ptid, sid, psid are short for the ids.
        """;

    private static readonly (string Key, string? Value) Static = ("origin", "static");

    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Argument<string[]> words = new("WORDS")
        {
            Description = "The words that follow \"ip l2tp\"; \"routerctl l2tp help\" lists them.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "WORD",
        };
        words.CompletionSources.Add(["add", "del", "show", "help", .. IpL2tpWords.Keys]);
        CliCommand l2tp = new("l2tp", "Add, delete and show static L2TPv3 with the words of \"ip l2tp\".",
            "l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 10.0.1.1 remote 10.0.9.2 udp_sport 1701 udp_dport 1701",
            "l2tp add session name pw1 tunnel_id 1 session_id 0x11 peer_session_id 0x22 cookie a1a2a3a4 peer_cookie 01020304",
            "l2tp show session tunnel_id 1",
            "l2tp del session tunnel_id 1 session_id 0x11");
        l2tp.Arguments.Add(words);
        l2tp.SetAction(wrap(invocation => Run(invocation, IpL2tpWords.Parse(invocation.Line.GetValue(words) ?? []))));
        return l2tp;
    }

    private static async Task<int> Run(Invocation invocation, L2tpCommand command)
    {
        CliEnvironment environment = invocation.Environment;
        foreach (string note in command.Notes)
        {
            await environment.Error.WriteLineAsync($"routerctl: {note}").ConfigureAwait(false);
        }

        switch (command)
        {
            case L2tpCommand.Help:
                await environment.Out.WriteLineAsync(Usage).ConfigureAwait(false);
                break;
            case L2tpCommand.AddTunnel add:
                Answer(invocation, await invocation.Client.PostJson(
                    ApiPaths.L2tpTunnels, add.Request, ApiJson.Default.L2tpTunnelRequest, invocation.Cancel).ConfigureAwait(false));
                break;
            case L2tpCommand.AddSession add:
                Answer(invocation, await invocation.Client.PostJson(
                    ApiPaths.L2tpSessions, add.Request, ApiJson.Default.L2tpSessionRequest, invocation.Cancel).ConfigureAwait(false));
                break;
            case L2tpCommand.DeleteTunnel delete:
                Answer(invocation, await invocation.Client.Delete(
                    $"{ApiPaths.L2tpTunnels}/{delete.TunnelId}", invocation.Cancel).ConfigureAwait(false));
                break;
            case L2tpCommand.DeleteSession delete:
                Answer(invocation, await invocation.Client.Delete(
                    $"{ApiPaths.L2tpSessions}?tunnel={delete.TunnelId}&session={delete.SessionId}", invocation.Cancel).ConfigureAwait(false));
                break;
            case L2tpCommand.ShowTunnels show:
                return await invocation.Show(
                    ApiPaths.L2tpTunnels, QueryText.Of(Static, ("tunnel", Id(show.TunnelId))), ApiJson.Default.IReadOnlyListL2tpTunnelInfo,
                    list => StaticL2tpOutput.PrintTunnels(environment, list)).ConfigureAwait(false);
            case L2tpCommand.ShowSessions show:
                return await invocation.Show(
                    ApiPaths.L2tpSessions, QueryText.Of(Static, ("tunnel", Id(show.TunnelId)), ("session", Id(show.SessionId))),
                    ApiJson.Default.IReadOnlyListL2tpSessionInfo, list => StaticL2tpOutput.PrintSessions(environment, list)).ConfigureAwait(false);
            default:
                throw new InvalidOperationException($"{command.GetType().Name} has no action.");
        }

        return ExitCodes.Ok;
    }

    /// <summary>ip is silent when it has done what it was told; programs get the answer.</summary>
    private static void Answer(Invocation invocation, byte[] body)
    {
        if (invocation.Json)
        {
            JsonOutput.Write(invocation.Environment, body);
        }
    }

    private static string? Id(uint id) => id == 0 ? null : id.ToString(CultureInfo.InvariantCulture);
}
