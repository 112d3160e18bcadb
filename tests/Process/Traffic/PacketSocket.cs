using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>Opens packet sockets (packet(7)) on the devices of nodes: whole frames of every protocol.</summary>
internal static class PacketSocket
{
    private const ushort EveryProtocol = 3;
    private const int SolPacket = 263;
    private const int PacketIgnoreOutgoing = 23;

    /// <summary>Opens one.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="node">The node.</param>
    /// <param name="device">Its device.</param>
    /// <param name="bothWays">Whether it sees what leaves by the device too, not only what arrives.</param>
    public static Socket Open(Lab lab, string node, string device, bool bothWays)
    {
        int index = int.Parse(lab.Exec(node, "cat", $"/sys/class/net/{device}/ifindex").Checked().Output, CultureInfo.InvariantCulture);
        return NetworkNamespace.Run(lab.FullName(node), () =>
        {
            Socket socket = new(AddressFamily.Packet, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness(EveryProtocol))
            {
                ReceiveBufferSize = 1 << 20,
            };
            if (!bothWays)
            {
                socket.SetRawSocketOption(SolPacket, PacketIgnoreOutgoing, BitConverter.GetBytes(1));
            }

            socket.Bind(new Device(index));
            return socket;
        });
    }

    /// <summary>struct sockaddr_ll.</summary>
    private sealed class Device(int index) : EndPoint
    {
        private const int Length = 20;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            SocketAddress address = new(AddressFamily.Packet, Length);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], EveryProtocol);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
