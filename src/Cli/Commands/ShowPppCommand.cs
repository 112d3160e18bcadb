using System.CommandLine;
using Router.Api;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>show ppp …</c>: subscribers and pools.</summary>
internal static class ShowPppCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        CliCommand ppp = new("ppp", "PPP subscribers and address pools.");
        ppp.Subcommands.Add(Subscribers(wrap));
        CliCommand pools = new("pools", "Address pools: size and use.", "show ppp pools");
        pools.SetAction(wrap(i => i.Show(ApiPaths.PppPools, ApiJson.Default.IReadOnlyListPppPoolInfo, list => PppOutput.Pools(i.Environment, list))));
        ppp.Subcommands.Add(pools);
        return ppp;
    }

    private static CliCommand Subscribers(RouterCtl.Wrap wrap)
    {
        Option<string?> user = ShowL2tpCommand.Only("--user", "sessions of this user", "NAME");
        Option<string?> peer = ShowL2tpCommand.Only("--peer", "sessions of this L2TP peer", "NAME");
        Option<string?> address = ShowL2tpCommand.Only("--address", "the subscriber with this address, or with a prefix that has it", "ADDRESS");
        Option<string?> phase = ShowL2tpCommand.Only("--phase", "sessions in this phase", "PHASE");
        CliCommand command = new("subscribers", "PPP sessions with user, addresses and counters.",
            "show ppp subscribers", "show ppp subscribers --address 100.64.0.7", "show ppp subscribers --user alice --json");
        command.Options.Add(user);
        command.Options.Add(peer);
        command.Options.Add(address);
        command.Options.Add(phase);
        command.SetAction(wrap(i => i.ShowPages(
            ApiPaths.PppSubscribers,
            [
                ("user", i.Line.GetValue(user)), ("peer", i.Line.GetValue(peer)), ("address", i.Line.GetValue(address)),
                ("state", i.Line.GetValue(phase)),
            ],
            ApiJson.Default.IReadOnlyListPppSubscriberInfo,
            static subscriber => subscriber.Session,
            list => PppOutput.Subscribers(i.Environment, list))));
        return command;
    }
}
