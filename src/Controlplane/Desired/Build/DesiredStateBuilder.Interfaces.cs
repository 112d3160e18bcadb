using System.Net;
using System.Net.Sockets;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <content>Interfaces and what follows from their addresses.</content>
public sealed partial class DesiredStateBuilder
{
    /// <summary>The link-local address that IPv6 makes of a MAC address (RFC 4291, appendix A).</summary>
    /// <param name="mac">The MAC address.</param>
    public static IPAddress LinkLocalOf(MacAddress mac)
    {
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        octets[0] = 0xfe;
        octets[1] = 0x80;
        Span<byte> station = stackalloc byte[MacAddress.Length];
        mac.CopyTo(station);
        station[..3].CopyTo(octets[8..]);
        octets[8] ^= 2;
        octets[11] = 0xff;
        octets[12] = 0xfe;
        station[3..].CopyTo(octets[13..]);
        return new IPAddress(octets);
    }

    private void BuildInterfaces()
    {
        Dictionary<string, PortFacts> ports = _inputs.Ports.ToDictionary(port => port.Name, StringComparer.Ordinal);
        HashSet<string> circuits = new(StringComparer.Ordinal);
        foreach (CrossConnectConfiguration pair in _configuration.CrossConnects)
        {
            _ = circuits.Add(pair.First);
            _ = circuits.Add(pair.Second);
        }

        for (int i = 0; i < _configuration.Interfaces.Count; i++)
        {
            InterfaceConfiguration entry = _configuration.Interfaces[i];
            PortFacts? port = entry.IsLoopback ? LoopbackPort(entry) : ports.GetValueOrDefault(entry.Port);
            if (port is null)
            {
                Pending($"interfaces.{entry.Name}", $"the dataplane has no port {entry.Port}; new ports take a restart of the dataplane");
                continue;
            }

            bool circuit = circuits.Contains(entry.Name);
            DesiredInterface made = Make(entry, port, circuit);
            _interfaces.Add(entry.Name, made);
            if (entry.Enabled && !circuit)
            {
                _links.Add(entry.Name, made);
            }
        }
    }

    /// <summary>What stands in for the port of a loopback interface; its MAC address, for the mirror alone, is made of the name.</summary>
    private static PortFacts LoopbackPort(InterfaceConfiguration entry)
    {
        const ulong LocallyAdministered = 0x0200_0000_0000;
        return new PortFacts(
            InterfaceRecord.NoPort, entry.Name, new MacAddress(LocallyAdministered | (uint)StableKey.OfInterface(entry.Name)), true);
    }

    private DesiredInterface Make(InterfaceConfiguration entry, PortFacts port, bool circuit)
    {
        InterfaceFlags flags = (entry.Enabled ? InterfaceFlags.Enabled : 0) | (circuit ? InterfaceFlags.AttachmentCircuit : InterfaceFlags.Mirror);
        if (!circuit)
        {
            flags |= (entry.IsIpv4Enabled ? InterfaceFlags.Ipv4 : 0)
                | (entry.IsIpv6Enabled ? InterfaceFlags.Ipv6 : 0)
                | (entry.Mpls ? InterfaceFlags.Mpls : 0);
        }

        return new DesiredInterface
        {
            Key = StableKey.OfInterface(entry.Name),
            Name = entry.Name,
            Vrf = StableKey.OfVrf(entry.Vrf),
            Port = port.Index,
            OuterVlan = entry.Vlan ?? 0,
            InnerVlan = entry.InnerVlan ?? 0,
            OuterTpid = entry.OuterTpid,
            Mtu = (ushort)_index.MtuOf(entry),
            Flags = flags,

            // The device's own word counts: a new MAC address in the configuration waits for the dataplane's restart.
            Mac = port.Mac.IsUnicast ? port.Mac : _index.Port(entry.Port)?.Mac ?? port.Mac,
            Ipv4Source = circuit ? null : SourceOf(entry, AddressFamily.InterNetwork),
            Ipv6Source = circuit ? null : SourceOf(entry, AddressFamily.InterNetworkV6),
        };
    }

    /// <summary>
    /// Source of ICMP errors: the interface's primary address, or for an interface without one the first of its VRF
    /// (RFC 1812 4.3.2.4).
    /// </summary>
    private IPAddress? SourceOf(InterfaceConfiguration entry, AddressFamily family)
    {
        return PrimaryOf(entry, family)
            ?? _configuration.Interfaces
                .Where(other => other.Enabled && other.Vrf == entry.Vrf)
                .Select(other => PrimaryOf(other, family))
                .FirstOrDefault(address => address is not null);
    }

    private static IPAddress? PrimaryOf(InterfaceConfiguration entry, AddressFamily family)
    {
        foreach (InterfaceAddress address in entry.Addresses)
        {
            if (address.Address.AddressFamily == family && !address.Address.IsIPv6LinkLocal)
            {
                return address.Address;
            }
        }

        return null;
    }

    private void BuildConnectedRoutes()
    {
        foreach (InterfaceConfiguration entry in _configuration.Interfaces)
        {
            if (!_links.TryGetValue(entry.Name, out DesiredInterface? link) || !_tables.TryGetValue(entry.Vrf, out RouteTable? table))
            {
                continue;
            }

            foreach (InterfaceAddress address in entry.Addresses)
            {
                AddAddress(table, link, address);
            }

            if ((link.Flags & InterfaceFlags.Ipv6) != 0)
            {
                AddLocal(table, link, LinkLocalOf(link.Mac));
                foreach (IPAddress reported in _inputs.LinkLocals.GetValueOrDefault(entry.Name) ?? [])
                {
                    AddLocal(table, link, reported);
                }
            }
        }
    }

    private static void AddAddress(RouteTable table, DesiredInterface link, InterfaceAddress address)
    {
        AddLocal(table, link, address.Address);
        IpPrefix subnet = address.Subnet;
        if (subnet.IsHost || address.Address.IsIPv6LinkLocal)
        {
            return;
        }

        table.Add(new RouteCandidate(RouteKey.Of(link.Vrf, subnet), RouteSource.Connected) { Interface = link });
        if (subnet.AddressFamily == AddressFamily.InterNetwork && subnet.Length < 31)
        {
            // RFC 1812 5.3.5: neither the network address nor, by default, a directed broadcast is forwarded.
            UInt128 first = RouteKey.BitsOf(subnet.Network);
            UInt128 last = first | (~RouteKey.Mask(subnet.Length) & RouteKey.Mask(32));
            table.Add(new RouteCandidate(new RouteKey(link.Vrf, 4, 32, first), RouteSource.Connected) { Fixed = TargetKind.Blackhole });
            table.Add(new RouteCandidate(new RouteKey(link.Vrf, 4, 32, last), RouteSource.Connected) { Fixed = TargetKind.Blackhole });
        }
    }

    private static void AddLocal(RouteTable table, DesiredInterface link, IPAddress address) =>
        table.Add(new RouteCandidate(RouteKey.OfHost(link.Vrf, address), RouteSource.Local) { Fixed = TargetKind.Local });
}
