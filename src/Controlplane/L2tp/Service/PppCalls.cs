using System.Net;
using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;
using Router.Controlplane.Ppp.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// The PPP sessions of all peers: between the engine's calls, the PPP machines and the dataplane. A call is known to the
/// dataplane from the moment that its ids are on their way to the peer, so that PPP's first packets find it.
/// </summary>
/// <param name="sockets">Sends PPP frames.</param>
/// <param name="outbox">Takes what the dataplane must know.</param>
/// <param name="accounting">Tells RADIUS of calls.</param>
/// <param name="pools">Pools that RADIUS may name.</param>
/// <param name="post">Runs something on the thread of this object.</param>
/// <param name="logger">Log.</param>
internal sealed partial class PppCalls(
    L2tpSockets sockets, SessionOutbox outbox, PppAccounting accounting, PppPools pools, Action<Action> post, ILogger logger) : IPppOwner
{
    private readonly Dictionary<uint, PppCall> _calls = [];
    private readonly Dictionary<string, int> _sessionsOfUsers = new(StringComparer.Ordinal);
    private readonly DeadlineHeap _timers = new();

    /// <summary>Asks the engine to end a call.</summary>
    public Action<L2tpSession, L2tpResult>? Hangup { get; set; }

    /// <summary>All calls.</summary>
    public IReadOnlyCollection<PppCall> All => _calls.Values;

    /// <summary>PPP frames of no call, or of one that is not established yet.</summary>
    public long UnknownFrames { get; private set; }

    /// <summary>Time at which <see cref="Tick(long)"/> has something to do.</summary>
    public long NextDeadline => _timers.Next;

    /// <summary>The time of the call into this object that is going on.</summary>
    private long Now { get; set; }

    /// <summary>The ids of a subscriber's call are on their way to the peer.</summary>
    /// <param name="tunnel">Its tunnel.</param>
    /// <param name="session">The call.</param>
    /// <param name="profile">Serves it.</param>
    /// <returns>False if another session has the ids.</returns>
    public bool Offer(TunnelContext tunnel, L2tpSession session, PppProfile profile) => Offer(new PppCall(this, tunnel, session, profile));

    /// <summary>A call of this router's own is known to the peer.</summary>
    /// <param name="tunnel">Its tunnel.</param>
    /// <param name="session">The call.</param>
    /// <param name="own">As configured.</param>
    /// <returns>False if another session has the ids.</returns>
    public bool Offer(TunnelContext tunnel, L2tpSession session, L2tpCall own) => Offer(new PppCall(this, tunnel, session, own));

    private bool Offer(PppCall call)
    {
        if (!_calls.TryAdd(call.Key, call))
        {
            return false;
        }

        call.Session.Owner = call;
        outbox.Change(call.ToNegotiated());
        return true;
    }

    /// <summary>A call is established: PPP begins.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Time.</param>
    public void Up(PppCall call, long now)
    {
        Now = now;
        call.Since = DateTimeOffset.UtcNow;
        call.Ppp = new PppSession(call.Settings, this, call);
        outbox.Change(call.ToNegotiated());
        if (ProxyOf(call.Session.Remote.Ppp) is { } proxy)
        {
            _ = call.Ppp.OpenWithProxy(proxy, now);
        }
        else
        {
            call.Ppp.Open(now);
        }

        Reschedule(call);
    }

    /// <summary>A call is over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Time.</param>
    public void Down(PppCall call, long now)
    {
        Now = now;
        accounting.Stop(call); // while the dataplane still has its counters
        call.Ppp?.LowerLayerDown(now);
        _ = _calls.Remove(call.Key);
        _timers.Set(call, long.MaxValue);
        outbox.Remove(call.Name);
        if (call is { Profile: not null, User: { } user })
        {
            int left = _sessionsOfUsers.GetValueOrDefault(user) - 1;
            if (left > 0)
            {
                _sessionsOfUsers[user] = left;
            }
            else
            {
                _ = _sessionsOfUsers.Remove(user);
            }

            call.User = null;
        }
    }

    /// <summary>A data message that the dataplane did not forward: PPP that is not IP.</summary>
    /// <param name="endpoint">Where it came from.</param>
    /// <param name="octets">Payload of UDP or IP.</param>
    /// <param name="now">Time.</param>
    public void Receive(in L2tpEndpoint endpoint, ReadOnlySpan<byte> octets, long now)
    {
        uint key = PppDataHeader.ReadKey(endpoint.Encapsulation, octets, out int payload, out int end);
        if (key == 0 || !_calls.TryGetValue(key, out PppCall? call) || call.Ppp is null || call.Session.Tunnel.Endpoint != endpoint)
        {
            UnknownFrames++;
            return;
        }

        if (call.Session.Tunnel.Version == 3)
        {
            // The dataplane has compared the cookie; it is not trusted blindly that the packet came by it.
            Span<byte> cookie = stackalloc byte[8];
            L2tpCookie expected = call.Session.LocalCookie;
            expected.CopyTo(cookie);
            int behind = payload + expected.Length + (call.Session.ReceiveSublayer == L2SublayerKind.None ? 0 : 4);
            if (behind > end || !octets.Slice(payload, expected.Length).SequenceEqual(cookie[..expected.Length]))
            {
                UnknownFrames++;
                return;
            }

            payload = behind;
        }

        Now = now;
        call.Ppp.Receive(octets[payload..end], now);
        Reschedule(call);
    }

    /// <summary>Does what is due.</summary>
    /// <param name="now">Time.</param>
    public void Tick(long now)
    {
        while (_timers.TakeDue(now) is { } due)
        {
            due.OnDeadline(now);
        }

        accounting.Tick(now);
    }

    /// <summary>A call's deadline has come.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Time.</param>
    public void Tick(PppCall call, long now)
    {
        Now = now;
        call.Ppp?.Tick(now);
        Reschedule(call);
    }

    /// <summary>The operator ends a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Time.</param>
    public void Close(PppCall call, long now)
    {
        Now = now;
        call.Ppp?.Close(now);
        Reschedule(call);
    }

    /// <inheritdoc/>
    public void Send(PppSession session, ReadOnlySpan<byte> frame)
    {
        PppCall call = (PppCall)session.Context!;
        Span<byte> message = stackalloc byte[PppDataHeader.Longest + frame.Length];
        int header = PppDataHeader.Write(call.Session, message);
        frame.CopyTo(message[header..]);
        sockets.Send(call.Session.Tunnel.Endpoint, message[..(header + frame.Length)]);
    }

    /// <inheritdoc/>
    public void Authenticate(PppSession session, PppAuthenticationRequest request, long now)
    {
        ArgumentNullException.ThrowIfNull(request);
        PppCall call = (PppCall)session.Context!;
        PppProfile profile = call.Profile!;
        if (profile.Radius is { } group)
        {
            _ = AskRadiusAsync(group, call, session, request);
            return;
        }

        PppUserConfiguration? user = profile.User(request.Name);

        // An unknown user takes as long as a known one with a wrong password.
        bool right = request.Verify(user?.Password ?? "", out string? proof) & user is not null;
        if (!right)
        {
            logger.LogInformation("PPP {Call}: user {User}: access denied", call.Name, request.Name);
            _ = session.Reject(request, "Access denied", now);
            return;
        }

        if (HasTooMany(call, request))
        {
            _ = session.Reject(request, "Too many sessions", now);
            return;
        }

        if (!request.IsRenewal)
        {
            Admit(call, user!.Name, user.Routes, user.RateUp, user.RateDown);
        }

        _ = session.Accept(
            request,
            new PppAuthorization { Address = user!.Address, Ipv4Pool = profile.PoolWithRoom(), MsChapProof = proof },
            now);
    }

    /// <inheritdoc/>
    public void Ipv4Up(PppSession session, PppIpv4 network)
    {
        PppCall call = (PppCall)session.Context!;
        call.Ipv4 = network;
        call.LastAddress = network.Peer;
        accounting.Start(call, Now);
        logger.LogInformation("PPP {Call}: user {User}: IPv4 {Address} is up", call.Name, call.User ?? "-", network.Peer);
        outbox.Change(call.ToNegotiated());
    }

    /// <inheritdoc/>
    public void Ipv4Down(PppSession session)
    {
        PppCall call = (PppCall)session.Context!;
        call.Ipv4 = null;
        outbox.Change(call.ToNegotiated());
    }

    /// <inheritdoc/>
    public void Ipv6Up(PppSession session, PppIpv6 network)
    {
        PppCall call = (PppCall)session.Context!;
        call.Ipv6 = network;
        accounting.Start(call, Now);
        logger.LogInformation("PPP {Call}: user {User}: IPv6 is up", call.Name, call.User ?? "-");
        outbox.Change(call.ToNegotiated());
    }

    /// <inheritdoc/>
    public void Ipv6Down(PppSession session)
    {
        PppCall call = (PppCall)session.Context!;
        call.Ipv6 = null;
        call.Delegated.Clear();
        outbox.Change(call.ToNegotiated());
    }

    /// <inheritdoc/>
    public void PrefixDelegated(PppSession session, IpPrefix prefix, IPAddress nextHop, bool delegated)
    {
        PppCall call = (PppCall)session.Context!;
        bool changed = delegated ? call.Delegated.Add(prefix) : call.Delegated.Remove(prefix);
        if (changed)
        {
            outbox.Change(call.ToNegotiated());
        }
    }

    /// <inheritdoc/>
    public void Down(PppSession session, PppDownReason reason)
    {
        PppCall call = (PppCall)session.Context!;
        call.Reason = reason;
        CountDown(reason);
        if (reason != PppDownReason.LowerLayerDown)
        {
            logger.LogInformation("PPP {Call}: user {User}: is down: {Reason}", call.Name, call.User ?? "-", reason);
            Hangup?.Invoke(call.Session, new L2tpResult(ResultOf(reason), GeneralError.None, reason.ToString()));
        }
    }

    private bool HasTooMany(PppCall call, PppAuthenticationRequest request)
    {
        int limit = call.Profile!.Configuration.MaximumSessionsPerUser;
        bool many = !request.IsRenewal && limit != 0 && _sessionsOfUsers.GetValueOrDefault(request.Name) >= limit;
        if (many)
        {
            logger.LogInformation("PPP {Call}: user {User}: has {Limit} sessions already", call.Name, request.Name, limit);
        }

        return many;
    }

    private static DisconnectResult ResultOf(PppDownReason reason) => reason switch
    {
        PppDownReason.NoAnswer or PppDownReason.KeepaliveLost or PppDownReason.Loopback => DisconnectResult.LossOfCarrier,
        PppDownReason.NoAddress => DisconnectResult.NoFacilitiesTemporary,
        _ => DisconnectResult.Administrative,
    };

    /// <summary>What the LAC has negotiated before, if it says so (RFC 2661 4.4.5).</summary>
    private static PppProxyData? ProxyOf(PppCallParameters? ppp) => ppp?.LastSentConfReq is null || ppp.LastReceivedConfReq is null
        ? null
        : new PppProxyData
        {
            InitialReceived = ppp.InitialReceivedConfReq,
            LastSent = ppp.LastSentConfReq,
            LastReceived = ppp.LastReceivedConfReq,
            Authentication = (PppProxyAuthentication)ppp.ProxyAuthenType,
            Name = ppp.ProxyAuthenName,
            Challenge = ppp.ProxyAuthenChallenge,
            Identifier = ppp.ProxyAuthenId,
            Response = ppp.ProxyAuthenResponse,
        };

    private void Admit(PppCall call, string user, IReadOnlyList<IpPrefix> routes, RateLimit? up, RateLimit? down)
    {
        call.RateUp = up ?? call.Profile!.Configuration.RateUp;
        call.RateDown = down ?? call.Profile!.Configuration.RateDown;
        call.User = user;
        call.UserRoutes = routes;
        _sessionsOfUsers[user] = _sessionsOfUsers.GetValueOrDefault(user) + 1;
    }

    private void Reschedule(PppCall call)
    {
        if (_calls.ContainsKey(call.Key) && call.Ppp is { } ppp)
        {
            _timers.Set(call, ppp.NextDeadline);
        }
    }
}
