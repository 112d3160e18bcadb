using System.Net;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Sessions of a control plane before this one: their data flows on, but nobody here knows the state of their control
/// connections (RFC 4951 would let peers tell it). The first control message that a peer sends on one is answered with
/// StopCCN, whose numbers it tells itself: it clears its end and begins anew. Those that stay silent are given up after a while.
/// </summary>
/// <param name="outbox">Takes what the dataplane must know.</param>
/// <param name="vrfs">Numbers of VRFs.</param>
/// <param name="send">Sends a control message.</param>
/// <param name="engine">Must not give their session ids to others.</param>
/// <param name="logger">Log.</param>
internal sealed class OrphanedTunnels(SessionOutbox outbox, VrfNumbers vrfs, IL2tpTransport send, L2tpEngine engine, ILogger logger)
{
    /// <summary>Longer than a peer's default Hello interval with its retransmissions.</summary>
    private const long Patience = 180_000;

    private readonly Dictionary<(L2tpEndpoint Endpoint, uint LocalId), List<NegotiatedSession>> _tunnels = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(Ipv4Pool Pool, IPAddress Address)>> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _ids = new(StringComparer.Ordinal);
    private readonly ControlMessageWriter _writer = new();
    private long _until;

    /// <summary>Sessions that are still there.</summary>
    public int Sessions => _names.Count;

    /// <summary>Takes over sessions: the dataplane is told of them again, and their addresses stay taken.</summary>
    /// <param name="sessions">From the store.</param>
    /// <param name="pools">Pools that subscribers' addresses may be of.</param>
    /// <param name="now">Time.</param>
    public void Adopt(IReadOnlyList<NegotiatedSession> sessions, IEnumerable<Ipv4Pool> pools, long now)
    {
        List<Ipv4Pool> all = [.. pools];
        foreach (NegotiatedSession session in sessions)
        {
            L2tpTunnelConfiguration tunnel = session.Tunnel;
            bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
            L2tpEndpoint endpoint = new(
                vrfs.Of(tunnel.Vrf),
                tunnel.Encapsulation,
                L2tpAddress.From(tunnel.Local),
                udp ? tunnel.UdpSourcePort : (ushort)0,
                L2tpAddress.From(tunnel.Remote),
                udp ? tunnel.UdpDestinationPort : (ushort)0);
            if (!_tunnels.TryGetValue((endpoint, tunnel.TunnelId), out List<NegotiatedSession>? known))
            {
                _tunnels.Add((endpoint, tunnel.TunnelId), known = []);
            }

            known.Add(session);
            _ = _names.Add(session.Session.Name);
            outbox.Change(session);
            uint id = session.Session.KeyIn(tunnel);
            if (engine.ReserveSessionId(id))
            {
                _ids[session.Session.Name] = id;
            }

            ReserveAddresses(session, all);
        }

        _until = now + Patience;
        if (_names.Count > 0)
        {
            logger.LogInformation("{Sessions} L2TP sessions in {Tunnels} tunnels go on from before the restart", _names.Count, _tunnels.Count);
        }
    }

    /// <summary>Whether a session of before is still there.</summary>
    /// <param name="name">Its name.</param>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>A session of this control plane has the name of one before: that is its successor.</summary>
    /// <param name="name">Its name.</param>
    public void Succeeded(string name)
    {
        if (_names.Remove(name))
        {
            Release(name);
        }
    }

    /// <summary>Answers a message on a control connection of before.</summary>
    /// <param name="endpoint">Where it came from.</param>
    /// <param name="octets">Payload of UDP or IP.</param>
    /// <returns>True if it was one.</returns>
    public bool TryAnswer(in L2tpEndpoint endpoint, ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> message = endpoint.Encapsulation == L2tpEncapsulation.Ip && octets.Length >= 4 ? octets[4..] : octets;
        if (_tunnels.Count == 0
            || ControlHeader.TryParse(message, out ControlHeader header) != ControlDropReason.None
            || !_tunnels.TryGetValue((endpoint, header.ConnectionId), out List<NegotiatedSession>? sessions))
        {
            return false;
        }

        L2tpTunnelConfiguration tunnel = sessions[0].Tunnel;
        _writer.Begin(MessageType.StopControlConnectionNotification, header.Version, tunnel.PeerTunnelId);
        if (header.Version == 2)
        {
            _writer.Add16(AvpType.AssignedTunnelId, (ushort)tunnel.TunnelId);
        }
        else
        {
            _writer.Add32(AvpType.AssignedControlConnectionId, tunnel.TunnelId);
        }

        _writer.AddResult(new L2tpResult(StopResult.GeneralRequest, GeneralError.None, "restarted"));

        // What the peer expects next is in its Nr; a message without a body has used no number (RFC 2661 5.8).
        ushort next = (ushort)(header.Ns + (header.Length == ControlHeader.Size ? 0 : 1));
        Span<byte> stop = _writer.Finish();
        ControlHeader.WriteNumbers(stop[ControlMessageWriter.Prefix..], header.Nr, next);
        send.Send(endpoint, endpoint.Encapsulation == L2tpEncapsulation.Ip ? stop : stop[ControlMessageWriter.Prefix..]);
        logger.LogInformation("L2TP tunnel {Id} from before the restart: told {Endpoint} to begin anew", tunnel.TunnelId, endpoint);
        _ = _tunnels.Remove((endpoint, header.ConnectionId));
        GiveUp(sessions);
        return true;
    }

    /// <summary>Gives up those that were silent for too long.</summary>
    /// <param name="now">Time.</param>
    public void Tend(long now)
    {
        if (_tunnels.Count == 0 || now < _until)
        {
            return;
        }

        foreach (List<NegotiatedSession> sessions in _tunnels.Values)
        {
            GiveUp(sessions);
        }

        _tunnels.Clear();
    }

    private void GiveUp(List<NegotiatedSession> sessions)
    {
        foreach (NegotiatedSession session in sessions)
        {
            string name = session.Session.Name;
            if (_names.Remove(name))
            {
                outbox.Remove(name);
                Release(name);
            }
        }
    }

    private void ReserveAddresses(NegotiatedSession session, List<Ipv4Pool> pools)
    {
        foreach (IpPrefix route in session.Session.Routes)
        {
            bool ipv4 = route.IsHost && route.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
            if (ipv4 && pools.Find(pool => pool.Contains(route.Network)) is { } pool && pool.TryReserve(route.Network))
            {
                if (!_addresses.TryGetValue(session.Session.Name, out List<(Ipv4Pool Pool, IPAddress Address)>? held))
                {
                    _addresses.Add(session.Session.Name, held = []);
                }

                held.Add((pool, route.Network));
            }
        }
    }

    private void Release(string name)
    {
        if (_ids.Remove(name, out uint id))
        {
            engine.UnreserveSessionId(id);
        }

        if (_addresses.Remove(name, out List<(Ipv4Pool Pool, IPAddress Address)>? held))
        {
            foreach ((Ipv4Pool pool, IPAddress address) in held)
            {
                pool.Release(address);
            }
        }
    }
}
