using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Group names are unique, no server is twice in a group, and the source is the router's.</summary>
internal static class RadiusValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "group names are unique");
        ConfigurationList<RadiusGroupConfiguration> groups = context.Configuration.Radius.Groups;
        for (int i = 0; i < groups.Count; i++)
        {
            RadiusGroupConfiguration group = groups[i];
            KeyPath path = context.Entry(ListPaths.RadiusGroups, i);
            names.Add(group.Name, ListPaths.RadiusGroups, i, "name");
            CheckServers(context, group, path.Key("servers"));
            if (VrfReference.Check(context, group.Vrf, () => path.Key("vrf")) && group.Source is not null && !context.IsOwnAddress(group.Vrf, group.Source))
            {
                context.ReportMissing(
                    path.Key("source"),
                    $"{group.Source} is not an address of an interface in VRF {group.Vrf}; give one of them, or remove the key");
            }
        }
    }

    private static void CheckServers(ValidationContext context, RadiusGroupConfiguration group, KeyPath path)
    {
        var seen = new HashSet<(IPAddress Address, ushort Port)>();
        for (int i = 0; i < group.Servers.Count; i++)
        {
            RadiusServerConfiguration server = group.Servers[i];
            if (!seen.Add((server.Address, server.AuthPort)))
            {
                context.Report(path.Index(i).Key("address"), $"{server.Address} with auth-port {server.AuthPort} is already a server of group {group.Name}; give each server once");
            }
            else if (group.Source is not null && group.Source.AddressFamily != server.Address.AddressFamily)
            {
                context.Report(path.Index(i).Key("address"), $"{server.Address} and source {group.Source} are of different families; give two IPv4 or two IPv6 addresses");
            }
        }
    }
}
