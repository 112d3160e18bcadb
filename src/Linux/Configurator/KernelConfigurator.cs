using System.Runtime.InteropServices;
using Router.Configuration;

namespace Router.Linux;

/// <summary>
/// Changes one network namespace by rtnetlink. Every operation is idempotent: what is already so is success. Failures
/// throw <see cref="NetlinkException"/>. Interfaces are named by their number, which survives renaming.
/// </summary>
/// <remarks>An open configurator keeps its namespace alive, also when its name is deleted.</remarks>
public sealed partial class KernelConfigurator : IDisposable
{
    private readonly NamespaceHandle _handle;
    private readonly NetlinkSocket _socket;

    /// <summary>Opens a namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <exception cref="NetlinkException">It does not exist or may not be entered.</exception>
    public KernelConfigurator(NetworkNamespace @namespace)
    {
        ArgumentNullException.ThrowIfNull(@namespace);
        _handle = @namespace.Open();
        try
        {
            _socket = NetlinkSocket.Open(_handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>The namespace.</summary>
    public NetworkNamespace Namespace => _handle.Namespace;

    /// <summary>Which namespace it is; its name may stand for another one by now.</summary>
    public NamespaceIdentity Identity => _handle.Identity;

    /// <summary>All interfaces.</summary>
    public IReadOnlyList<LinkInfo> Links() => RtnetlinkRequests.Links(_socket).Records;

    /// <summary>The interface of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null if there is none.</returns>
    public LinkInfo? FindLink(string name) => RtnetlinkRequests.Link(_socket, 0, InterfaceName.Check(name));

    /// <summary>The interface of a number.</summary>
    /// <param name="index">Its number.</param>
    /// <returns>Null if there is none.</returns>
    public LinkInfo? FindLink(int index) => RtnetlinkRequests.Link(_socket, index, null);

    /// <summary>Addresses.</summary>
    /// <param name="index">Of this interface; 0 is all.</param>
    public IReadOnlyList<AddressInfo> Addresses(int index = 0) => RtnetlinkRequests.Addresses(_socket, index).Records;

    /// <summary>The ARP and ND tables.</summary>
    public IReadOnlyList<NeighbourInfo> Neighbours() => RtnetlinkRequests.Neighbours(_socket).Records;

    /// <summary>Routes of the main table.</summary>
    /// <param name="protocol">Made by this protocol; 0 is all.</param>
    public IReadOnlyList<RouteInfo> Routes(byte protocol = 0) => RtnetlinkRequests.Routes(_socket, protocol).Records;

    /// <summary>Sets the administrative state.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="up">Up or down.</param>
    public void SetUp(int index, bool up)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = SetLink(buffer, index, up ? Rtnetlink.IffUp : 0, Rtnetlink.IffUp);
        Execute(writer, $"set interface {index} {(up ? "up" : "down")}");
    }

    /// <summary>Sets whether link-layer addresses are asked for (ARP, ND).</summary>
    /// <param name="index">The interface.</param>
    /// <param name="has">False to send without asking.</param>
    public void SetNeighbours(int index, bool has)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = SetLink(buffer, index, has ? 0 : Rtnetlink.IffNoArp, Rtnetlink.IffNoArp);
        Execute(writer, $"set interface {index} {(has ? "arp on" : "arp off")}");
    }

    /// <summary>Sets the MTU.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="mtu">Bytes after the link-layer header.</param>
    public void SetMtu(int index, int mtu)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = SetLink(buffer, index);
        writer.Attribute(Rtnetlink.IflaMtu, (uint)mtu);
        Execute(writer, $"set the MTU of interface {index} to {mtu}");
    }

    /// <summary>
    /// Sets the MAC address. An interface that refuses while it is up is taken down for it and up again, which loses
    /// its routes and neighbours.
    /// </summary>
    /// <param name="index">The interface.</param>
    /// <param name="mac">A unicast address.</param>
    public void SetMac(int index, MacAddress mac)
    {
        NetlinkAck ack = TrySetMac(index, mac);
        if (ack.Errno == Errno.Busy)
        {
            SetUp(index, false);
            try
            {
                ack = TrySetMac(index, mac);
            }
            finally
            {
                SetUp(index, true);
            }
        }

        ack.ThrowIfFailed($"set the MAC address of interface {index} to {mac}");
    }

    /// <summary>Moves an interface to another namespace, where it is down and without addresses, perhaps under another number.</summary>
    /// <param name="index">The interface.</param>
    /// <param name="target">Where to.</param>
    public void MoveToNamespace(int index, NetworkNamespace target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using NamespaceHandle handle = target.Open();
        if (handle.Identity == Identity)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[64];
        var writer = SetLink(buffer, index);
        writer.Attribute(Rtnetlink.IflaNetNsFd, (uint)handle.Descriptor.DangerousGetHandle());
        Execute(writer, $"move interface {index} to {target}");
    }

    /// <summary>Deletes a virtual interface.</summary>
    /// <param name="index">The interface.</param>
    /// <returns>False if there was none.</returns>
    public bool DeleteLink(int index)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new NetlinkWriter(buffer, RtnetlinkType.DeleteLink, NetlinkFlags.None);
        MemoryMarshal.Write(writer.Append(Rtnetlink.LinkHeaderLength)[4..], index);
        return Execute(writer, $"delete interface {index}", Errno.NoDevice);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _handle.Dispose();
    }

    private static NetlinkWriter SetLink(Span<byte> buffer, int index, uint flags = 0, uint change = 0)
    {
        var writer = new NetlinkWriter(buffer, RtnetlinkType.SetLink, NetlinkFlags.None);
        Span<byte> header = writer.Append(Rtnetlink.LinkHeaderLength);
        MemoryMarshal.Write(header[4..], index);
        MemoryMarshal.Write(header[8..], flags);
        MemoryMarshal.Write(header[12..], change);
        return writer;
    }

    private NetlinkAck TrySetMac(int index, MacAddress mac)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = SetLink(buffer, index);
        writer.Attribute(Rtnetlink.IflaAddress, mac);
        return _socket.Request(writer.Finish());
    }

    // False if the kernel answered with the error that means "already so".
    private bool Execute(in NetlinkWriter writer, string what, int harmless = 0)
    {
        NetlinkAck ack = _socket.Request(writer.Finish());
        if (harmless != 0 && ack.Errno == harmless)
        {
            return false;
        }

        ack.ThrowIfFailed(what);
        return true;
    }
}
