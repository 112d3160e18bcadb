using System.CommandLine;
using Router.Api;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>show …</c>: one table for each list of the API.</summary>
internal static class ShowCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        CliCommand show = new("show", "Show the router's state and counters.");
        show.Subcommands.Add(Simple(wrap, "interfaces", "Interfaces with state, addresses and counters.", Interfaces,
            "show interfaces", "show interfaces --json | jq '.[] | select(.counters.rxDrops > 0)'"));
        show.Subcommands.Add(Simple(wrap, "ports", "DPDK ports with the devices' counters.", Ports, "show ports"));
        show.Subcommands.Add(Ip(wrap));
        show.Subcommands.Add(Simple(wrap, "mpls", "Incoming label map with packet counters.", Mpls, "show mpls"));
        show.Subcommands.Add(ShowL2tpCommand.Build(wrap));
        show.Subcommands.Add(ShowPppCommand.Build(wrap));
        CliCommand neighbours = Simple(wrap, "neighbours", "Link-layer addresses of neighbours.", Neighbours, "show neighbours");
        neighbours.Aliases.Add("neighbors");
        show.Subcommands.Add(neighbours);
        show.Subcommands.Add(Simple(wrap, "runtime", "Workers and nodes: vectors, packets, ticks.", Runtime, "show runtime"));
        show.Subcommands.Add(Drops(wrap));
        show.Subcommands.Add(Simple(wrap, "channel", "Shared memory between dataplane and control plane.", Channel, "show channel"));
        show.Subcommands.Add(Simple(wrap, "version", "Version and process of the control plane.", Version, "show version"));
        show.Subcommands.Add(Simple(wrap, "config", "The running configuration.", Config, "show config > router.yaml"));
        return show;
    }

    private static CliCommand Simple(
        RouterCtl.Wrap wrap, string name, string description, Func<Invocation, Task<int>> body, params string[] examples)
    {
        CliCommand command = new(name, description, examples);
        command.SetAction(wrap(body));
        return command;
    }

    private static CliCommand Ip(RouterCtl.Wrap wrap)
    {
        Argument<string?> prefix = new("PREFIX")
        {
            Description = "A prefix (that route only) or an address (the route that it takes).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> vrf = new("--vrf") { Description = "Only this VRF.", HelpName = "NAME" };
        CliCommand route = new("route", "Routes with their adjacency's counters.",
            "show ip route", "show ip route 10.1.0.0/16", "show ip route 10.1.2.3 --vrf red");
        route.Arguments.Add(prefix);
        route.Options.Add(vrf);
        route.SetAction(wrap(async invocation =>
        {
            string? wanted = invocation.Line.GetValue(prefix);
            string query = QueryText.Of(("vrf", invocation.Line.GetValue(vrf)), ("prefix", wanted));
            byte[] body = await invocation.Client.Get(ApiPaths.Routes + query, invocation.Cancel).ConfigureAwait(false);
            IReadOnlyList<RouteInfo> routes = ApiClient.Read(body, ApiJson.Default.IReadOnlyListRouteInfo);
            if (wanted is not null && routes.Count == 0)
            {
                throw new CliException(ExitCodes.Failed, $"no route to {wanted}");
            }

            invocation.Print(body, ApiJson.Default.IReadOnlyListRouteInfo, _ => PrintRoutes(invocation.Environment, routes));
            return ExitCodes.Ok;
        }));
        CliCommand ip = new("ip", "IPv4 and IPv6 forwarding.");
        ip.Subcommands.Add(route);
        return ip;
    }

    private static void PrintRoutes(CliEnvironment environment, IReadOnlyList<RouteInfo> routes)
    {
        Table table = new("VRF", "PREFIX", "SOURCE", "TARGET", ">ADJACENCY", ">PACKETS", ">BYTES");
        foreach (RouteInfo r in routes)
        {
            string target = r.Resolved == false ? $"{r.Target} (unresolved)" : r.Target;
            table.Add(r.Vrf, r.Prefix, r.Source, target, r.Adjacency, r.Packets, r.Bytes);
        }

        table.Write(environment);
    }

    private static Task<int> Interfaces(Invocation i) => i.Show(ApiPaths.Interfaces, ApiJson.Default.IReadOnlyListInterfaceInfo, list =>
    {
        Table table = new("INTERFACE", "PORT", "VLAN", "VRF", "STATE", ">MTU", "MAC", "ADDRESSES", ">RX PKTS", ">RX BYTES", ">TX PKTS",
            ">TX BYTES", ">DROPS");
        foreach (InterfaceInfo n in list)
        {
            string? vlan = n.InnerVlan is null ? n.Vlan?.ToString() : $"{n.Vlan}.{n.InnerVlan}";
            string state = !n.Enabled ? "disabled" : n.LinkUp switch { true => "up", false => "down", null => "unknown" };
            string addresses = n.Kind == "l3" ? string.Join(' ', n.Addresses) : $"<> {n.ConnectedTo ?? "not connected"}";
            InterfaceCounts? c = n.Counters;
            table.Add(n.Name, n.Port, vlan, n.Vrf, state, n.Mtu, n.Mac, addresses, c?.RxPackets, c?.RxBytes, c?.TxPackets, c?.TxBytes,
                c is null ? null : c.RxDrops + c.TxDrops);
        }

        table.Write(i.Environment);
    });

    private static Task<int> Ports(Invocation i) => i.Show(ApiPaths.Ports, ApiJson.Default.IReadOnlyListPortInfo, list =>
    {
        Table table = new("PORT", "DRIVER", "LINK", ">MB/S", ">MTU", "MAC", ">QUEUES", ">RX PKTS", ">TX PKTS", ">MISSED", ">RX ERRORS",
            ">TX ERRORS", ">NO BUFFER");
        foreach (PortInfo p in list)
        {
            table.Add(p.Name, p.Driver, p.Present ? p.LinkUp ? "up" : "down" : "absent", p.SpeedMbps, p.Mtu, p.Mac, p.Queues, p.RxPackets,
                p.TxPackets, p.RxMissed, p.RxErrors, p.TxErrors, p.RxNoBuffer);
        }

        table.Write(i.Environment);
    });

    private static Task<int> Mpls(Invocation i) => i.Show(ApiPaths.MplsLabels, ApiJson.Default.IReadOnlyListLabelInfo, list =>
    {
        Table table = new(">LABEL", "ACTION", "S", "PAYLOAD", "TTL", "OUT LABELS", "TARGET", ">PACKETS", ">BYTES");
        foreach (LabelInfo l in list)
        {
            table.Add(l.Label, l.Action, l.BottomOfStack, l.Payload, l.TtlMode, l.OutLabels is null ? null : string.Join('/', l.OutLabels),
                l.Target, l.Packets, l.Bytes);
        }

        table.Write(i.Environment);
    });

    private static Task<int> Neighbours(Invocation i) => i.Show(ApiPaths.Neighbours, ApiJson.Default.IReadOnlyListNeighbourInfo, list =>
    {
        Table table = new("ADDRESS", "INTERFACE", "VRF", "MAC", "STATE", "ORIGIN");
        foreach (NeighbourInfo n in list)
        {
            table.Add(n.Address, n.Interface, n.Vrf, n.Mac, n.State, n.Origin);
        }

        table.Write(i.Environment);
    });

    private static Task<int> Runtime(Invocation i) =>
        i.Show(ApiPaths.Runtime, ApiJson.Default.RuntimeInfo, runtime => RuntimeOutput.Write(i.Environment, runtime));

    private static CliCommand Drops(RouterCtl.Wrap wrap)
    {
        Option<bool> all = new("--all", "-a") { Description = "Also reasons that have not occurred." };
        CliCommand drops = new("drops", "Dropped and punted packets by reason.", "show drops", "show drops --all");
        drops.Options.Add(all);
        drops.SetAction(wrap(i => i.Show(ApiPaths.Drops, ApiJson.Default.DropsInfo, info =>
        {
            bool zero = i.Line.GetValue(all);
            Table table = new("KIND", "REASON", ">TOTAL", "BY WORKER", "EXPLANATION");
            foreach ((string kind, ReasonCount r) in info.Drops.Select(d => ("drop", d)).Concat(info.Punts.Select(p => ("punt", p))))
            {
                if (r.Total > 0 || zero)
                {
                    table.Add(kind, r.Reason, r.Total, string.Join(' ', r.Workers), r.Explanation);
                }
            }

            table.Write(i.Environment);
        })));
        return drops;
    }

    private static Task<int> Channel(Invocation i) =>
        i.Show(ApiPaths.Channel, ApiJson.Default.ChannelInfo, channel => ChannelOutput.Write(i.Environment, channel));

    private static Task<int> Version(Invocation i) => i.Show(ApiPaths.Version, ApiJson.Default.VersionInfo, v =>
    {
        i.Environment.Out.WriteLine($"{v.Name} {v.Version}, instance {v.Instance}, process {v.Pid} since {v.StartedAt:u}");
        i.Environment.Out.WriteLine($"{v.Runtime}, channel layout {v.ChannelAbi}");
    });

    private static Task<int> Config(Invocation i) =>
        i.Show(ApiPaths.Config, ApiJson.Default.ConfigInfo, config => i.Environment.Out.Write(config.Yaml));
}
