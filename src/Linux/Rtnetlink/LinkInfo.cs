using Router.Configuration;

namespace Router.Linux;

/// <summary>A network interface of the kernel.</summary>
/// <param name="Index">Its number, unique in its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mac">Its address; null if the link layer's addresses are of another kind.</param>
/// <param name="Mtu">Bytes after the link-layer header.</param>
/// <param name="IsUp">Administratively up.</param>
/// <param name="IsRunning">Operational: up and with a carrier.</param>
/// <param name="Kind">The kernel's word for virtual interfaces: "tun" (TAP too), "veth" …; null for others.</param>
/// <param name="IsEthernet">True for Ethernet framing; tells a TAP from a TUN.</param>
/// <param name="MasterIndex">The bridge, bond or VRF device that it belongs to; 0 is none.</param>
/// <param name="HasNeighbours">Link-layer addresses are asked for (ARP, ND).</param>
public sealed record LinkInfo(
    int Index, string Name, MacAddress? Mac, int Mtu, bool IsUp, bool IsRunning, string? Kind, bool IsEthernet, int MasterIndex,
    bool HasNeighbours = true)
{
    /// <summary>True for a TAP device.</summary>
    public bool IsTap => Kind == "tun" && IsEthernet;
}
