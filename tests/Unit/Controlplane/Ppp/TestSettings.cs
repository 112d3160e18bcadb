using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;

namespace Router.Unit.Tests.Controlplane.Ppp;

internal static class TestSettings
{
    public static readonly Dictionary<string, string> Users = new() { ["alice"] = "wonderland", ["bob"] = "builder" };

    public static Ipv4Pool Pool() => new(new IpPrefix(IPAddress.Parse("10.64.0.0"), 16));

    public static PppSettings Server(PppAuthenticationMethod method = PppAuthenticationMethod.Chap, Ipv4Pool? pool = null, bool local = true) => new()
    {
        Name = "lns",
        RequiredAuthentication = method == PppAuthenticationMethod.None ? [] : [method],
        LocalUsers = local ? Users : null,
        LocalAddress = IPAddress.Parse("10.0.0.1"),
        Ipv4Pool = pool ?? Pool(),
        PrimaryDns = IPAddress.Parse("9.9.9.9"),
        SecondaryDns = IPAddress.Parse("149.112.112.112"),
    };

    public static PppSettings Client(string user = "alice", string password = "wonderland") => new()
    {
        User = user,
        Password = password,
        RequestAddress = true,
        RequestDns = true,
    };

    /// <summary>The same octets in every run.</summary>
    public static PppRandom Random(int seed)
    {
        Random random = new(seed);
        return random.NextBytes;
    }
}
