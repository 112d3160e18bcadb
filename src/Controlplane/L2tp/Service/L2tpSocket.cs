using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Linux;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// A UDP or raw socket on one of the router's addresses, inside its VRF's network namespace, with a thread that receives.
/// The dataplane punts control messages, and PPP frames that are not IP, to the interface's mirror; the kernel brings them here.
/// </summary>
internal sealed class L2tpSocket : IDisposable
{
    private const int L2tpProtocol = 115;
    private const int LargestDatagram = 65536;
    private const int ReceiveBuffer = 8 << 20;
    private const int SolSocket = 1;
    private const int SoReceiveBufferForce = 33;
    private const int IpProtocolIp = 0;
    private const int IpFreeBind = 15;
    private const int IpProtocolIpv6 = 41;
    private const int Ipv6FreeBind = 78;

    private readonly L2tpSocketKey _key;
    private readonly Socket _socket;
    private readonly Func<L2tpDatagram, bool> _received;

    private L2tpSocket(L2tpSocketKey key, Socket socket, Func<L2tpDatagram, bool> received)
    {
        _key = key;
        _socket = socket;
        _received = received;
        new Thread(Receive) { IsBackground = true, Name = $"l2tp {key.Local}" }.Start();
    }

    /// <summary>Opens a socket. The address may come later, with the interface's mirror.</summary>
    /// <param name="key">What to bind to.</param>
    /// <param name="place">The VRF's namespace.</param>
    /// <param name="received">Takes datagrams, on the socket's thread; false if it could not.</param>
    /// <exception cref="SocketException">The kernel refused.</exception>
    /// <exception cref="NetlinkException">There is no such namespace.</exception>
    public static L2tpSocket Open(L2tpSocketKey key, NetworkNamespace place, Func<L2tpDatagram, bool> received)
    {
        using NamespaceHandle handle = place.Open();
        bool udp = key.Encapsulation == L2tpEncapsulation.Udp;
        Socket socket = udp
            ? handle.Run(() => new Socket(key.Local.Family, SocketType.Dgram, ProtocolType.Udp))
            : handle.OpenRawSocket(key.Local.IsV6, L2tpProtocol);
        try
        {
            bool ipv6 = key.Local.IsV6;
            socket.SetRawSocketOption(ipv6 ? IpProtocolIpv6 : IpProtocolIp, ipv6 ? Ipv6FreeBind : IpFreeBind, BitConverter.GetBytes(1));
            socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, BitConverter.GetBytes(ReceiveBuffer));
            socket.Bind(new IPEndPoint(key.Local.ToIPAddress(), udp ? L2tpEndpoint.Port : 0));
            return new L2tpSocket(key, socket, received);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a datagram. What the kernel cannot send is lost.</summary>
    /// <param name="remote">To.</param>
    /// <param name="port">UDP port; 0 over IP.</param>
    /// <param name="octets">Payload of UDP or IP.</param>
    /// <returns>False if it is lost.</returns>
    public bool Send(L2tpAddress remote, ushort port, ReadOnlySpan<byte> octets)
    {
        try
        {
            _ = _socket.SendTo(octets, SocketFlags.None, new IPEndPoint(remote.ToIPAddress(), port));
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        byte[] buffer = new byte[LargestDatagram];
        SocketAddress from = new(_key.Local.Family);
        while (true)
        {
            int length;
            try
            {
                length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                if (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket or SocketError.Shutdown)
                {
                    return;
                }

                // An error of an earlier datagram (ICMP), or want of memory: the next one may do better.
                Thread.Sleep(1);
                continue;
            }

            Deliver(buffer.AsSpan(0, length), from);
        }
    }

    private void Deliver(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (_key is { Encapsulation: L2tpEncapsulation.Ip, Local.IsV6: false })
        {
            // Raw IPv4 sockets show the IP header.
            int header = datagram.IsEmpty ? 0 : (datagram[0] & 0xf) * 4;
            if (header < 20 || header > datagram.Length)
            {
                return;
            }

            datagram = datagram[header..];
        }

        // struct sockaddr_in: family, port, address; sockaddr_in6: family, port, flow, address. Ports in network byte order.
        ReadOnlySpan<byte> sender = from.Buffer.Span[..from.Size];
        L2tpAddress address = L2tpAddress.FromOctets(_key.Local.IsV6 ? sender.Slice(8, 16) : sender.Slice(4, 4));
        bool udp = _key.Encapsulation == L2tpEncapsulation.Udp;
        ushort port = udp ? BinaryPrimitives.ReadUInt16BigEndian(sender[2..]) : (ushort)0;
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, datagram.Length));
        datagram.CopyTo(copy);
        L2tpEndpoint endpoint = new(_key.Vrf, _key.Encapsulation, _key.Local, udp ? L2tpEndpoint.Port : (ushort)0, address, port);
        if (!_received(new L2tpDatagram(endpoint, copy, datagram.Length)))
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
