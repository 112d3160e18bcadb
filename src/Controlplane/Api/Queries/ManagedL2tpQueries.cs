using System.Net;
using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Managed tunnels, sessions and subscribers: copies of the L2TP service, with the dataplane's counters, in words.</summary>
internal static class ManagedL2tpQueries
{
    /// <summary>Describes a tunnel.</summary>
    public static L2tpTunnelInfo Describe(L2tpTunnelView tunnel, DateTimeOffset now)
    {
        bool udp = tunnel.Endpoint.Encapsulation == L2tpEncapsulation.Udp;
        return new L2tpTunnelInfo
        {
            Name = tunnel.Name,
            Origin = "managed",
            Version = tunnel.Version,
            State = L2tpWords.Of(tunnel.State),
            Peer = NotEmpty(tunnel.Peer),
            TunnelId = tunnel.LocalId,
            PeerTunnelId = tunnel.PeerId,
            Encapsulation = L2tpQueries.Word(tunnel.Endpoint.Encapsulation),
            Local = tunnel.Endpoint.LocalAddress.ToString(),
            Remote = tunnel.Endpoint.RemoteAddress.ToString(),
            UdpSourcePort = udp ? tunnel.Endpoint.LocalPort : null,
            UdpDestinationPort = udp ? tunnel.Endpoint.RemotePort : null,
            UdpChecksum = udp ? tunnel.Configured?.UdpChecksum.ToString().ToLowerInvariant() : null,
            Ttl = tunnel.Configured?.Ttl ?? 0,
            Dscp = (tunnel.Configured?.Dscp ?? default).ToString(),
            Df = tunnel.Configured?.Df ?? false,
            Vrf = tunnel.Vrf,
            Mtu = tunnel.Configured?.Mtu,
            Sessions = tunnel.Sessions,
            Initiator = tunnel.IsInitiator,
            Authenticated = tunnel.IsAuthenticated,
            PeerHostName = NotEmpty(tunnel.HostName),
            PeerRouterId = tunnel.RouterId == 0 ? null : Ipv4Pool.ToAddress(tunnel.RouterId).ToString(),
            PeerVendorName = NotEmpty(tunnel.VendorName),
            UptimeSeconds = Seconds(tunnel.Since, now),
            Control = Describe(tunnel.Counters),
        };
    }

    /// <summary>Describes a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="channel">The counters; null without a dataplane.</param>
    /// <param name="names">Names of the snapshot.</param>
    /// <param name="index">Index of the configuration's peers.</param>
    /// <param name="now">The time.</param>
    public static L2tpSessionInfo Describe(
        L2tpSessionView session, RouterSnapshot snapshot, ChannelFile? channel, StateNames names,
        IReadOnlyDictionary<string, L2tpPeerConfiguration> index, DateTimeOffset now)
    {
        bool exists = session.State is not null;
        L2tpPeerConfiguration? peer = index.GetValueOrDefault(session.Peer);
        SessionObjects? objects = exists ? snapshot.Negotiated.GetValueOrDefault(session.Name) : null;
        string? connected = session.Pseudowire is null ? null : names.ConnectedTo(session.Name);
        return new L2tpSessionInfo
        {
            Name = session.Name,
            Origin = "managed",
            Version = session.Version,
            PseudowireType = L2tpWords.Of(session.Type),
            Peer = NotEmpty(session.Peer),
            Tunnel = session.Tunnel,
            TunnelId = session.TunnelId,
            PeerTunnelId = session.PeerTunnelId,
            SessionId = session.LocalId,
            PeerSessionId = session.PeerId,
            Local = exists ? session.Endpoint.LocalAddress.ToString() : peer?.Local.ToString() ?? "",
            Remote = exists ? session.Endpoint.RemoteAddress.ToString() : peer?.Remote.ToHostString() ?? "",
            Encapsulation = L2tpQueries.Word(exists ? session.Endpoint.Encapsulation : peer?.Encapsulation ?? default),
            CookieLength = session.SentCookie,
            PeerCookieLength = session.DemandedCookie,
            L2Sublayer = session.SendSublayer.ToString().ToLowerInvariant(),
            Sequencing = L2tpQueries.Word(session.Sequencing),
            Mode = L2tpWords.Mode(session.Type),
            Vlan = session.Pseudowire?.Vlan,
            ConnectedTo = connected,
            State = session.State is { } state ? L2tpWords.Of(state) : L2tpCopies.IdleState(session.Pseudowire!),
            Forwarding = ForwardingOf(session, objects, connected),
            Initiator = session.IsInitiator,
            CircuitStatus = exists && session.Version == 3 ? L2tpWords.Circuit(session.LocalStatus) : null,
            PeerCircuitStatus = exists && session.Version == 3 ? L2tpWords.Circuit(session.PeerStatus) : null,
            UptimeSeconds = Seconds(session.Since, now),
            LastDown = Describe(session.LastDown),
            Rates = L2tpQueries.RatesOf(objects),
            TcpMss = L2tpQueries.TcpMssOf(objects),
            Ppp = session.Ppp is null ? null : Describe(session, session.Ppp, now),
            Counters = channel is null ? null : L2tpQueries.CountsOf(snapshot, channel, objects),
        };
    }

