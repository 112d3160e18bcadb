using System.Buffers.Binary;
using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;

namespace Router.Controlplane.L2tp.Service;

/// <summary>Headers of data messages, for PPP frames that the control plane sends and receives itself (RFC 2661 3.1, RFC 3931 4.1).</summary>
internal static class PppDataHeader
{
    /// <summary>Octets of the longest header that is written: flags and reserved, session id, cookie, sublayer.</summary>
    public const int Longest = 20;

    private const byte ControlFlag = 0x80;
    private const byte LengthFlag = 0x40;
    private const byte SequenceFlag = 0x08;
    private const byte OffsetFlag = 0x02;

    /// <summary>
    /// Writes the header of data to a session's peer. In a numbered session of version 2 its Ns and Nr are this end's ids: the
    /// dataplane, through which it goes, finds the session by them and writes the number, for it counts the IP packets too.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="destination">At least <see cref="Longest"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(L2tpSession session, Span<byte> destination)
    {
        if (session.Tunnel.Version == 2)
        {
            bool numbered = session.SendSequencing != DataSequencingLevel.None;
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(numbered ? (SequenceFlag << 8) | 2 : 2));
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)session.Tunnel.PeerId);
            BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)session.PeerId);
            if (!numbered)
            {
                return 6;
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)session.Tunnel.LocalId);
            BinaryPrimitives.WriteUInt16BigEndian(destination[8..], (ushort)session.LocalId);
            return 10;
        }

        int length = 0;
        if (session.Tunnel.Endpoint.Encapsulation == L2tpEncapsulation.Udp)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, 0x0003_0000);
            length = 4;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination[length..], session.PeerId);
        length += 4;
        session.PeerCookie.CopyTo(destination[length..]);
        length += session.PeerCookie.Length;
        if (session.SendSublayer != L2SublayerKind.None)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[length..], 0);
            length += 4;
        }

        return length;
    }

    /// <summary>Whether a datagram is data: any with a control header is the engine's.</summary>
    /// <param name="encapsulation">What carried it.</param>
    /// <param name="octets">Payload of UDP or IP.</param>
    public static bool IsData(L2tpEncapsulation encapsulation, ReadOnlySpan<byte> octets) => encapsulation == L2tpEncapsulation.Ip
        ? octets.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(octets) != 0
        : octets.Length >= 2 && (octets[0] & ControlFlag) == 0;

    /// <summary>Reads what names a data message's session: the session id, in version 2 with the tunnel id in the high half.</summary>
    /// <param name="encapsulation">What carried it.</param>
    /// <param name="octets">Payload of UDP or IP, a data message.</param>
    /// <param name="payload">Offset of what follows the ids: in version 2 the payload, in version 3 the cookie.</param>
    /// <param name="end">Offset behind the payload.</param>
    /// <returns>0 if the message is malformed or of neither version.</returns>
    public static uint ReadKey(L2tpEncapsulation encapsulation, ReadOnlySpan<byte> octets, out int payload, out int end)
    {
        end = octets.Length;
        payload = encapsulation == L2tpEncapsulation.Ip ? 4 : 8;
        int version = encapsulation == L2tpEncapsulation.Ip ? 3 : octets[1] & 0xf;
        if (version == 3)
        {
            return octets.Length < payload ? 0 : BinaryPrimitives.ReadUInt32BigEndian(octets[(payload - 4)..]);
        }

        if (version != 2)
        {
            return 0;
        }

        byte flags = octets[0];
        int ids = (flags & LengthFlag) == 0 ? 2 : 4;
        payload = ids + 4 + ((flags & SequenceFlag) == 0 ? 0 : 4);
        if (octets.Length < payload + ((flags & OffsetFlag) == 0 ? 0 : 2))
        {
            return 0;
        }

        if ((flags & LengthFlag) != 0)
        {
            end = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        }

        uint key = BinaryPrimitives.ReadUInt32BigEndian(octets[ids..]);
        if ((flags & OffsetFlag) != 0)
        {
            payload += 2 + BinaryPrimitives.ReadUInt16BigEndian(octets[payload..]);
        }

        return payload > end || end > octets.Length ? 0 : key;
    }
}
