using System.Net;
using System.Net.Sockets;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Port and VRF exist, tags are unique on the port, the MTU fits port and IPv6.</summary>
internal static class InterfaceValidator
{
    /// <summary>Smallest MTU of a link with IPv6 (RFC 8200 5).</summary>
    private const int MinimumIpv6Mtu = 1280;

    public static void Validate(ValidationContext context)
    {
        var tags = new Dictionary<(string Port, ushort Outer, ushort Inner), string>();
        foreach (InterfaceConfiguration entry in context.Configuration.Interfaces)
        {
            KeyPath path = ListPaths.Interfaces.Entry(entry.Name);
            _ = VrfReference.Check(context, entry.Vrf, () => path.Key("vrf"));
            CheckTags(context, entry, path, tags);
            if (entry.IsLoopback)
            {
                CheckHosts(context, entry, path);
            }
            else if (context.Index.Port(entry.Port) is { } port)
            {
                CheckMtu(context, entry, path, port);
            }
            else
            {
                context.ReportUnknown(path, "port", entry.Port, context.Configuration.Ports.Select(item => item.Name));
            }
        }
    }

    private static void CheckHosts(ValidationContext context, InterfaceConfiguration entry, KeyPath path)
    {
        foreach (InterfaceAddress address in entry.Addresses)
        {
            if (!address.Subnet.IsHost)
            {
                int host = address.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
                context.Report(path.Key("addresses"), $"{address} has a subnet, and no neighbours are on a loopback interface; write {address.Address}/{host}");
            }
        }
    }

    // The dataplane tells frames apart by their VLAN ids, so the same ids under another TPID are no other interface.
    private static void CheckTags(
        ValidationContext context, InterfaceConfiguration entry, KeyPath path, Dictionary<(string Port, ushort Outer, ushort Inner), string> tags)
    {
        if (entry.Vlan is not ushort outer || tags.TryAdd((entry.Port, outer, entry.InnerVlan ?? 0), entry.Name))
        {
            return;
        }

        string first = tags[(entry.Port, outer, entry.InnerVlan ?? 0)];
        string shown = entry.InnerVlan is ushort inner ? $"VLAN {outer} with inner VLAN {inner}" : $"VLAN {outer}";
        context.Report(
            path.Key("vlan"),
            $"{shown} of port {entry.Port} is already {context.Where(ListPaths.Interfaces.Entry(first))}; each sub-interface of a port needs tags of its own");
    }

    private static void CheckMtu(ValidationContext context, InterfaceConfiguration entry, KeyPath path, PortConfiguration port)
    {
        if (entry.Mtu > port.Mtu)
        {
            context.Report(path.Key("mtu"), $"{entry.Mtu} is larger than the MTU of port {port.Name}, {port.Mtu}; write {port.Mtu} or less, or a larger mtu for the port");
        }

        int mtu = context.Index.MtuOf(entry);
        if (mtu >= MinimumIpv6Mtu)
        {
            return;
        }

        IPAddress? address = entry.Addresses.Select(item => item.Address).FirstOrDefault(item => item.AddressFamily == AddressFamily.InterNetworkV6);
        if (address is not null || entry.IsIpv6Enabled)
        {
            string user = address is null ? "ipv6: true" : $"the IPv6 address {address}";
            string where = entry.Mtu is null ? $" (from port {port.Name})" : "";
            context.Report(path.Key("mtu"), $"{mtu}{where} is too small for {user}; IPv6 needs {MinimumIpv6Mtu} or more (RFC 8200 5)");
        }
    }
}