    /// <summary>Describes a PPP session.</summary>
    public static PppSubscriberInfo Describe(L2tpSessionView session, PppView ppp, DateTimeOffset now) => new()
    {
        User = ppp.User,
        Session = session.Name,
        Peer = session.Peer,
        Profile = ppp.Profile,
        Phase = L2tpWords.Of(ppp.Phase),
        Address = ppp.Ipv4 is { } ipv4 && !ipv4.Peer.Equals(IPAddress.Any) ? ipv4.Peer.ToString() : null,
        LocalAddress = ppp.Ipv4?.Local.ToString(),
        LinkLocal = ppp.Ipv6?.Peer.ToString(),
        LinkPrefix = ppp.Ipv6?.LinkPrefix?.ToString(),
        DelegatedPrefixes = [.. ppp.Delegated.Select(static prefix => prefix.ToString())],
        Routes = [.. ppp.Routes.Select(static prefix => prefix.ToString())],
        Mtu = ppp.Mtu == 0 ? null : ppp.Mtu,
        UptimeSeconds = Seconds(ppp.Since, now) ?? 0,
    };

    /// <summary>Describes a peer.</summary>
    public static L2tpPeerInfo Describe(L2tpPeerView peer) => new()
    {
        Name = peer.Configuration.Name,
        Local = peer.Configuration.Local.ToString(),
        Remote = peer.Configuration.Remote.ToHostString(),
        Vrf = peer.Configuration.Vrf,
        Encapsulation = L2tpQueries.Word(peer.Configuration.Encapsulation),
        Version = peer.Configuration.Version switch { L2tpPeerVersion.Version2 => "2", L2tpPeerVersion.Version3 => "3", _ => "both" },
        Authentication = L2tpWords.Of(peer.Configuration.Authentication),
        Initiate = peer.Configuration.Initiate,
        PppProfile = peer.Configuration.Ppp,
        State = peer.State is { } state ? L2tpWords.Of(state) : peer.NextAttempt is null ? "idle" : "waiting",
        Tunnels = peer.Tunnels,
        Sessions = peer.Sessions,
        Pseudowires = peer.Pseudowires,
        NextAttemptSeconds = peer.NextAttempt / 1000.0,
        LastDown = Describe(peer.LastDown),
        Debug = peer.IsDebugged,
    };

    /// <summary>Describes a pool.</summary>
    public static PppPoolInfo Describe(PppPoolView pool) => new()
    {
        Name = pool.Configuration.Name,
        Prefix = pool.Configuration.Prefix.ToString(),
        DelegatedLength = pool.Configuration.DelegatedLength,
        Size = pool.Size,
        Used = pool.Used,
    };

    /// <summary>Describes a control message.</summary>
    public static L2tpDebugLine Describe(L2tpDebugText line, long lost) => new()
    {
        At = line.At,
        Direction = line.IsSent ? "sent" : "received",
        Peer = line.Peer,
        Local = End(line.Endpoint.Encapsulation, line.Endpoint.LocalAddress, line.Endpoint.LocalPort),
        Remote = End(line.Endpoint.Encapsulation, line.Endpoint.RemoteAddress, line.Endpoint.RemotePort),
        Text = line.Text,
        Lost = lost,
    };

    private static L2tpDownInfo? Describe(L2tpLastDown? last) => last is null ? null : new L2tpDownInfo
    {
        At = last.At,
        Cause = L2tpWords.Of(last.Down.Cause),
        Result = last.Down.Result.Result,
        ResultText = L2tpWords.Result(last.Down.Result.Result, last.IsStop),
        Error = last.Down.Result.Error,
        ErrorText = L2tpWords.Error(last.Down.Result.Error),
        Message = last.Down.Result.Message,
    };

    private static L2tpControlCounts Describe(L2tpCounterSnapshot counters)
    {
        Dictionary<string, long> drops = [];
        for (int i = 1; i < counters.Dropped.Count; i++)
        {
            if (counters.Dropped[i] != 0)
            {
                drops.Add(L2tpWords.Of((ControlDropReason)i), counters.Dropped[i]);
            }
        }

        return new L2tpControlCounts
        {
            Sent = counters.Sent,
            Received = counters.Received,
            Retransmitted = counters.Retransmitted,
            AcknowledgementsSent = counters.AcknowledgementsSent,
            AcknowledgementsReceived = counters.AcknowledgementsReceived,
            Duplicates = counters.Duplicates,
            OutOfOrder = counters.OutOfOrder,
            HellosSent = counters.HellosSent,
            IgnoredAvps = counters.IgnoredAvps,
            Drops = drops,
        };
    }

    private static string? ForwardingOf(L2tpSessionView session, SessionObjects? objects, string? connected)
    {
        if (session.State != L2tp.Sessions.SessionState.Established)
        {
            return null;
        }

        if (session.Pseudowire is { } pseudowire && !pseudowire.Payload.IsRouted() && connected is null)
        {
            return "not-connected";
        }

        // Before PPP is in its network phase nothing is sent.
        bool sends = session.Ppp is not { Ipv4: null, Ipv6: null };
        return objects is null || (objects.Sending.Count == 0 && sends) ? "no-route"
            : !sends ? null
            : objects.IsResolved ? "up" : "unresolved";
    }

    private static string End(L2tpEncapsulation encapsulation, L2tpAddress address, ushort port) =>
        encapsulation == L2tpEncapsulation.Ip ? address.ToString() : new IPEndPoint(address.ToIPAddress(), port).ToString();

    private static double? Seconds(DateTimeOffset? since, DateTimeOffset now) =>
        since is { } start ? Math.Max(0, Math.Round((now - start).TotalSeconds, 1)) : null;

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;
}
