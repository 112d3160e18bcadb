using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>ppp.users</c>.</summary>
internal static class PppUserParser
{
    public static PppUserConfiguration? Parse(MappingReader map) => new()
    {
        Name = map.Required("name", Texts.UserName),
        Password = map.Required<string>("password", Texts.Secret),
        Address = map.OptionalObject<IPAddress>("address", AddressScalars.Ipv4),
        Routes = map.List<IpPrefix>("routes", AddressScalars.UnicastPrefix),
        Profile = map.OptionalObject("profile", Names.Reference),
        RateUp = RateLimits.Parse(map, "up"),
        RateDown = RateLimits.Parse(map, "down"),
    };
}
