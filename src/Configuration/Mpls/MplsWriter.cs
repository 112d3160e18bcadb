using System.Text;
using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>mpls</c>.</summary>
internal static class MplsWriter
{
    public static void Write(StringBuilder text, MplsConfiguration mpls)
    {
        MappingWriter map = new MappingWriter().Add("ttl", mpls.Ttl, new MplsConfiguration().Ttl, static ttl => YamlText.Of(ttl));
        Blocks.Open(text, "mpls", map.Entries.Count + mpls.Labels.Count + mpls.Pseudowires.Count);
        Blocks.Keys(text, "  ", map);
        Blocks.NestedList(text, "labels", mpls.Labels, WriteLabel);
        Blocks.NestedList(text, "pseudowires", mpls.Pseudowires, WritePseudowire);
    }

    private static void WriteLabel(MappingWriter map, LabelConfiguration entry)
    {
        _ = map
            .Add("label", YamlText.Of(entry.Label))
            .Add("action", Choices.LabelAction.WordOf(entry.Action))
            .AddObject("via", entry.Via, YamlText.Of)
            .AddObject("interface", entry.Interface, YamlText.Of)
            .AddList("out-labels", entry.OutLabels, static label => YamlText.Of(label))
            .Add("ttl-mode", entry.TtlMode, TtlMode.Pipe, Choices.TtlMode.WordOf)
            .Add("payload", entry.Payload, LabelPayload.Ip, Choices.Payload.WordOf)
            .Add("vrf", entry.Vrf, VrfConfiguration.DefaultName, YamlText.Of)
            .Add(
                "bottom-of-stack",
                entry.BottomOfStack,
                LabelConfiguration.DefaultBottomOfStack(entry.Action, entry.Payload),
                Choices.BottomOfStack.WordOf);
    }

    private static void WritePseudowire(MappingWriter map, PseudowireConfiguration pseudowire)
    {
        _ = map
            .Add("name", YamlText.Of(pseudowire.Name))
            .Add("label", YamlText.Of(pseudowire.Label))
            .Add("via", YamlText.Of(pseudowire.Via))
            .AddObject("interface", pseudowire.Interface, YamlText.Of)
            .AddList("out-labels", pseudowire.OutLabels, static label => YamlText.Of(label))
            .Add("control-word", pseudowire.ControlWord, otherwise: false, YamlText.Of)
            .Add("mode", pseudowire.Mode, PseudowireMode.Ethernet, Choices.Mode.WordOf)
            .AddValue("vlan", pseudowire.Vlan, static id => YamlText.Of(id));
    }
}
