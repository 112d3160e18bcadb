namespace Router.Configuration;

/// <summary>An entry of <c>ports</c>: a DPDK device.</summary>
public sealed record PortConfiguration
{
    /// <summary>L3 MTU in octets of a port that does not say.</summary>
    public const int DefaultMtu = 1500;

    /// <summary>Name of the port and of its untagged interface, at most 15 characters (IFNAMSIZ).</summary>
    public required string Name { get; init; }

    /// <summary>PCI address or vdev string.</summary>
    public required string Device { get; init; }

    /// <summary>Pairs of rx and tx queues; null if not given. See <see cref="QueuesFor"/>.</summary>
    public int? Queues { get; init; }

    /// <summary>L3 MTU in octets.</summary>
    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>MAC address; null is the device's own, see <see cref="ReplayMac"/> for replay.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Promiscuity; null is the default. See <see cref="ConfigurationIndex.IsPromiscuous"/>.</summary>
    public bool? Promiscuous { get; init; }

    /// <summary>True if the device is a PCI address, for example <c>0000:03:00.0</c>, and not a vdev.</summary>
    public bool IsPci => PciAddress.IsMatch(Device);

    /// <summary>Queue pairs: as configured, else one for each worker on PCI devices and one on vdevs.</summary>
    /// <param name="workers">Number of workers.</param>
    public int QueuesFor(int workers) => Queues ?? (IsPci ? workers : 1);

    /// <summary>MAC address of a port without <see cref="Mac"/> in replay: 02:52:00:00:00:NN.</summary>
    /// <param name="index">Index of the port in the configuration, from 0; NN counts from 1.</param>
    public static MacAddress ReplayMac(int index) => new(0x0252_0000_0000UL + (uint)(index + 1));
}
