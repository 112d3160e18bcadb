using System.Buffers.Binary;
using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>Finds who a message is for, and answers those that are for nobody yet.</summary>
public sealed partial class L2tpEngine
{
    private const int SessionIdSize = 4;

    private void ReceiveUnguarded(in L2tpEndpoint endpoint, ReadOnlySpan<byte> octets, long now)
    {
        bool isIp = endpoint.Encapsulation == L2tpEncapsulation.Ip;
        if (isIp)
        {
            // RFC 3931 4.1.1.2: session id 0 says that this is a control message.
            if (octets.Length < SessionIdSize || BinaryPrimitives.ReadUInt32BigEndian(octets) != 0)
            {
                Count.Drop(octets.Length < SessionIdSize ? ControlDropReason.TooShort : ControlDropReason.NotControl);
                return;
            }

            octets = octets[SessionIdSize..];
        }

        ControlDropReason reason = ControlHeader.TryParse(octets, out ControlHeader header);
        if (reason == ControlDropReason.None && isIp && header.Version == 2)
        {
            reason = ControlDropReason.UnsupportedVersion;
        }

        if (reason != ControlDropReason.None)
        {
            Count.Drop(reason);
            return;
        }

        octets = octets[..header.Length];
        if (Trace is { } trace)
        {
            trace(false, endpoint, MessageText.Describe(octets));
        }

        if (header.ConnectionId == 0)
        {
            ReceiveWithoutId(endpoint, header, octets, now);
        }
        else if (Tunnels.TryGet(header.ConnectionId, out ControlConnection tunnel) && tunnel.LocalId == header.ConnectionId)
        {
            tunnel.Receive(endpoint, header, octets, now);
        }
        else
        {
            Count.Drop(ControlDropReason.UnknownConnection);
        }
    }

    private void ReceiveWithoutId(in L2tpEndpoint endpoint, in ControlHeader header, ReadOnlySpan<byte> octets, long now)
    {
        switch (MessageDecoder.PeekType(octets))
        {
            case MessageType.StartControlConnectionRequest when header.SessionId == 0:
                ReceiveRequest(endpoint, header, octets, now);
                break;
            case MessageType.StopControlConnectionNotification when TryReadId(octets, out uint peerId)
                && Tunnels.TryGetRequest(endpoint, peerId, out ControlConnection tunnel):
                // Its sender never learned this router's id (RFC 3931 5.4.3).
                tunnel.Receive(endpoint, header, octets, now);
                break;
            default:
                Count.Drop(ControlDropReason.ConnectionIdZero);
                break;
        }
    }

    private static bool TryReadId(ReadOnlySpan<byte> octets, out uint id)
    {
        ReadOnlySpan<byte> value = AvpScan.Find(octets, AvpType.AssignedControlConnectionId);
        if (value.Length == sizeof(uint))
        {
            id = BinaryPrimitives.ReadUInt32BigEndian(value);
            return true;
        }

        value = AvpScan.Find(octets, AvpType.AssignedTunnelId);
        id = value.Length == sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(value) : 0u;
        return id != 0;
    }

    private void ReceiveRequest(in L2tpEndpoint endpoint, in ControlHeader header, ReadOnlySpan<byte> octets, long now)
    {
        if (header.Ns != 0 || header.Nr != 0)
        {
            Count.Drop(ControlDropReason.MalformedRequest);
            return;
        }

        ulong hash = HashOf(octets);
        if (TryReadId(octets, out uint peerId) && Tunnels.TryGetRequest(endpoint, peerId, out ControlConnection known)
            && (known.State == TunnelState.WaitControlConnection || known.RequestHash == hash))
        {
            // A repetition. A peer that began anew sends other random numbers; it gets a new control connection.
            ReceiveRepeatedRequest(known, endpoint, header, octets, now);
            return;
        }

        ControlDropReason reason = Consider(endpoint, header, octets, hash, now);
        if (reason != ControlDropReason.None)
        {
            Count.Drop(reason);
        }
    }

    private static void ReceiveRepeatedRequest(
        ControlConnection known, in L2tpEndpoint endpoint, in ControlHeader header, ReadOnlySpan<byte> octets, long now)
    {
        if (known.Version == 3 && header.Version == 2)
        {
            known.AcknowledgeRepeatedRequest(now);
        }
        else
        {
            known.Receive(endpoint, header, octets, now);
        }
    }

    private static ulong HashOf(ReadOnlySpan<byte> octets)
    {
        HashCode hash = default;
        hash.AddBytes(octets);
        return (uint)hash.ToHashCode();
    }
}
