using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>mpls.labels</c>.</summary>
internal static class LabelParser
{
    public static LabelConfiguration? Parse(MappingReader map)
    {
        var entry = new LabelConfiguration
        {
            Label = map.Required("label", LocalLabel.Parser),
            Action = map.Required<LabelAction>("action", Choices.LabelAction.Parse),
            Via = map.OptionalObject<IPAddress>("via", AddressScalars.Unicast),
            Interface = map.OptionalObject("interface", Names.Reference),
            OutLabels = map.List("out-labels", OutLabel.Parser),
            TtlMode = map.Optional<TtlMode>("ttl-mode", Choices.TtlMode.Parse, TtlMode.Pipe),
            Payload = map.Optional<LabelPayload>("payload", Choices.Payload.Parse, LabelPayload.Ip),
            Vrf = map.Optional("vrf", Names.Reference, VrfConfiguration.DefaultName),
        };
        BottomOfStack byDefault = LabelConfiguration.DefaultBottomOfStack(entry.Action, entry.Payload);
        entry = entry with
        {
            BottomOfStack = map.Optional<BottomOfStack>("bottom-of-stack", Choices.BottomOfStack.Parse, byDefault),
        };
        if (!map.Failed)
        {
            CheckKeys(entry, map);
            CheckBottom(entry, map);
        }

        return entry;
    }

    private static void CheckKeys(LabelConfiguration entry, MappingReader map)
    {
        string action = $"with action: {Choices.LabelAction.WordOf(entry.Action)}";
        switch (entry.Action)
        {
            case LabelAction.Swap:
                map.Refuse(action, "payload", "vrf");
                RequireVia(entry, map);
                CheckSwap(entry, map);
                break;
            case LabelAction.Pop:
                map.Refuse(action, "out-labels", "vrf");
                RequireVia(entry, map);
                CheckPop(entry, map);
                break;
            case LabelAction.Lookup:
                map.Refuse(action, "via", "interface", "out-labels");
                if (entry.Payload == LabelPayload.Mpls)
                {
                    map.Refuse("with payload: mpls, where the next label decides", "vrf");
                }

                break;
            default:
                map.Refuse(action, "via", "interface", "out-labels", "ttl-mode", "payload", "vrf");
                break;
        }
    }

    private static void RequireVia(LabelConfiguration entry, MappingReader map)
    {
        if (entry.Via is null)
        {
            map.ReportHere($"key 'via' is missing; action: {Choices.LabelAction.WordOf(entry.Action)} needs a next hop");
        }
    }

    private static void CheckSwap(LabelConfiguration entry, MappingReader map)
    {
        if (entry.OutLabels.Count == 0)
        {
            map.Report("out-labels", "action: swap needs at least one label; write out-labels: [LABEL, ...], or action: pop");
        }
        else if (MplsLabel.OnWire(entry.OutLabels).Count == 0)
        {
            map.Report("out-labels", "implicit null (3) leaves no label to swap to; write action: pop with payload: ipv4, ipv6 or mpls");
        }

        OutLabel.CheckDepth(entry.OutLabels, map, "out-labels");
    }

    private static void CheckPop(LabelConfiguration entry, MappingReader map)
    {
        if (!map.Has("payload"))
        {
            map.ReportHere("key 'payload' is missing; action: pop needs what follows the label: ipv4, ipv6 or mpls");
        }
        else if (entry.Payload == LabelPayload.Ip)
        {
            map.Report("payload", "'ip' is only for action: lookup; write ipv4, ipv6 or mpls");
        }
    }

    private static void CheckBottom(LabelConfiguration entry, MappingReader map)
    {
        if (entry.Action is LabelAction.Pop or LabelAction.Lookup
            && ((entry.Payload == LabelPayload.Mpls && entry.BottomOfStack == BottomOfStack.Yes)
                || (entry.Payload != LabelPayload.Mpls && entry.BottomOfStack == BottomOfStack.No)))
        {
            BottomOfStack right = LabelConfiguration.DefaultBottomOfStack(entry.Action, entry.Payload);
            map.Report("bottom-of-stack", $"contradicts payload: {Choices.Payload.WordOf(entry.Payload)}; write {Choices.BottomOfStack.WordOf(right)} or remove the key");
        }
    }
}
