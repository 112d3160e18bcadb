using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Configuration;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Ports;

/// <summary>Finds, configures and starts the ports of the configuration, and gives the workers their queues.</summary>
internal static unsafe class PortSetup
{
    private const ushort Descriptors = 1024;
    private const int NotSupported = -95;
    private const ulong RssFields = RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP;

    /// <summary>Opens all ports.</summary>
    /// <exception cref="InvalidOperationException">A device is missing or refuses its settings; the message names port and key.</exception>
    public static List<Port> Open(RouterConfiguration configuration, ChannelFile channel, rte_mempool* pool, Worker** workers, int workerCount)
    {
        List<Port> ports = [];
        HashSet<string> circuits = [.. configuration.CrossConnects.SelectMany(connect => new[] { connect.First, connect.Second }).Select(end => end.Split('.')[0])];
        foreach (PortConfiguration settings in configuration.Ports)
        {
            ports.Add(OpenOne(settings, ports.Count, channel, pool, workerCount, settings.Promiscuous ?? circuits.Contains(settings.Name)));
        }

        foreach (Port port in ports)
        {
            Connect(port, workers, workerCount);
        }

        return ports;
    }

    /// <summary>Stops and closes the ports.</summary>
    public static void Close(List<Port> ports)
    {
        foreach (Port port in ports)
        {
            _ = rte_eth_dev_stop(port.Id);
            _ = rte_eth_dev_close(port.Id);
        }
    }

    private static Port OpenOne(PortConfiguration settings, int index, ChannelFile channel, rte_mempool* pool, int workerCount, bool promiscuous)
    {
        ushort id = Find(settings);
        rte_eth_dev_info info;
        Check(settings, "device", rte_eth_dev_info_get(id, &info));
        int queues = settings.QueuesFor(workerCount);
        if (queues > info.max_rx_queues)
        {
            throw new InvalidOperationException($"Port {settings.Name}: queues: the device has {info.max_rx_queues} receive queues, not {queues}.");
        }

        if (workerCount > info.max_tx_queues)
        {
            throw new InvalidOperationException(
                $"Port {settings.Name}: the device has {info.max_tx_queues} transmit queues, fewer than the {workerCount} workers; every worker needs one.");
        }

        rte_eth_conf conf = default;
        bool setsMtu = info.max_mtu >= settings.Mtu && info.max_mtu != ushort.MaxValue;
        conf.rxmode.mtu = setsMtu ? (uint)settings.Mtu : 0;
        if (queues > 1)
        {
            conf.rxmode.mq_mode = rte_eth_rx_mq_mode.RTE_ETH_MQ_RX_RSS;
            conf.rx_adv_conf.rss_conf.rss_hf = RssFields & info.flow_type_rss_offloads;
        }

        Check(settings, "queues", rte_eth_dev_configure(id, (ushort)queues, (ushort)workerCount, &conf));
        ushort receive = Descriptors;
        ushort send = Descriptors;
        Check(settings, "device", rte_eth_dev_adjust_nb_rx_tx_desc(id, &receive, &send));
        for (ushort queue = 0; queue < queues; queue++)
        {
            Check(settings, "queues", rte_eth_rx_queue_setup(id, queue, receive, unchecked((uint)-1), null, pool));
        }

        for (ushort queue = 0; queue < workerCount; queue++)
        {
            Check(settings, "queues", rte_eth_tx_queue_setup(id, queue, send, unchecked((uint)-1), null));
        }

        SetMtu(settings, id, &info);
        if (settings.Mac is MacAddress mac)
        {
            rte_ether_addr address = default;
            mac.CopyTo(new Span<byte>(&address, 6));
            Tolerate(settings, "mac", rte_eth_dev_default_mac_addr_set(id, &address));
        }

        Check(settings, "device", rte_eth_dev_start(id));
        if (promiscuous)
        {
            Tolerate(settings, "promiscuous", rte_eth_promiscuous_enable(id));
        }

        if (VdevArguments.Argument(settings.Device, "iface") is string kernelInterface && settings.Device.StartsWith("net_af_packet", StringComparison.Ordinal))
        {
            KernelInterface.Silence(kernelInterface);
        }

        Publish(settings, index, id, &info, queues, promiscuous, channel);
        return new Port(index, id, settings.Name, queues);
    }

    /// <summary>A NIC must take the MTU; many virtual devices have none and leave it to what is under them.</summary>
    private static void SetMtu(PortConfiguration settings, ushort id, rte_eth_dev_info* info)
    {
        if (settings.IsPci)
        {
            Check(settings, "mtu", rte_eth_dev_set_mtu(id, (ushort)settings.Mtu));
        }
        else if (settings.Mtu + Headers.Ethernet.HeaderLength + Headers.Ethernet.TagLength <= info->max_rx_pktlen)
        {
            Tolerate(settings, "mtu", rte_eth_dev_set_mtu(id, (ushort)settings.Mtu));
        }
    }

    private static ushort Find(PortConfiguration settings)
    {
        nint name = Marshal.StringToCoTaskMemUTF8(VdevArguments.DeviceName(settings.Device));
        try
        {
            ushort id;
            return rte_eth_dev_get_port_by_name((sbyte*)name, &id) == 0
                ? id
                : throw new InvalidOperationException(
                    $"Port {settings.Name}: device '{settings.Device}' is not there: a PCI device must be bound to vfio-pci, a vdev's interface must exist.");
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    private static void Publish(PortConfiguration settings, int index, ushort id, rte_eth_dev_info* info, int queues, bool promiscuous, ChannelFile channel)
    {
        PortState state = new()
        {
            Name = Name16.From(settings.Name),
            Present = 1,
            Promiscuous = (byte)(promiscuous ? 1 : 0),
            Mtu = (ushort)settings.Mtu,
            Queues = (ushort)queues,
        };
        if (settings.Mac is MacAddress configured)
        {
            Mac6 mac6 = default;
            configured.CopyTo(mac6);
            state.Mac = mac6;
        }
        else
        {
            rte_ether_addr mac;
            Check(settings, "mac", rte_eth_macaddr_get(id, &mac));
            state.Mac = Mac6.From(new ReadOnlySpan<byte>(&mac, 6));
        }

        string driver = Marshal.PtrToStringUTF8((nint)info->driver_name) ?? "";
        state.Driver = Name16.From(driver.Length > 15 ? driver[..15] : driver);
        channel.Elements<PortState>(RegionKind.Ports)[index] = state;
    }

    /// <summary>Receive queue q belongs to worker q modulo workers; every worker has a transmit queue of its own.</summary>
    private static void Connect(Port port, Worker** workers, int workerCount)
    {
        rte_eth_fp_ops* functions = Shim.rs_eth_fp_ops(port.Id);
        for (int i = 0; i < workerCount; i++)
        {
            PortQueue* queue = workers[i]->Ports + port.Index;
            queue->Port = (ushort)port.Index;
            queue->Send = functions->tx_pkt_burst;
            queue->SendQueue = functions->txq.data[i];
            if (i < port.Queues)
            {
                queue->Receive = functions->rx_pkt_burst;
                queue->ReceiveQueue = functions->rxq.data[i];
            }
        }
    }

    private static void Check(PortConfiguration settings, string key, int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"Port {settings.Name}: {key}: {Linux.Describe(result)}.");
        }
    }

    private static void Tolerate(PortConfiguration settings, string key, int result)
    {
        if (result is not (0 or NotSupported))
        {
            Log.Warning($"port {settings.Name}: {key}: {Linux.Describe(result)}");
        }
    }
}
