using System.CommandLine;
using Router.Api;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>show l2tp …</c>: tunnels, sessions and peers, static and managed.</summary>
internal static class ShowL2tpCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        CliCommand l2tp = new("l2tp", "L2TP tunnels, sessions and peers.",
            "show l2tp", "show l2tp sessions --json", "show l2tp tunnels detail", "show l2tp peers");
        l2tp.SetAction(wrap(Both));
        l2tp.Subcommands.Add(Tunnels(wrap));
        l2tp.Subcommands.Add(Sessions(wrap));
        l2tp.Subcommands.Add(Peers(wrap));
        return l2tp;
    }

    /// <summary>The word <c>detail</c> behind a command.</summary>
    public static Argument<string?> Detail()
    {
        Argument<string?> detail = new("detail")
        {
            Description = "The word \"detail\": all that is known of each, with counters.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        detail.AcceptOnlyFromAmong("detail");
        return detail;
    }

    /// <summary>An option that filters.</summary>
    public static Option<string?> Only(string name, string what, string value) => new(name) { Description = $"Only {what}.", HelpName = value };

    private static CliCommand Tunnels(RouterCtl.Wrap wrap)
    {
        Argument<string?> detail = Detail();
        Option<string?> peer = Only("--peer", "tunnels of this peer", "NAME");
        Option<string?> address = Only("--address", "tunnels that end at this address", "ADDRESS");
        Option<string?> state = Only("--state", "tunnels in this state", "STATE");
        CliCommand command = new("tunnels", "L2TP tunnels: static and managed.",
            "show l2tp tunnels", "show l2tp tunnels detail --peer lac1", "show l2tp tunnels --state established --json");
        command.Arguments.Add(detail);
        command.Options.Add(peer);
        command.Options.Add(address);
        command.Options.Add(state);
        command.SetAction(wrap(i => ShowTunnels(
            i,
            i.Line.GetValue(detail) is not null,
            ("peer", i.Line.GetValue(peer)), ("address", i.Line.GetValue(address)), ("state", i.Line.GetValue(state)))));
        return command;
    }

    private static CliCommand Sessions(RouterCtl.Wrap wrap)
    {
        Argument<string?> detail = Detail();
        Option<string?> peer = Only("--peer", "sessions of this peer", "NAME");
        Option<string?> user = Only("--user", "sessions of this PPP user", "NAME");
        Option<string?> address = Only("--address", "sessions to or behind this address", "ADDRESS");
        Option<string?> state = Only("--state", "sessions in this state", "STATE");
        CliCommand command = new("sessions", "L2TP sessions with counters: static, negotiated pseudowires and PPP calls.",
            "show l2tp sessions", "show l2tp sessions detail --user alice", "show l2tp sessions --address 100.64.0.7");
        command.Arguments.Add(detail);
        command.Options.Add(peer);
        command.Options.Add(user);
        command.Options.Add(address);
        command.Options.Add(state);
        command.SetAction(wrap(i => ShowSessions(
            i,
            i.Line.GetValue(detail) is not null,
            ("peer", i.Line.GetValue(peer)), ("user", i.Line.GetValue(user)), ("address", i.Line.GetValue(address)), ("state", i.Line.GetValue(state)))));
        return command;
    }

    private static CliCommand Peers(RouterCtl.Wrap wrap)
    {
        Argument<string?> detail = Detail();
        CliCommand command = new("peers", "Configured L2TP peers.", "show l2tp peers", "show l2tp peers detail");
        command.Arguments.Add(detail);
        command.SetAction(wrap(i => i.Show(ApiPaths.L2tpPeers, ApiJson.Default.IReadOnlyListL2tpPeerInfo, peers =>
        {
            if (i.Line.GetValue(detail) is null)
            {
                L2tpOutput.Peers(i.Environment, peers);
            }
            else
            {
                L2tpDetailOutput.Peers(i.Environment.Out, peers);
            }
        })));
        return command;
    }

    private static async Task<int> Both(Invocation i)
    {
        if (!i.Json)
        {
            _ = await ShowTunnels(i, false).ConfigureAwait(false);
            await i.Environment.Out.WriteLineAsync().ConfigureAwait(false);
            return await ShowSessions(i, false).ConfigureAwait(false);
        }

        byte[] tunnels = await i.Client.Get(ApiPaths.L2tpTunnels, i.Cancel).ConfigureAwait(false);
        byte[] sessions = await i.Client.Get(ApiPaths.L2tpSessions, i.Cancel).ConfigureAwait(false);
        JsonOutput.Write(i.Environment, [.. "{\"tunnels\":"u8, .. tunnels, .. ",\"sessions\":"u8, .. sessions, .. "}"u8]);
        return ExitCodes.Ok;
    }

    private static Task<int> ShowTunnels(Invocation i, bool detail, params (string Key, string? Value)[] query) => i.ShowPages(
        ApiPaths.L2tpTunnels, query, ApiJson.Default.IReadOnlyListL2tpTunnelInfo, static tunnel => tunnel.Name, list =>
        {
            if (detail)
            {
                L2tpDetailOutput.Tunnels(i.Environment.Out, list);
            }
            else
            {
                L2tpOutput.Tunnels(i.Environment, list);
            }
        });

    private static Task<int> ShowSessions(Invocation i, bool detail, params (string Key, string? Value)[] query) => i.ShowPages(
        ApiPaths.L2tpSessions, query, ApiJson.Default.IReadOnlyListL2tpSessionInfo, static session => session.Name, list =>
        {
            if (detail)
            {
                L2tpDetailOutput.Sessions(i.Environment.Out, list);
            }
            else
            {
                L2tpOutput.Sessions(i.Environment, list);
            }
        });
}
