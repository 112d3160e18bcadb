using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.calls</c>.</summary>
internal static class L2tpCallParser
{
    public static L2tpCallConfiguration? Parse(MappingReader map)
    {
        var call = new L2tpCallConfiguration
        {
            Name = map.Required("name", Names.Object),
            Peer = map.Required("peer", Names.Reference),
            User = map.OptionalObject("user", Texts.UserName),
            Password = map.OptionalObject<string>("password", Texts.Secret),
            Interface = map.Required("interface", Names.Reference),
            Routes = map.List<IpPrefix>("routes", AddressScalars.UnicastPrefix),
            TcpMss = map.Optional<TcpMss>("tcp-mss", TcpMss.Parse, TcpMss.Clamp),
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
        };
        if (!map.Failed && call.User is null != call.Password is null)
        {
            map.ReportHere($"key '{(call.User is null ? "user" : "password")}' is missing; a user name and its password go together");
        }

        return call;
    }
}
