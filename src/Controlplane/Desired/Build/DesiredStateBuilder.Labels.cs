using Router.Channel;
using Router.Configuration;
using ConfiguredAction = Router.Configuration.LabelAction;
using ConfiguredPayload = Router.Configuration.LabelPayload;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Controlplane.Desired.Build;

/// <content>The incoming label map.</content>
public sealed partial class DesiredStateBuilder
{
    private void BuildLabels()
    {
        for (int i = 0; i < _configuration.Mpls.Labels.Count; i++)
        {
            LabelConfiguration entry = _configuration.Mpls.Labels[i];
            string key = $"mpls.labels[{i}]";
            if (entry.BottomOfStack != BottomOfStack.No)
            {
                AddLabel(entry, bottom: true, key);
            }

            if (entry.BottomOfStack != BottomOfStack.Yes)
            {
                AddLabel(entry, bottom: false, key);
            }
        }
    }

    private void AddLabel(LabelConfiguration entry, bool bottom, string key)
    {
        DesiredLabel? made = entry.Action switch
        {
            ConfiguredAction.Swap or ConfiguredAction.Pop => Forwarded(entry, bottom, key),
            ConfiguredAction.Lookup => new DesiredLabel
            {
                Key = new LabelKey(entry.Label, bottom),
                Action = LabelAction.PopLookup,
                Payload = PayloadOf(entry.Payload),
                Vrf = StableKey.OfVrf(entry.Vrf),
            },
            _ => Dropped(entry, bottom),
        };
        if (made is not null)
        {
            LabelFlags flags = entry.TtlMode == TtlMode.Uniform ? LabelFlags.Uniform : LabelFlags.None;
            _ = _labels.TryAdd(made.Key, made with { Flags = flags });
        }
    }

    private DesiredLabel? Forwarded(LabelConfiguration entry, bool bottom, string key)
    {
        // The default route takes no labelled packet: its next hop has not given the labels.
        ResolvedPath way = _resolver.Resolve(VrfConfiguration.DefaultName, entry.Via!, entry.Interface, byDefaultRoute: false);
        if (way.Failure is not null)
        {
            Pending(key, $"label {entry.Label} has no way: {way.Failure}");
            return null;
        }

        if (way.Interface is null)
        {
            return Dropped(entry, bottom);
        }

        // To remove a label above others and push those of the way is to swap it for them.
        bool swap = entry.Action == ConfiguredAction.Swap
            || (way.Labels.Length > 0 && !bottom && entry.Payload == ConfiguredPayload.Mpls);
        ResolvedPath path = (swap ? way.Push(entry.OutLabels, entry.TtlMode) : way) with { TtlMode = entry.TtlMode };
        if (!FitsLabels(path, key + ".out-labels"))
        {
            return null;
        }

        if (swap && path.Labels.Length > 0)
        {
            // The innermost label is the entry's own: all labels that go over a next hop share its adjacency.
            return new DesiredLabel
            {
                Key = new LabelKey(entry.Label, bottom),
                Action = LabelAction.Swap,
                Payload = LabelPayload.Mpls,
                OutLabel = path.Labels[^1],
                Target = _adjacencies.NextHop(path with { Labels = path.Labels[..^1] }, 0),
            };
        }

        LabelPayload payload = ExposedBy(entry, swap, bottom);
        return new DesiredLabel
        {
            Key = new LabelKey(entry.Label, bottom),
            Action = LabelAction.PopForward,
            Payload = payload,
            Target = _adjacencies.NextHop(path, payload switch { LabelPayload.Ipv4 => 4, LabelPayload.Ipv6 => 6, _ => 0 }),
        };
    }

    /// <summary>
    /// What a removed label exposes. A swap to implicit null says nothing of the payload: labels if there are more,
    /// else packets of the next hop's family.
    /// </summary>
    private static LabelPayload ExposedBy(LabelConfiguration entry, bool swap, bool bottom)
    {
        if (swap && !bottom)
        {
            return LabelPayload.Mpls;
        }

        return swap || entry.Payload == ConfiguredPayload.Ip
            ? RouteKey.FamilyOf(entry.Via!) == 4 ? LabelPayload.Ipv4 : LabelPayload.Ipv6
            : PayloadOf(entry.Payload);
    }

    private static DesiredLabel Dropped(LabelConfiguration entry, bool bottom) =>
        new() { Key = new LabelKey(entry.Label, bottom), Action = LabelAction.Drop };

    private static LabelPayload PayloadOf(ConfiguredPayload payload) => payload switch
    {
        ConfiguredPayload.Ipv4 => LabelPayload.Ipv4,
        ConfiguredPayload.Ipv6 => LabelPayload.Ipv6,
        ConfiguredPayload.Mpls => LabelPayload.Mpls,
        _ => LabelPayload.Ip,
    };
}
