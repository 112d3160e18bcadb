using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;
using LabelAction = Router.Channel.LabelAction;

namespace Router.Controlplane.Api.Queries;

/// <summary>The incoming label map.</summary>
internal static class LabelQueries
{
    /// <summary>All entries by label; two entries that differ in the S bit alone are one.</summary>
    public static IReadOnlyList<LabelInfo> Labels(RouterSnapshot snapshot, ChannelFile? channel)
    {
        StateNames names = new(snapshot);
        Dictionary<uint, string> pseudowires = snapshot.Configuration.Mpls.Pseudowires.ToDictionary(p => p.Label, p => p.Name);
        List<LabelInfo> list = [];
        foreach (IGrouping<uint, DesiredLabel> group in snapshot.Desired.Labels.Values.GroupBy(entry => entry.Key.Label).OrderBy(g => g.Key))
        {
            DesiredLabel[] entries = [.. group.OrderBy(entry => entry.Key.BottomOfStack)];
            bool any = entries.Length == 2 && entries[0] with { Key = entries[1].Key } == entries[1];
            foreach (DesiredLabel entry in any ? entries[..1] : entries)
            {
                string stack = any ? "any" : entry.Key.BottomOfStack ? "yes" : "no";
                list.Add(Describe(snapshot, channel, entry, stack, names, pseudowires.GetValueOrDefault(entry.Key.Label)));
            }
        }

        return list;
    }

    private static LabelInfo Describe(
        RouterSnapshot snapshot, ChannelFile? channel, DesiredLabel entry, string stack, StateNames names, string? pseudowire)
    {
        DesiredAdjacency? adjacency = names.Adjacency(entry.Target);
        PacketCounter? counter = channel is null ? null : WorkerSums.Packets(channel, RegionKind.LabelCounters, entry.Key.Label);
        bool lookup = entry.Action == LabelAction.PopLookup;
        uint[] outLabels = [.. adjacency?.Labels ?? [], .. entry.Action == LabelAction.Swap ? [entry.OutLabel] : Array.Empty<uint>()];
        bool inVrf = lookup && entry.Payload != Channel.LabelPayload.Mpls;
        return new LabelInfo
        {
            Label = entry.Key.Label,
            Action = entry.Action switch
            {
                LabelAction.Swap => "swap",
                LabelAction.PopForward => "pop",
                LabelAction.PopLookup => "lookup",
                LabelAction.PopPseudowire => "pseudowire",
                _ => "drop",
            },
            BottomOfStack = stack,
            Payload = entry.Payload.ToString().ToLowerInvariant(),
            TtlMode = entry.Flags.HasFlag(LabelFlags.Uniform) ? "uniform" : "pipe",
            OutLabels = outLabels.Length == 0 ? null : outLabels,
            Via = adjacency?.NextHop?.ToString(),
            Interface = adjacency is null ? null : names.Interface(adjacency.Interface),
            Vrf = inVrf ? names.Vrf(entry.Vrf) : null,
            Pseudowire = entry.Action == LabelAction.PopPseudowire ? pseudowire : null,
            Target = inVrf ? $"lookup vrf {names.Vrf(entry.Vrf)}" : lookup ? "lookup next label" : names.Describe(entry.Target, outLabels),
            Adjacency = adjacency is not null && snapshot.Ids.Adjacencies.TryGetValue(entry.Target.Key, out uint id) ? id : null,
            Packets = counter?.Packets,
            Bytes = counter?.Bytes,
        };
    }
}
