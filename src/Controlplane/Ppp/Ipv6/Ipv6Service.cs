using System.Buffers.Binary;
using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>Router Advertisements and DHCPv6 on one session (RFC 4861 6.2, RFC 8415).</summary>
internal sealed class Ipv6Service(
    PppSession session,
    Ipv6ServiceSettings settings,
    PppRandom random,
    UInt128 local,
    AddressLease lease,
    PppAuthorization authorization)
{
    private const int MaximumMessage = 1232;
    private const int MaximumDns = 4;

    /// <summary>MAX_INITIAL_RTR_ADVERTISEMENTS (RFC 4861 10).</summary>
    private const int InitialAdvertisements = 3;

    private const long InitialInterval = 4000;
    private const long SolicitedInterval = 1000;

    private static readonly UInt128 AllNodes = new(0xff02_0000_0000_0000, 1);
    private static readonly UInt128 AllDhcpServers = new(0xff02_0000_0000_0000, 0x1_0002);

    private readonly Dhcpv6Server _dhcp = new(settings, lease.DelegatedPrefix, authorization.Ipv6Address, Dns(settings, authorization));
    private IPAddress? _delegatedTo;
    private int _sent;
    private long _nextAdvertisement;
    private long _lastSolicited = long.MinValue;

    public long Deadline => Math.Min(_nextAdvertisement, _dhcp.Deadline);

    public void Start(long now) => Advertise(AllNodes, now);

    /// <summary>The link is down: nothing is delegated.</summary>
    public void Stop()
    {
        _dhcp.Clear();
        Report(null);
    }

    public void Tick(long now)
    {
        if (now >= _nextAdvertisement)
        {
            Advertise(AllNodes, now);
        }

        _dhcp.Tick(now);
        Report(null);
    }

    public void Receive(ReadOnlySpan<byte> octets, long now)
    {
        if (!Ipv6Packet.TryParse(octets, out Ipv6Packet packet))
        {
            return;
        }

        if (RouterAdvertisement.IsSolicitation(packet))
        {
            if (_lastSolicited == long.MinValue || now - _lastSolicited >= SolicitedInterval)
            {
                _lastSolicited = now;
                Advertise(packet.Source == 0 ? AllNodes : packet.Source, now);
            }
        }
        else if (settings.Dhcpv6 && packet.NextHeader == Ipv6Packet.Udp && (packet.Destination == AllDhcpServers || packet.Destination == local)
            && BinaryPrimitives.ReadUInt16BigEndian(packet.Payload[2..]) == Dhcpv6.ServerPort
            && BinaryPrimitives.ReadUInt16BigEndian(packet.Payload[4..]) is var length && length >= 8 && length <= packet.Payload.Length)
        {
            ReceiveDhcp(packet, packet.Payload[8..length], now);
        }
    }

    private static IReadOnlyList<IPAddress> Dns(Ipv6ServiceSettings settings, PppAuthorization authorization)
    {
        IReadOnlyList<IPAddress> servers = authorization.Ipv6Dns ?? settings.Dns;
        return servers.Count <= MaximumDns ? servers : [.. servers.Take(MaximumDns)];
    }

    private void ReceiveDhcp(in Ipv6Packet packet, ReadOnlySpan<byte> message, long now)
    {
        Span<byte> reply = stackalloc byte[Ipv6Packet.HeaderLength + 8 + MaximumMessage];
        Span<byte> body = reply[(Ipv6Packet.HeaderLength + 8)..];
        int length = _dhcp.Answer(message, packet.Destination == AllDhcpServers, body, now);
        Report(Ipv6PrefixPool.ToAddress(packet.Source));
        if (length == 0)
        {
            return;
        }

        reply = reply[..(Ipv6Packet.HeaderLength + 8 + length)];
        Span<byte> udp = reply[Ipv6Packet.HeaderLength..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, Dhcpv6.ServerPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], Dhcpv6.ClientPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        Ipv6Packet.Complete(reply, Ipv6Packet.Udp, local, packet.Source);
        session.SendIpv6(reply);
    }

    /// <summary>Tells the owner when the prefix came into use, moved to another next hop, or is free again.</summary>
    private void Report(IPAddress? client)
    {
        IPAddress? holder = _dhcp.IsDelegated ? client ?? _delegatedTo : null;
        if (Equals(holder, _delegatedTo) || lease.DelegatedPrefix is not { } prefix)
        {
            return;
        }

        IPAddress? before = _delegatedTo;
        _delegatedTo = holder;
        if (holder is not null)
        {
            session.ReportDelegation(prefix, holder, true);
        }
        else if (before is not null)
        {
            session.ReportDelegation(prefix, before, false);
        }
    }

    private void Advertise(UInt128 destination, long now)
    {
        Span<byte> packet = stackalloc byte[Ipv6Packet.HeaderLength + 16 + 8 + 32 + 8 + (16 * MaximumDns)];
        int length = RouterAdvertisement.Write(
            packet[Ipv6Packet.HeaderLength..], settings, lease.LinkPrefix, session.Link.Mtu,
            authorization.Ipv6Address is not null && settings.Dhcpv6, Dns(settings, authorization));
        packet = packet[..(Ipv6Packet.HeaderLength + length)];
        Ipv6Packet.Complete(packet, Ipv6Packet.Icmpv6, local, destination);
        if (destination == AllNodes)
        {
            long interval = (long)settings.AdvertisementInterval.TotalMilliseconds;
            _nextAdvertisement = now + (++_sent < InitialAdvertisements ? Math.Min(InitialInterval, interval) : Jittered(interval));
        }

        session.SendIpv6(packet);
    }

    /// <summary>Between three quarters and the whole of the interval, so that sessions of one moment drift apart (RFC 4861 6.2.4).</summary>
    private long Jittered(long interval)
    {
        Span<byte> octet = stackalloc byte[1];
        random(octet);
        return interval - (interval / 4 * octet[0] / 256);
    }
}
