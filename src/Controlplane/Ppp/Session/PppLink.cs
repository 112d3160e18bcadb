using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>What LCP has settled.</summary>
/// <param name="Mtu">Largest packet to send to the peer: the peer's MRU, or less if the way there takes less.</param>
/// <param name="Mru">Largest packet that the peer may send.</param>
/// <param name="PeerAcceptsProtocolCompression">The peer takes protocol fields of one octet.</param>
/// <param name="PeerAcceptsAddressCompression">The peer takes frames without FF 03.</param>
public readonly record struct PppLink(
    ushort Mtu, ushort Mru, bool PeerAcceptsProtocolCompression, bool PeerAcceptsAddressCompression);

/// <summary>IPv4 over a session.</summary>
/// <param name="Local">Own address.</param>
/// <param name="Peer">The peer's address; 0.0.0.0 if it did not tell.</param>
/// <param name="PrimaryDns">First DNS server that the peer gave; 0.0.0.0 if none.</param>
/// <param name="SecondaryDns">Second DNS server that the peer gave; 0.0.0.0 if none.</param>
public readonly record struct PppIpv4(IPAddress Local, IPAddress Peer, IPAddress PrimaryDns, IPAddress SecondaryDns);

/// <summary>IPv6 over a session.</summary>
/// <param name="Local">Own link-local address.</param>
/// <param name="Peer">The peer's link-local address.</param>
/// <param name="LinkPrefix">The /64 that is advertised to the peer.</param>
/// <param name="DelegatedPrefix">What DHCPv6 delegates when the peer asks: see <see cref="IPppOwner.PrefixDelegated"/>.</param>
public readonly record struct PppIpv6(IPAddress Local, IPAddress Peer, IpPrefix? LinkPrefix, IpPrefix? DelegatedPrefix);
