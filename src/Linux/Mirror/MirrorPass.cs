using System.Net;
using System.Net.Sockets;
using Router.Configuration;

namespace Router.Linux;

/// <summary>The passes over one namespace's mirrors: read, compare, change.</summary>
internal sealed class MirrorPass(
    KernelConfigurator kernel, Dictionary<(NamespaceIdentity Namespace, int Index), IReadOnlyList<Sysctl>> settled)
{
    private readonly Dictionary<string, string> _errors = [];
    private readonly HashSet<string> _unsettled = [];
    private Dictionary<string, LinkInfo> _links = [];

    /// <summary>One pass.</summary>
    /// <returns>True if something was changed, so that it is worth looking again.</returns>
    public bool Run(IReadOnlyList<MirrorInterface> mirrors)
    {
        _errors.Clear();
        _unsettled.Clear();
        _links = [];
        foreach (LinkInfo link in kernel.Links())
        {
            _links[link.Name] = link;
        }

        ILookup<int, AddressInfo> addresses = kernel.Addresses().ToLookup(address => address.InterfaceIndex);
        List<MirrorInterface> present = [.. mirrors.Where(IsPresent)];
        present.ForEach(mirror => Guard(mirror, link => SetLink(link, mirror)));
        Settle(present);
        present.ForEach(mirror => Guard(mirror, link => SetAddresses(link, mirror, [.. addresses[link.Index]])));
        return _unsettled.Count > 0;
    }

    /// <summary>Marks the mirrors that the last pass still had to change.</summary>
    public void Fail(string why)
    {
        foreach (string name in _unsettled)
        {
            _ = _errors.TryAdd(name, $"{name} {why}");
        }
    }

    /// <summary>The state of each mirror after the last pass.</summary>
    public void Report(IReadOnlyList<MirrorInterface> mirrors, Dictionary<string, MirrorStatus> statuses)
    {
        foreach (MirrorInterface mirror in mirrors)
        {
            int index = _links.GetValueOrDefault(mirror.Name)?.Index ?? 0;
            string? error = _errors.GetValueOrDefault(mirror.Name);
            MirrorState state = error is not null ? MirrorState.Failed : index == 0 ? MirrorState.Waiting : MirrorState.Ready;
            statuses[mirror.Name] = new MirrorStatus(
                mirror.Name, kernel.Namespace, state, index, state == MirrorState.Waiting ? $"no TAP device {mirror.Name} yet" : error);
        }
    }

    /// <summary>The kernel's form of routes. Those whose mirror is not there or down wait for it.</summary>
    public IEnumerable<RouteInfo> Resolve(IEnumerable<MirrorRoute> routes)
    {
        foreach (MirrorRoute route in routes)
        {
            LinkInfo? link = route.InterfaceName is null ? null : _links.GetValueOrDefault(route.InterfaceName);
            if (route.InterfaceName is null || link is { IsUp: true })
            {
                yield return new RouteInfo(route.Prefix, route.Gateway, link?.Index ?? 0, route.Type);
            }
        }
    }

    private bool IsPresent(MirrorInterface mirror)
    {
        if (!_links.TryGetValue(mirror.Name, out LinkInfo? link))
        {
            return false;
        }

        if (!link.IsTap)
        {
            _errors[mirror.Name] = $"{mirror.Name} in {kernel.Namespace} is no TAP device but {link.Kind ?? "a hardware interface"}";
            return false;
        }

        return true;
    }

    // One mirror's failure is its own. An interface that went in between is waited for.
    private void Guard(MirrorInterface mirror, Action<LinkInfo> action)
    {
        if (_errors.ContainsKey(mirror.Name) || !_links.TryGetValue(mirror.Name, out LinkInfo? link))
        {
            return;
        }

        try
        {
            action(link);
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.NoDevice)
        {
            _ = _links.Remove(mirror.Name);
        }
        catch (NetlinkException exception)
        {
            _errors[mirror.Name] = $"{mirror.Name}: {exception.Message}";
        }
    }

    private void Changed(MirrorInterface mirror) => _ = _unsettled.Add(mirror.Name);

    private void SetLink(LinkInfo link, MirrorInterface mirror)
    {
        bool newMac = mirror.Mac is not null && link.Mac != mirror.Mac;
        if (link.IsUp && (newMac || !mirror.IsUp))
        {
            // The IPv6 link-local address follows the MAC address only when the interface comes up.
            kernel.SetUp(link.Index, false);
            Changed(mirror);
        }

        if (newMac)
        {
            kernel.SetMac(link.Index, mirror.Mac!.Value);
            Changed(mirror);
        }

        if (link.HasNeighbours != mirror.HasNeighbours)
        {
            kernel.SetNeighbours(link.Index, mirror.HasNeighbours);
            Changed(mirror);
        }

        if (link.Mtu != mirror.Mtu)
        {
            kernel.SetMtu(link.Index, mirror.Mtu);
            Changed(mirror);
        }
    }

    // Before the interface comes up. All mirrors together, since entering a namespace costs a thread.
    private void Settle(List<MirrorInterface> mirrors)
    {
        var settings = new List<Sysctl>();
        foreach (MirrorInterface mirror in mirrors)
        {
            if (_links.TryGetValue(mirror.Name, out LinkInfo? link))
            {
                IReadOnlyList<Sysctl> wanted = MirrorSysctls.For(mirror);
                (NamespaceIdentity, int) key = (kernel.Identity, link.Index);
                if (!settled.TryGetValue(key, out IReadOnlyList<Sysctl>? last) || !last.SequenceEqual(wanted))
                {
                    settings.AddRange(wanted);
                    settled[key] = wanted;
                }
            }
        }

        foreach (NetlinkException error in kernel.SetSysctls(settings))
        {
            MirrorInterface? mirror = mirrors.Find(mirror => error.Message.Contains($"/{mirror.Name}/", StringComparison.Ordinal));
            if (mirror is not null && !(error.Errno == Errno.NotFound && IsWithoutIpv6(mirror) && error.Message.Contains(" ipv6/", StringComparison.Ordinal)))
            {
                _ = settled.Remove((kernel.Identity, _links[mirror.Name].Index));
                _ = _errors.TryAdd(mirror.Name, error.Message);
            }
        }
    }

    // A kernel without IPv6 is as good as one with IPv6 switched off.
    private static bool IsWithoutIpv6(MirrorInterface mirror) =>
        !mirror.Addresses.Any(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6);

    private void SetAddresses(LinkInfo link, MirrorInterface mirror, List<AddressInfo> present)
    {
        foreach (AddressInfo address in present)
        {
            bool wanted = address.Peer is null && mirror.Addresses.Contains(address.InterfaceAddress);
            if (wanted ? IsSpoilt(address) : !address.IsLinkLocal)
            {
                _ = kernel.DeleteAddress(link.Index, address.InterfaceAddress, address.Peer);
                Changed(mirror);
            }
        }

        // The kernel makes a link-local address only when an interface with a carrier comes up.
        bool needsLinkLocal = mirror is { HasIpv6: true, IsUp: true, Mtu: >= MirrorSysctls.LowestIpv6Mtu }
            && (mirror.Mac ?? link.Mac) is not null && !present.Exists(address => address.IsLinkLocal);
        IEnumerable<InterfaceAddress> missing = needsLinkLocal ? mirror.Addresses.Append(LinkLocal((mirror.Mac ?? link.Mac)!.Value)) : mirror.Addresses;
        foreach (InterfaceAddress address in missing)
        {
            AddressInfo? there = present.Find(other => other.Peer is null && other.InterfaceAddress == address);
            if (there is null || IsSpoilt(there))
            {
                kernel.SetAddress(link.Index, address);
                Changed(mirror);
            }
        }

        if (mirror.IsUp && (!link.IsUp || (mirror.Mac is not null && link.Mac != mirror.Mac)))
        {
            kernel.SetUp(link.Index, true);
            Changed(mirror);
        }
    }

    // RFC 4291 appendix A: the modified EUI-64 of the MAC address.
    private static InterfaceAddress LinkLocal(MacAddress mac)
    {
        Span<byte> octets = stackalloc byte[16];
        Span<byte> part = stackalloc byte[MacAddress.Length];
        octets.Clear();
        mac.CopyTo(part);
        (octets[0], octets[1], octets[11], octets[12]) = (0xfe, 0x80, 0xff, 0xfe);
        part[..3].CopyTo(octets[8..]);
        part[3..].CopyTo(octets[13..]);
        octets[8] ^= 0x02;
        return new InterfaceAddress(new IPAddress(octets), 64);
    }

    // The kernel does not correct these in place.
    private static bool IsSpoilt(AddressInfo address) =>
        address.Flags.HasFlag(AddressFlags.DadFailed) || !Equals(address.Broadcast, KernelConfigurator.BroadcastOf(address.InterfaceAddress));
}
