using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Controlplane.Radius.Service;

namespace Router.Controlplane.Ppp.Service;

/// <summary>A configured PPP profile at work.</summary>
internal sealed class PppProfile
{
    private readonly Dictionary<string, PppUserConfiguration> _users = new(StringComparer.Ordinal);
    private readonly List<Ipv4Pool> _pools;

    public PppProfile(PppProfileConfiguration profile, RouterConfiguration router, PppPools pools, RadiusGroup? radius)
    {
        Radius = radius;
        Configuration = profile;
        ConfigurationIndex index = new(router);
        InterfaceConfiguration? link = index.Interface(profile.Interface);
        foreach (PppUserConfiguration user in router.Ppp.Users.Where(user => user.Profile is null || user.Profile == profile.Name))
        {
            _users[user.Name] = user;
        }

        _pools = [.. profile.Pools.Select(name => pools.Ipv4(index.PppPool(name)!))];
        IPAddress[] dns = [.. profile.Dns.Where(static address => address.AddressFamily == AddressFamily.InterNetwork)];
        IPAddress? local = link?.Addresses.Select(static entry => entry.Address).FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork);
        bool ipv6 = link is { IsIpv6Enabled: true } || profile.Ipv6Pools.Count > 0;
        Settings = new PppSettings
        {
            Mru = (ushort)profile.Mru,
            EchoInterval = profile.EchoInterval,
            EchoFailures = profile.EchoFailures,
            RequiredAuthentication = [.. profile.Authentication.Select(MethodOf)],
            Name = router.L2tp.HostName ?? router.Instance,
            Ipv4 = local is not null,
            LocalAddress = local ?? IPAddress.Any,
            Ipv4Pool = _pools.Count > 0 ? _pools[0] : null,
            PrimaryDns = dns.Length > 0 ? dns[0] : null,
            SecondaryDns = dns.Length > 1 ? dns[1] : null,
            Ipv6 = ipv6,
            DelegatedPrefixPool = profile.Ipv6Pools.Count > 0 ? pools.Ipv6(index.PppPool(profile.Ipv6Pools[0])!) : null,
            Ipv6Service = ipv6
                ? new Ipv6ServiceSettings
                {
                    Dns = [.. profile.Dns.Where(static address => address.AddressFamily == AddressFamily.InterNetworkV6)],
                    ServerDuid = DuidOf(router.Instance),
                }
                : null,
        };
    }

    /// <summary>As configured.</summary>
    public PppProfileConfiguration Configuration { get; }

    /// <summary>Knows the users; null: the configuration does.</summary>
    public RadiusGroup? Radius { get; }

    /// <summary>What its sessions are made with.</summary>
    public PppSettings Settings { get; }

    /// <summary>A user of the configuration.</summary>
    /// <param name="name">Its name.</param>
    public PppUserConfiguration? User(string name) => _users.GetValueOrDefault(name);

    /// <summary>The first of the profile's pools that has an address left; null for none.</summary>
    public Ipv4Pool? PoolWithRoom() => _pools.Find(static pool => pool.Used < pool.Capacity);

    private static PppAuthenticationMethod MethodOf(PppAuthenticationProtocol protocol) => protocol switch
    {
        PppAuthenticationProtocol.Pap => PppAuthenticationMethod.Pap,
        PppAuthenticationProtocol.Chap => PppAuthenticationMethod.Chap,
        _ => PppAuthenticationMethod.MsChapV2,
    };

    /// <summary>A DUID-UUID (RFC 6355) of the router's name: the same after every restart.</summary>
    private static byte[] DuidOf(string instance)
    {
        byte[] duid = new byte[18];
        duid[1] = 4;
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(instance)).AsSpan(0, 16).CopyTo(duid.AsSpan(2));
        return duid;
    }
}
