using System.Net.Sockets;
using Router.Configuration;

namespace Router.Controlplane.Ppp.Service;

/// <summary>The configured pools. A pool outlives a change of the configuration that does not change it: its addresses are in use.</summary>
internal sealed class PppPools
{
    private readonly Dictionary<PppPoolConfiguration, Ipv4Pool> _ipv4 = [];
    private readonly Dictionary<PppPoolConfiguration, Ipv6PrefixPool> _ipv6 = [];
    private RouterConfiguration? _router;

    /// <summary>The pools of IPv4 addresses in use.</summary>
    public IReadOnlyCollection<Ipv4Pool> AllIpv4 => _ipv4.Values;

    /// <summary>A new configuration: the router's own addresses are not given out.</summary>
    /// <param name="router">The configuration.</param>
    public void Configure(RouterConfiguration router)
    {
        _router = router;
        foreach (Ipv4Pool pool in _ipv4.Values)
        {
            ReserveOwn(pool);
        }
    }

    /// <summary>The pool of IPv4 addresses of that name; null if there is none.</summary>
    public Ipv4Pool? Find(string? name) =>
        name is not null && _router is not null && new ConfigurationIndex(_router).PppPool(name) is { IsIpv6: false } pool ? Ipv4(pool) : null;

    /// <summary>The pool of IPv4 addresses.</summary>
    public Ipv4Pool Ipv4(PppPoolConfiguration configuration)
    {
        if (!_ipv4.TryGetValue(configuration, out Ipv4Pool? pool))
        {
            pool = new Ipv4Pool(configuration.Prefix);
            _ipv4.Add(configuration, pool);
            ReserveOwn(pool);
        }

        return pool;
    }

    /// <summary>The pool of IPv6 prefixes.</summary>
    public Ipv6PrefixPool Ipv6(PppPoolConfiguration configuration)
    {
        if (!_ipv6.TryGetValue(configuration, out Ipv6PrefixPool? pool))
        {
            pool = new Ipv6PrefixPool(configuration.Prefix, configuration.DelegatedLength ?? 64);
            _ipv6.Add(configuration, pool);
        }

        return pool;
    }

    private void ReserveOwn(Ipv4Pool pool)
    {
        foreach (InterfaceAddress own in _router?.Interfaces.SelectMany(static entry => entry.Addresses) ?? [])
        {
            if (own.Address.AddressFamily == AddressFamily.InterNetwork && pool.Contains(own.Address))
            {
                _ = pool.TryReserve(own.Address);
            }
        }
    }
}
