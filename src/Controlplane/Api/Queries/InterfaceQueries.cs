using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Interfaces and ports.</summary>
internal static class InterfaceQueries
{
    /// <summary>All interfaces of the configuration, in its order; <paramref name="channel"/> is null while the dataplane is away.</summary>
    public static IReadOnlyList<InterfaceInfo> Interfaces(RouterSnapshot snapshot, ChannelFile? channel)
    {
        ConfigurationIndex index = new(snapshot.Configuration);
        StateNames names = new(snapshot);
        Dictionary<string, bool> links = snapshot.Ports.ToDictionary(port => port.Name, port => port.LinkUp, StringComparer.Ordinal);
        return [.. snapshot.Configuration.Interfaces.Select(Describe)];

        InterfaceInfo Describe(InterfaceConfiguration entry)
        {
            ulong key = StableKey.OfInterface(entry.Name);
            DesiredInterface? desired = snapshot.Desired.Interfaces.GetValueOrDefault(key);
            uint? id = snapshot.Ids.Interfaces.TryGetValue(key, out uint found) ? found : null;
            string? other = names.ConnectedTo(entry.Name);
            bool circuit = other is not null || desired?.Flags.HasFlag(InterfaceFlags.AttachmentCircuit) == true;
            return new InterfaceInfo
            {
                Id = id,
                Name = entry.Name,
                Kind = circuit ? "attachment-circuit" : "l3",
                Port = entry.Port,
                Vlan = entry.Vlan,
                InnerVlan = entry.InnerVlan,
                OuterTpid = entry.Vlan is null ? null : $"0x{entry.OuterTpid:x4}",
                Vrf = entry.Vrf,
                Addresses = [.. entry.Addresses.Select(address => address.ToString())],
                Mac = desired?.Mac.ToString(),
                Mtu = index.MtuOf(entry),
                Enabled = entry.Enabled,
                LinkUp = links.TryGetValue(entry.Port, out bool up) ? up : null,
                Mpls = entry.Mpls,
                Ipv4 = entry.IsIpv4Enabled,
                Ipv6 = entry.IsIpv6Enabled,
                ConnectedTo = other,
                Counters = channel is null || id is null ? null : Counts(channel, id.Value),
            };
        }
    }

    /// <summary>All ports of the dataplane.</summary>
    public static IReadOnlyList<PortInfo> Ports(ChannelFile channel)
    {
        List<PortInfo> ports = [];
        foreach (ref readonly PortState port in channel.Elements<PortState>(RegionKind.Ports))
        {
            if (port.Name.ToString() is { Length: > 0 } name)
            {
                ports.Add(Describe(name, port));
            }
        }

        return ports;
    }

    private static InterfaceCounts Counts(ChannelFile channel, uint id)
    {
        PacketCounter received = WorkerSums.Packets(channel, RegionKind.InterfaceReceived, id);
        PacketCounter sent = WorkerSums.Packets(channel, RegionKind.InterfaceSent, id);
        InterfaceExceptions exceptions = WorkerSums.Exceptions(channel, id);
        return new InterfaceCounts
        {
            RxPackets = received.Packets,
            RxBytes = received.Bytes,
            TxPackets = sent.Packets,
            TxBytes = sent.Bytes,
            RxDrops = exceptions.RxDrops,
            TxDrops = exceptions.TxDrops,
            Punts = exceptions.Punts,
            Injects = exceptions.Injects,
        };
    }

    private static PortInfo Describe(string name, in PortState port)
    {
        ReadOnlySpan<byte> mac = port.Mac;
        ulong address = 0;
        foreach (byte octet in mac)
        {
            address = (address << 8) | octet;
        }

        return new PortInfo
        {
            Name = name,
            Driver = port.Driver.ToString(),
            Present = port.Present != 0,
            LinkUp = port.LinkUp != 0,
            Promiscuous = port.Promiscuous != 0,
            Mac = new MacAddress(address).ToString(),
            Mtu = port.Mtu,
            SpeedMbps = port.SpeedMbps,
            Queues = port.Queues,
            RxPackets = port.RxPackets,
            RxBytes = port.RxBytes,
            TxPackets = port.TxPackets,
            TxBytes = port.TxBytes,
            RxMissed = port.RxMissed,
            RxErrors = port.RxErrors,
            TxErrors = port.TxErrors,
            RxNoBuffer = port.RxNoBuffer,
        };
    }
}
