using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Router.Configuration;

namespace Router.Linux;

/// <content>Addresses and neighbours.</content>
public sealed partial class KernelConfigurator
{
    /// <summary>
    /// Adds an address, or corrects its attributes: an IPv4 address gets the broadcast address of its subnet (none for
    /// /31 and /32), an IPv6 address is usable at once, without duplicate address detection.
    /// </summary>
    /// <param name="index">The interface.</param>
    /// <param name="address">The address and its prefix length.</param>
    public void SetAddress(int index, InterfaceAddress address)
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = AddressMessage(buffer, RtnetlinkType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Replace, index, address, null);
        if (BroadcastOf(address) is { } broadcast)
        {
            writer.Attribute(Rtnetlink.IfaBroadcast, broadcast);
        }

        if (address.Address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            writer.Attribute(Rtnetlink.IfaFlags, (uint)AddressFlags.NoDad);
        }

        Execute(writer, $"add address {address} to interface {index}");
    }

    /// <summary>Deletes an address. The kernel deletes the other IPv4 addresses of a primary address's subnet with it.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="address">The address and its prefix length.</param>
    /// <param name="peer">The other end's address of a point-to-point address.</param>
    /// <returns>False if there was none.</returns>
    public bool DeleteAddress(int index, InterfaceAddress address, IPAddress? peer = null)
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = AddressMessage(buffer, RtnetlinkType.DeleteAddress, NetlinkFlags.None, index, address, peer);
        return Execute(writer, $"delete address {address} from interface {index}", Errno.AddressNotAvailable);
    }

    /// <summary>The broadcast address that <see cref="SetAddress"/> gives to an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Null for IPv6 and where the subnet has none (RFC 3021).</returns>
    public static IPAddress? BroadcastOf(InterfaceAddress address)
    {
        if (address.Address.AddressFamily != AddressFamily.InterNetwork || address.PrefixLength > 30)
        {
            return null;
        }

        Span<byte> octets = stackalloc byte[4];
        _ = address.Address.TryWriteBytes(octets, out _);
        for (int i = 0; i < octets.Length; i++)
        {
            int bits = Math.Clamp(address.PrefixLength - (8 * i), 0, 8);
            octets[i] |= (byte)(0xff >> bits);
        }

        return new IPAddress(octets);
    }

    /// <summary>
    /// Asks the kernel to find a neighbour's link-layer address by ARP or ND, as if there was a packet for it. The
    /// answer comes as a change of the neighbour's state.
    /// </summary>
    /// <param name="index">The interface.</param>
    /// <param name="address">The neighbour.</param>
    public void ProbeNeighbour(int index, IPAddress address)
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = NeighbourMessage(buffer, RtnetlinkType.NewNeighbour, NetlinkFlags.Create, index, address, NeighbourState.None, Rtnetlink.NtfUse);
        Execute(writer, $"probe neighbour {address} on interface {index}");
    }

    /// <summary>Sets a neighbour's link-layer address, in place of what was learnt.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="address">The neighbour.</param>
    /// <param name="mac">Its link-layer address.</param>
    /// <param name="permanent">True for an entry that stays; false for one that counts as reachable for now.</param>
    public void SetNeighbour(int index, IPAddress address, MacAddress mac, bool permanent = true)
    {
        Span<byte> buffer = stackalloc byte[128];
        NeighbourState state = permanent ? NeighbourState.Permanent : NeighbourState.Reachable;
        var writer = NeighbourMessage(buffer, RtnetlinkType.NewNeighbour, NetlinkFlags.Create | NetlinkFlags.Replace, index, address, state, 0);
        writer.Attribute(Rtnetlink.NdaLinkLayerAddress, mac);
        Execute(writer, $"set neighbour {address} on interface {index}");
    }

    /// <summary>Deletes a neighbour.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="address">The neighbour.</param>
    /// <returns>False if there was none.</returns>
    public bool DeleteNeighbour(int index, IPAddress address)
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = NeighbourMessage(buffer, RtnetlinkType.DeleteNeighbour, NetlinkFlags.None, index, address, NeighbourState.None, 0);
        return Execute(writer, $"delete neighbour {address} on interface {index}", Errno.NotFound);
    }

    private static NetlinkWriter AddressMessage(
        Span<byte> buffer, RtnetlinkType type, NetlinkFlags flags, int index, InterfaceAddress address, IPAddress? peer)
    {
        var writer = new NetlinkWriter(buffer, type, flags);
        Span<byte> header = writer.Append(Rtnetlink.AddressHeaderLength);
        header[0] = Rtnetlink.Family(address.Address);
        header[1] = address.PrefixLength;
        MemoryMarshal.Write(header[4..], index);
        writer.Attribute(Rtnetlink.IfaLocal, address.Address);
        writer.Attribute(Rtnetlink.IfaAddress, peer ?? address.Address);
        return writer;
    }

    private static NetlinkWriter NeighbourMessage(
        Span<byte> buffer, RtnetlinkType type, NetlinkFlags flags, int index, IPAddress address, NeighbourState state, byte neighbourFlags)
    {
        ArgumentNullException.ThrowIfNull(address);
        var writer = new NetlinkWriter(buffer, type, flags);
        Span<byte> header = writer.Append(Rtnetlink.NeighbourHeaderLength);
        header[0] = Rtnetlink.Family(address);
        MemoryMarshal.Write(header[4..], index);
        MemoryMarshal.Write(header[8..], (ushort)state);
        header[10] = neighbourFlags;
        writer.Attribute(Rtnetlink.NdaDestination, address);
        return writer;
    }
}
