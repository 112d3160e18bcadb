namespace Router.Controlplane.Ppp;

/// <summary>
/// A PPP link without sockets, threads or a clock (RFC 1661). All calls come from one thread at a time and bring the time, in
/// milliseconds of a monotonic clock. After each call the owner looks at <see cref="NextDeadline"/> and calls
/// <see cref="Tick"/> then. A session is opened once; after <see cref="IPppOwner.Down"/> it is done.
/// </summary>
public sealed partial class PppSession
{
    private readonly PppSettings _settings;
    private readonly IPppOwner _owner;
    private readonly LcpAutomaton _lcp;
    private IpcpAutomaton? _ipcp;
    private Ipv6cpAutomaton? _ipv6cp;
    private Authenticator? _authenticator;
    private PeerAuthentication? _peerAuthentication;
    private Ipv6Service? _ipv6;
    private AddressLease? _lease;
    private PppAuthorization? _authorization;
    private PppAuthenticationRequest? _authenticated;
    private PppDownReason? _reason;
    private bool _opened;
    private long _echoDue = Automaton.Never;
    private long _openedAt;
    private long _sessionEnd = Automaton.Never;

    /// <summary>Creates a session; nothing happens before <see cref="Open"/>.</summary>
    /// <param name="settings">Settings, shared between sessions.</param>
    /// <param name="owner">Who is told what happens.</param>
    /// <param name="context">Anything of the owner's.</param>
    public PppSession(PppSettings settings, IPppOwner owner, object? context = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(owner);
        _settings = settings;
        _owner = owner;
        Context = context;
        _lcp = new LcpAutomaton(this, settings);
    }

    /// <summary>Anything of the owner's.</summary>
    public object? Context { get; set; }

    /// <summary>Where the session is.</summary>
    public PppPhase Phase { get; private set; }

    /// <summary>State of LCP.</summary>
    public AutomatonState LcpState => _lcp.State;

    /// <summary>What the peer is authorized to; null before it is authenticated.</summary>
    public PppAuthorization? Authorization => _authorization;

    /// <summary>Name with which the peer has authenticated; null if it has not.</summary>
    public string? PeerName => _authenticated?.Name;

    /// <summary>What LCP has settled, from the authentication on.</summary>
    public PppLink Link => new(
        Math.Min(_lcp.Peer.Mru, _settings.MaximumMtu), _lcp.Own.Mru, _lcp.Peer.ProtocolCompression, _lcp.Peer.AddressCompression);

    /// <summary>When <see cref="Tick"/> is due, in milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline
    {
        get
        {
            long next = Math.Min(_lcp.Deadline, Math.Min(_echoDue, _sessionEnd));
            next = Math.Min(next, Math.Min(_authenticator?.Deadline ?? Automaton.Never, _peerAuthentication?.Deadline ?? Automaton.Never));
            next = Math.Min(next, Math.Min(_ipcp?.Deadline ?? Automaton.Never, _ipv6cp?.Deadline ?? Automaton.Never));
            return Math.Min(next, _ipv6?.Deadline ?? Automaton.Never);
        }
    }

    /// <summary>The lower layer is up: negotiates.</summary>
    /// <param name="now">The time.</param>
    public void Open(long now)
    {
        if (!_opened)
        {
            _opened = true;
            Phase = PppPhase.Establish;
            _lcp.Open(now);
            _lcp.Up(now);
        }
    }

    /// <summary>
    /// The lower layer is up and a LAC has negotiated LCP. If this end would have agreed, LCP is open at once and the peer's
    /// authentication is verified; else LCP is negotiated anew (RFC 2661 4.4.5).
    /// </summary>
    /// <param name="proxy">What the LAC said.</param>
    /// <param name="now">The time.</param>
    /// <returns>True if LCP was taken over.</returns>
    public bool OpenWithProxy(PppProxyData proxy, long now)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        if (_opened)
        {
            return false;
        }

        if (!_settings.AcceptProxyLcp || !_lcp.TryAdopt(proxy.LastSent.Span, proxy.LastReceived.Span))
        {
            Open(now);
            return false;
        }

