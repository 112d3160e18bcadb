using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>radius.groups</c>.</summary>
internal static class RadiusGroupParser
{
    private static readonly ScalarParser<ushort> Port = Scalars.Integer<ushort>(1, ushort.MaxValue);
    private static readonly ScalarParser<TimeSpan> Timeout = Scalars.Seconds(1, 60);
    private static readonly ScalarParser<int> Tries = Scalars.Integer<int>(1, 10);
    private static readonly ScalarParser<TimeSpan> DeadTime = Scalars.Seconds(0, 3600);
    private static readonly ScalarParser<TimeSpan> Interim = Scalars.SecondsOrNever(60, 86400);

    public static RadiusGroupConfiguration? Parse(MappingReader map)
    {
        var group = new RadiusGroupConfiguration
        {
            Name = map.Required("name", Names.Object),
            Servers = map.Entry("servers", ParseServer),
        };
        group = group with
        {
            Source = map.OptionalObject<IPAddress>("source", AddressScalars.Unicast),
            Vrf = map.Optional("vrf", Names.Reference, group.Vrf),
            Timeout = map.Optional("timeout", Timeout, group.Timeout),
            Tries = map.Optional("tries", Tries, group.Tries),
            DeadTime = map.Optional("dead-time", DeadTime, group.DeadTime),
            NasIdentifier = map.OptionalObject("nas-identifier", Texts.NasIdentifier),
            InterimInterval = map.Optional("interim-interval", Interim, group.InterimInterval),
            CoaPort = map.OptionalValue("coa-port", Port),
        };
        if (!map.Failed)
        {
            CheckServers(group, map);
        }

        return group;
    }

    private static RadiusServerConfiguration? ParseServer(MappingReader map) => new()
    {
        Address = map.Required<IPAddress>("address", AddressScalars.Server),
        AuthPort = map.Optional("auth-port", Port, RadiusServerConfiguration.DefaultAuthPort),
        AcctPort = map.Optional("acct-port", Port, RadiusServerConfiguration.DefaultAcctPort),
        Secret = map.Required<string>("secret", Texts.Secret),
        RequireMessageAuthenticator = map.Optional("require-message-authenticator", Scalars.Boolean, otherwise: true),
    };

    private static void CheckServers(RadiusGroupConfiguration group, MappingReader map)
    {
        const string Example = "give at least one, for example [{ address: 10.0.0.5, secret: \"...\" }]";
        if (!map.Has("servers"))
        {
            map.ReportHere($"key 'servers' is missing; {Example}");
        }
        else if (group.Servers.Count == 0)
        {
            map.Report("servers", $"the list is empty; {Example}");
        }
    }
}
