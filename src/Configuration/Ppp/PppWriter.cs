using System.Text;
using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>ppp</c>.</summary>
internal static class PppWriter
{
    public static void Write(StringBuilder text, PppConfiguration ppp)
    {
        Blocks.Open(text, "ppp", ppp.Profiles.Count + ppp.Users.Count + ppp.Pools.Count);
        Blocks.NestedList(text, "profiles", ppp.Profiles, WriteProfile);
        Blocks.NestedList(text, "users", ppp.Users, WriteUser);
        Blocks.NestedList(text, "pools", ppp.Pools, WritePool);
    }

    private static void WriteProfile(MappingWriter map, PppProfileConfiguration profile)
    {
        var defaults = new PppProfileConfiguration { Name = profile.Name, Interface = profile.Interface };
        _ = map
            .Add("name", YamlText.Of(profile.Name))
            .Add("interface", YamlText.Of(profile.Interface))
            .Add("authentication", profile.Authentication, defaults.Authentication, static list => YamlText.Of(list, Choices.PppAuthentication.WordOf))
            .AddList("pools", profile.Pools, YamlText.Of)
            .AddList("ipv6-pools", profile.Ipv6Pools, YamlText.Of)
            .AddList("dns", profile.Dns, YamlText.Of)
            .Add("mru", profile.Mru, defaults.Mru, static number => YamlText.Of(number))
            .Add("echo-interval", profile.EchoInterval, defaults.EchoInterval, YamlText.Of)
            .Add("echo-failures", profile.EchoFailures, defaults.EchoFailures, static number => YamlText.Of(number))
            .Add("max-sessions-per-user", profile.MaximumSessionsPerUser, defaults.MaximumSessionsPerUser, static number => YamlText.Of(number))
            .AddObject("radius", profile.Radius, YamlText.Of)
            .Add("tcp-mss", profile.TcpMss, TcpMss.Clamp, YamlText.Of)
            .AddRates(profile.RateUp, profile.RateDown);
    }

    private static void WriteUser(MappingWriter map, PppUserConfiguration user)
    {
        _ = map
            .Add("name", YamlText.Of(user.Name))
            .Add("password", YamlText.Of(user.Password))
            .AddObject("address", user.Address, YamlText.Of)
            .AddList("routes", user.Routes, YamlText.Of)
            .AddObject("profile", user.Profile, YamlText.Of)
            .AddRates(user.RateUp, user.RateDown);
    }

    private static void WritePool(MappingWriter map, PppPoolConfiguration pool)
    {
        _ = map
            .Add("name", YamlText.Of(pool.Name))
            .Add("prefix", YamlText.Of(pool.Prefix))
            .AddValue("delegate", pool.DelegatedLength, static length => YamlText.Of(length));
    }
}