        _opened = true;
        EnterAuthentication(ProxyRequest(proxy), now);
        return true;
    }

    /// <summary>Ends the session with Terminate-Request; <see cref="IPppOwner.Down"/> follows.</summary>
    /// <param name="now">The time.</param>
    /// <param name="reason">Why.</param>
    public void Close(long now, PppDownReason reason = PppDownReason.Closed)
    {
        if (!_opened || Phase is PppPhase.Dead or PppPhase.Terminate)
        {
            return;
        }

        _reason ??= reason;
        Phase = PppPhase.Terminate;
        _lcp.Close(now);
        if (_lcp.State <= AutomatonState.Stopped)
        {
            End(now);
        }
    }

    /// <summary>The lower layer is gone: the session ends at once.</summary>
    /// <param name="now">The time.</param>
    public void LowerLayerDown(long now)
    {
        if (!_opened || Phase == PppPhase.Dead)
        {
            return;
        }

        _reason ??= PppDownReason.LowerLayerDown;
        Phase = PppPhase.Terminate;
        _lcp.Down(now);
        End(now);
    }

    /// <summary>Takes a frame from the peer; what is malformed is discarded.</summary>
    /// <param name="frame">With or without FF 03, protocol of one or two octets.</param>
    /// <param name="now">The time.</param>
    public void Receive(ReadOnlySpan<byte> frame, long now)
    {
        if (Phase == PppPhase.Dead || !PppFrame.TryParse(frame, out ushort protocol, out ReadOnlySpan<byte> information))
        {
            return;
        }

        if (protocol == PppProtocol.Lcp)
        {
            _lcp.Receive(information, now);
        }
        else if (_lcp.State == AutomatonState.Opened)
        {
            // Other protocols are silently discarded before their phase (RFC 1661 3.4, 3.5).
            ReceiveInPhase(protocol, information, now);
        }
    }

    /// <summary>Time has passed.</summary>
    /// <param name="now">The time.</param>
    public void Tick(long now)
    {
        if (Phase == PppPhase.Dead)
        {
            return;
        }

        _lcp.Tick(now);
        _authenticator?.Tick(now);
        _peerAuthentication?.Tick(now);
        _ipcp?.Tick(now);
        _ipv6cp?.Tick(now);
        _ipv6?.Tick(now);
        if (now >= _echoDue)
        {
            Echo(now);
        }

        if (now >= _sessionEnd)
        {
            _sessionEnd = Automaton.Never;
            Close(now, PppDownReason.SessionTimeout);
        }
    }

    /// <summary>The peer is who it says.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="authorization">What the peer gets.</param>
    /// <param name="now">The time.</param>
    /// <returns>False if the answer is too late: the session ended, timed out or was negotiated anew.</returns>
    public bool Accept(PppAuthenticationRequest request, PppAuthorization authorization, long now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(authorization);
        string? message = authorization.Message;
        if (request.Method == PppAuthenticationMethod.MsChapV2)
        {
            message = $"{authorization.MsChapProof} M={message ?? "OK"}";
        }

        if (_authenticator?.Answer(request, true, message, now) != true)
        {
            return false;
        }

        _owner.Answered(this, request, true);
        if (!request.IsRenewal)
        {
            _authorization = authorization;
            _authenticated = request;
            EnterNetwork(now);
        }

        return true;
    }

    /// <summary>The peer is not who it says, or may not be served.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="message">Message for the peer; MS-CHAPv2's whole failure message if it starts with "E=".</param>
    /// <param name="now">The time.</param>
    /// <returns>False if the answer is too late.</returns>
    public bool Reject(PppAuthenticationRequest request, string? message, long now)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method == PppAuthenticationMethod.MsChapV2 && message?.StartsWith("E=", StringComparison.Ordinal) != true)
        {
            message = _authenticator?.MicrosoftFailure();
        }

        if (_authenticator?.Answer(request, false, message, now) != true)
        {
            return false;
        }

        _owner.Answered(this, request, false);
        Close(now, PppDownReason.AuthenticationFailed);
        return true;
    }

    /// <summary>Sets how long the session may be, counted from the authentication (RFC 2865 5.27).</summary>
    /// <param name="timeout">The time; null for no limit.</param>
    public void SetSessionTimeout(TimeSpan? timeout) =>
        _sessionEnd = timeout is { } limit && Phase == PppPhase.Network ? _openedAt + (long)limit.TotalMilliseconds : Automaton.Never;
}
