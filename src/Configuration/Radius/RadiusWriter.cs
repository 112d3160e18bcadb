using System.Text;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>radius</c>.</summary>
internal static class RadiusWriter
{
    public static void Write(StringBuilder text, RadiusConfiguration radius)
    {
        Blocks.Open(text, "radius", radius.Groups.Count);
        Blocks.NestedList(text, "groups", radius.Groups, WriteGroup);
    }

    private static void WriteGroup(MappingWriter map, RadiusGroupConfiguration group)
    {
        var defaults = new RadiusGroupConfiguration { Name = group.Name, Servers = group.Servers };
        _ = map
            .Add("name", YamlText.Of(group.Name))
            .Add("servers", YamlText.Of(group.Servers, FlowOf))
            .AddObject("source", group.Source, YamlText.Of)
            .Add("vrf", group.Vrf, defaults.Vrf, YamlText.Of)
            .Add("timeout", group.Timeout, defaults.Timeout, YamlText.Of)
            .Add("tries", group.Tries, defaults.Tries, static number => YamlText.Of(number))
            .Add("dead-time", group.DeadTime, defaults.DeadTime, YamlText.Of)
            .AddObject("nas-identifier", group.NasIdentifier, YamlText.Of)
            .Add("interim-interval", group.InterimInterval, defaults.InterimInterval, YamlText.Of)
            .AddValue("coa-port", group.CoaPort, static port => YamlText.Of(port));
    }

    private static string FlowOf(RadiusServerConfiguration server) => new MappingWriter()
        .Add("address", YamlText.Of(server.Address))
        .Add("auth-port", server.AuthPort, RadiusServerConfiguration.DefaultAuthPort, static port => YamlText.Of(port))
        .Add("acct-port", server.AcctPort, RadiusServerConfiguration.DefaultAcctPort, static port => YamlText.Of(port))
        .Add("secret", YamlText.Of(server.Secret))
        .Add("require-message-authenticator", server.RequireMessageAuthenticator, otherwise: true, YamlText.Of)
        .Flow;
}
