using System.Runtime.InteropServices;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Stands between the engine and its owner, and remembers what the operator asks about later: since when something is up,
/// why it went down, and how often.
/// </summary>
/// <param name="owner">Decides and acts.</param>
/// <param name="peerOf">Name of a tunnel's peer.</param>
internal sealed class L2tpRecorder(IL2tpEvents owner, Func<ControlConnection, string> peerOf) : IL2tpEvents
{
    private static readonly int Causes = Enum.GetValues<L2tpDownCause>().Length;

    private readonly Dictionary<ControlConnection, DateTimeOffset> _tunnels = [];
    private readonly Dictionary<L2tpSession, DateTimeOffset> _sessions = [];
    private readonly Dictionary<string, L2tpLastDown> _peersDown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, L2tpLastDown> _pseudowiresDown = new(StringComparer.Ordinal);
    private readonly Dictionary<PseudowireType, long> _sessionSetups = [];
    private readonly long[] _tunnelFailures = new long[Causes];
    private readonly long[] _tunnelTeardowns = new long[Causes];
    private readonly long[] _sessionFailures = new long[Causes];
    private readonly long[] _sessionTeardowns = new long[Causes];

    /// <summary>Tunnels that came up.</summary>
    public long TunnelSetups { get; private set; }

    /// <summary>Tunnels that did not come up, by <see cref="L2tpDownCause"/>.</summary>
    public IReadOnlyList<long> TunnelFailures => _tunnelFailures;

    /// <summary>Tunnels that were up, by <see cref="L2tpDownCause"/>.</summary>
    public IReadOnlyList<long> TunnelTeardowns => _tunnelTeardowns;

    /// <summary>Sessions that came up, by type.</summary>
    public IReadOnlyDictionary<PseudowireType, long> SessionSetups => _sessionSetups;

    /// <summary>Sessions that did not come up, by <see cref="L2tpDownCause"/>.</summary>
    public IReadOnlyList<long> SessionFailures => _sessionFailures;

    /// <summary>Sessions that were up, by <see cref="L2tpDownCause"/>.</summary>
    public IReadOnlyList<long> SessionTeardowns => _sessionTeardowns;

    /// <summary>Since when a tunnel is up; null if it is not.</summary>
    /// <param name="tunnel">The tunnel.</param>
    public DateTimeOffset? UpSince(ControlConnection tunnel) => _tunnels.TryGetValue(tunnel, out DateTimeOffset since) ? since : null;

    /// <summary>Since when a session is up; null if it is not.</summary>
    /// <param name="session">The session.</param>
    public DateTimeOffset? UpSince(L2tpSession session) => _sessions.TryGetValue(session, out DateTimeOffset since) ? since : null;

    /// <summary>Why a tunnel of a peer was down last.</summary>
    /// <param name="peer">Its name.</param>
    public L2tpLastDown? LastDownOfPeer(string peer) => _peersDown.GetValueOrDefault(peer);

    /// <summary>Why a pseudowire was down last.</summary>
    /// <param name="name">Its name.</param>
    public L2tpLastDown? LastDownOfPseudowire(string name) => _pseudowiresDown.GetValueOrDefault(name);

    /// <summary>Forgets peers and pseudowires that are not configured any more.</summary>
    /// <param name="peers">Names of the peers that are.</param>
    /// <param name="pseudowires">Names of the pseudowires that are.</param>
    public void Keep(IReadOnlySet<string> peers, IReadOnlySet<string> pseudowires)
    {
        foreach (string gone in _peersDown.Keys.Where(name => !peers.Contains(name)).ToList())
        {
            _ = _peersDown.Remove(gone);
        }

        foreach (string gone in _pseudowiresDown.Keys.Where(name => !pseudowires.Contains(name)).ToList())
        {
            _ = _pseudowiresDown.Remove(gone);
        }
    }

    /// <inheritdoc/>
    public L2tpPeerProfile? FindPeer(in L2tpTunnelRequest request) => owner.FindPeer(request);

    /// <inheritdoc/>
    public void TunnelUp(ControlConnection tunnel)
    {
        TunnelSetups++;
        _tunnels[tunnel] = DateTimeOffset.UtcNow;
        owner.TunnelUp(tunnel);
    }

    /// <inheritdoc/>
    public void TunnelDown(ControlConnection tunnel, in L2tpDown down)
    {
        (_tunnels.Remove(tunnel) ? _tunnelTeardowns : _tunnelFailures)[(int)down.Cause]++;
        string peer = peerOf(tunnel);
        if (peer.Length != 0)
        {
            _peersDown[peer] = new L2tpLastDown(DateTimeOffset.UtcNow, down, IsStop: true);
        }

        owner.TunnelDown(tunnel, down);
    }

    /// <inheritdoc/>
    public L2tpSessionDecision SessionRequested(L2tpSession session) => owner.SessionRequested(session);

    /// <inheritdoc/>
    public void SessionOffered(L2tpSession session) => owner.SessionOffered(session);

    /// <inheritdoc/>
    public void SessionUp(L2tpSession session)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_sessionSetups, session.PseudowireType, out _)++;
        _sessions[session] = DateTimeOffset.UtcNow;
        owner.SessionUp(session);
    }

    /// <inheritdoc/>
    public void SessionDown(L2tpSession session, in L2tpDown down)
    {
        (_sessions.Remove(session) ? _sessionTeardowns : _sessionFailures)[(int)down.Cause]++;
        if (session.Owner is L2tpPseudowire pseudowire)
        {
            _pseudowiresDown[pseudowire.Configuration.Name] =
                new L2tpLastDown(DateTimeOffset.UtcNow, down, IsStop: down.Cause == L2tpDownCause.TunnelDown);
        }

        owner.SessionDown(session, down);
    }

    /// <inheritdoc/>
    public void CircuitStatusChanged(L2tpSession session) => owner.CircuitStatusChanged(session);

    /// <inheritdoc/>
    public void AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm) => owner.AccmChanged(session, sendAccm, receiveAccm);

    /// <inheritdoc/>
    public void ConnectSpeedChanged(L2tpSession session) => owner.ConnectSpeedChanged(session);
}
