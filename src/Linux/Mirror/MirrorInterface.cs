using Router.Configuration;

namespace Router.Linux;

/// <summary>What the Linux side of an interface is to be.</summary>
/// <param name="Name">The TAP's name; the dataplane creates it in the router's own namespace.</param>
/// <param name="Namespace">Where it belongs.</param>
/// <param name="Mac">Its MAC address; null leaves what it has.</param>
/// <param name="Mtu">Bytes after the Ethernet header.</param>
/// <param name="IsUp">Administratively up.</param>
/// <param name="Addresses">All its addresses; others are removed, except IPv6 link-local ones.</param>
/// <param name="HasIpv6">Whether it takes part in IPv6 at all.</param>
/// <param name="HasNeighbours">False for one whose link has nobody: Linux sends without asking for link-layer addresses.</param>
public sealed record MirrorInterface(
    string Name, NetworkNamespace Namespace, MacAddress? Mac, int Mtu, bool IsUp, IReadOnlyList<InterfaceAddress> Addresses, bool HasIpv6 = true,
    bool HasNeighbours = true);
