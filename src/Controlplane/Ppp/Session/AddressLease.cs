using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>Addresses and prefixes of a session, and the pools that they go back to.</summary>
internal sealed class AddressLease
{
    private Ipv4Pool? _pool;
    private Ipv6PrefixPool? _linkPool;
    private Ipv6PrefixPool? _delegatedPool;

    /// <summary>In host byte order; 0 for none.</summary>
    public uint Address { get; private set; }

    public IpPrefix? LinkPrefix { get; private set; }

    public IpPrefix? DelegatedPrefix { get; private set; }

    /// <summary>Takes what is authorized, or from the pools.</summary>
    /// <returns>False if a pool is empty or something authorized is in use; nothing is taken then.</returns>
    public bool TryTake(PppSettings settings, PppAuthorization authorization, bool ipv4, bool ipv6)
    {
        bool taken = (!ipv4 || TryTakeIpv4(authorization, authorization.Ipv4Pool ?? settings.Ipv4Pool))
            && (!ipv6 || (TryTakeLink(authorization.LinkPrefix, settings.LinkPrefixPool)
                && TryTakeDelegated(authorization.DelegatedPrefix, settings.DelegatedPrefixPool)));
        if (!taken)
        {
            Release();
        }

        return taken;
    }

    public void Release()
    {
        _pool?.Release(Address);
        _linkPool?.Release(LinkPrefix!.Value);
        _delegatedPool?.Release(DelegatedPrefix!.Value);
        (_pool, _linkPool, _delegatedPool) = (null, null, null);
        (Address, LinkPrefix, DelegatedPrefix) = (0, null, null);
    }

    private static bool TryTakePrefix(IpPrefix? authorized, Ipv6PrefixPool? pool, out IpPrefix? prefix, out Ipv6PrefixPool? source)
    {
        prefix = authorized;
        source = null;
        if (authorized is { } given)
        {
            if (pool is null || !pool.Contains(given))
            {
                return true;
            }

            source = pool;
            return pool.TryReserve(given);
        }

        if (pool is null)
        {
            return true;
        }

        bool found = pool.TryAllocate(out IpPrefix allocated);
        prefix = allocated;
        source = pool;
        return found;
    }

    private bool TryTakeIpv4(PppAuthorization authorization, Ipv4Pool? pool)
    {
        if (authorization.PeerChoosesAddress)
        {
            return true;
        }

        uint address;
        if (authorization.Address is not null)
        {
            address = Ipv4Pool.ToUInt32(authorization.Address);
            if (pool is null || !pool.Contains(address))
            {
                Address = address;
                return true;
            }

            if (!pool.TryReserve(address))
            {
                return false;
            }
        }
        else if (pool is null)
        {
            return true;
        }
        else if (!pool.TryAllocate(out address))
        {
            return false;
        }

        Address = address;
        _pool = pool;
        return true;
    }

    private bool TryTakeLink(IpPrefix? authorized, Ipv6PrefixPool? pool)
    {
        bool taken = TryTakePrefix(authorized, pool, out IpPrefix? prefix, out Ipv6PrefixPool? source);
        if (taken)
        {
            (LinkPrefix, _linkPool) = (prefix, source);
        }

        return taken;
    }

    private bool TryTakeDelegated(IpPrefix? authorized, Ipv6PrefixPool? pool)
    {
        bool taken = TryTakePrefix(authorized, pool, out IpPrefix? prefix, out Ipv6PrefixPool? source);
        if (taken)
        {
            (DelegatedPrefix, _delegatedPool) = (prefix, source);
        }

        return taken;
    }
}
