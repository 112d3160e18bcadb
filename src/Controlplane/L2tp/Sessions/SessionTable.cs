using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>
/// Sessions by this router's id, by the peer's id, and by Remote End ID while they are asked for. Session ids of L2TPv3 are
/// unique in the whole router; those of L2TPv2 in their tunnel.
/// </summary>
internal sealed class SessionTable
{
    private const ulong Version2 = 1UL << 63;
    private const int Attempts = 64;

    // Ids that rest cost memory: a peer that makes and ends sessions without end must not fill it.
    private const int MaximumResting = 1_000_000;

    // Null: the id is taken without a session. It rests after one, or belongs to a static session.
    private readonly Dictionary<ulong, L2tpSession?> _byId = [];
    private readonly Dictionary<ulong, L2tpSession> _byPeerId = [];
    private readonly Dictionary<ulong, List<L2tpSession>> _byEndId = [];
    private readonly Queue<(ulong Key, long Until)> _resting = new();

    /// <summary>Sessions with an id.</summary>
    public int Count { get; private set; }

    /// <summary>Ids in use, those that rest included.</summary>
    public int Taken => _byId.Count;

    /// <summary>Takes a number out of the L2TPv3 ids that are given.</summary>
    /// <param name="id">The id of a static session.</param>
    /// <returns>False if it is in use.</returns>
    public bool Reserve(uint id) => _byId.TryAdd(id, null);

    /// <summary>Puts a number back.</summary>
    /// <param name="id">The id of a static session.</param>
    public void Unreserve(uint id)
    {
        if (_byId.TryGetValue(id, out L2tpSession? session) && session is null)
        {
            _ = _byId.Remove(id);
        }
    }

    /// <summary>Gives a session its id.</summary>
    /// <param name="session">A session without one.</param>
    /// <returns>False if no free id was found.</returns>
    public bool Register(L2tpSession session)
    {
        uint id = Add(session.Tunnel, session);
        session.LocalId = id;
        Count += id == 0 ? 0 : 1;
        return id != 0;
    }

    /// <summary>An id that nobody has: a refusal must carry one (RFC 2661 6.12, RFC 3931 6.12).</summary>
    /// <param name="tunnel">The control connection.</param>
    public uint PickForRefusal(ControlConnection tunnel)
    {
        uint id = Add(tunnel, null);
        _ = _byId.Remove(KeyOf(tunnel, id));
        return id;
    }

    /// <summary>Finds by this router's id.</summary>
    /// <param name="tunnel">The control connection that it must belong to.</param>
    /// <param name="id">Session id.</param>
    public L2tpSession? Find(ControlConnection tunnel, uint id) =>
        _byId.TryGetValue(KeyOf(tunnel, id), out L2tpSession? session) && session?.Tunnel == tunnel ? session : null;

    /// <summary>Finds by the peer's id.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="peerId">Session id.</param>
    public L2tpSession? FindByPeer(ControlConnection tunnel, uint peerId) =>
        _byPeerId.TryGetValue(PeerKeyOf(tunnel, peerId), out L2tpSession? session) ? session : null;

    /// <summary>Notes the peer's id.</summary>
    /// <param name="session">The session.</param>
    /// <param name="peerId">Session id.</param>
    /// <returns>False if the peer uses it for another session.</returns>
    public bool SetPeerId(L2tpSession session, uint peerId)
    {
        if (!_byPeerId.TryAdd(PeerKeyOf(session.Tunnel, peerId), session))
        {
            return false;
        }

        session.PeerId = peerId;
        return true;
    }

    /// <summary>Remembers a session that this router asks for.</summary>
    /// <param name="session">The session.</param>
    public void AddRequested(L2tpSession session)
    {
        ulong key = EndKeyOf(session.Tunnel, session.Local.RemoteEndId);
        if (!_byEndId.TryGetValue(key, out List<L2tpSession>? list))
        {
            _byEndId.Add(key, list = new List<L2tpSession>(1));
        }

        list.Add(session);
    }

    /// <summary>A session was answered or given up.</summary>
    /// <param name="session">The session.</param>
    public void RemoveRequested(L2tpSession session)
    {
        ulong key = EndKeyOf(session.Tunnel, session.Local.RemoteEndId);
        if (_byEndId.TryGetValue(key, out List<L2tpSession>? list) && list.Remove(session) && list.Count == 0)
        {
            _ = _byEndId.Remove(key);
        }
    }

    /// <summary>Finds the session that this router asks for with the same Remote End ID (RFC 3931 5.4.4).</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="endId">Remote End ID.</param>
    public L2tpSession? FindRequested(ControlConnection tunnel, ReadOnlySpan<byte> endId)
    {
        if (_byEndId.TryGetValue(EndKeyOf(tunnel, endId), out List<L2tpSession>? list))
        {
            foreach (L2tpSession session in list)
            {
                if (session.Tunnel == tunnel && endId.SequenceEqual(session.Local.RemoteEndId))
                {
                    return session;
                }
            }
        }

        return null;
    }

    /// <summary>Forgets a session's ids; this router's one rests, since the peer may still use it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="until">Time until which it rests.</param>
    public void Release(L2tpSession session, long until)
    {
        if (session.State == SessionState.WaitReply)
        {
            RemoveRequested(session);
        }

        if (session.PeerId != 0)
        {
            _ = _byPeerId.Remove(PeerKeyOf(session.Tunnel, session.PeerId));
        }

        if (session.LocalId != 0)
        {
            ulong key = KeyOf(session.Tunnel, session.LocalId);
            _byId[key] = null;
            _resting.Enqueue((key, until));
            Count--;
            if (_resting.Count > MaximumResting)
            {
                Tick(_resting.Peek().Until);
            }
        }
    }

    /// <summary>Ids that rested long enough are free again.</summary>
    /// <param name="now">Time.</param>
    public void Tick(long now)
    {
        while (_resting.TryPeek(out (ulong Key, long Until) oldest) && oldest.Until <= now)
        {
            _ = _resting.Dequeue();
            _ = _byId.Remove(oldest.Key);
        }
    }

    private static ulong KeyOf(ControlConnection tunnel, uint id) =>
        tunnel.Version == 2 ? Version2 | ((ulong)tunnel.LocalId << 16) | (id & 0xFFFF) : id;

    private static ulong PeerKeyOf(ControlConnection tunnel, uint peerId) => ((ulong)tunnel.LocalId << 32) | peerId;

    private static ulong EndKeyOf(ControlConnection tunnel, ReadOnlySpan<byte> endId)
    {
        HashCode hash = default;
        hash.AddBytes(endId);
        return ((ulong)tunnel.LocalId << 32) | (uint)hash.ToHashCode();
    }

    private uint Add(ControlConnection tunnel, L2tpSession? session)
    {
        for (int i = 0; i < Attempts; i++)
        {
            uint id = RandomIds.Next32();
            id = tunnel.Version == 2 ? id & 0xFFFF : id;
            if (id != 0 && _byId.TryAdd(KeyOf(tunnel, id), session))
            {
                return id;
            }
        }

        return 0;
    }
}
