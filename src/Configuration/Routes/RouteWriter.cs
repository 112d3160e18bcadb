using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes an entry of <c>routes</c>.</summary>
internal static class RouteWriter
{
    public static void Write(MappingWriter map, RouteConfiguration route) => map
        .Add("prefix", YamlText.Of(route.Prefix))
        .Add("vrf", route.Vrf, VrfConfiguration.DefaultName, YamlText.Of)
        .Add("action", route.Action, RouteAction.Forward, Choices.RouteAction.WordOf)
        .AddObject("via", route.Via, YamlText.Of)
        .AddObject("interface", route.Interface, YamlText.Of)
        .AddList("labels", route.Labels, static label => YamlText.Of(label))
        .Add("ttl-mode", route.TtlMode, TtlMode.Pipe, Choices.TtlMode.WordOf)
        .AddObject("lookup-vrf", route.LookupVrf, YamlText.Of);
}
