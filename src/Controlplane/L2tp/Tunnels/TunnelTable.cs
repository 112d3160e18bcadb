namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>The control connections of an engine, by the keys that messages have.</summary>
/// <param name="options">Limits.</param>
internal sealed class TunnelTable(L2tpEngineOptions options)
{
    private const int SmallIds = 0x1_0000;
    private const int Attempts = 64;

    private readonly Dictionary<uint, ControlConnection> _byId = [];
    private readonly Dictionary<(L2tpEndpoint Endpoint, uint PeerId), ControlConnection> _byRequest = [];
    private readonly Dictionary<(uint Vrf, L2tpAddress Address), List<ControlConnection>> _outstanding = [];
    private readonly Dictionary<(uint Vrf, L2tpAddress Address), int> _halfOpenBySource = [];
    private readonly LinkedList<ControlConnection> _halfOpen = [];

    /// <summary>Control connections.</summary>
    public int Count => _byId.Count;

    /// <summary>Control connections that peers began and did not complete.</summary>
    public int HalfOpen => _halfOpen.Count;

    /// <summary>All control connections.</summary>
    public IReadOnlyCollection<ControlConnection> All => _byId.Values;

    /// <summary>True if no more fit.</summary>
    public bool IsFull => _byId.Count >= options.MaximumTunnels;

    /// <summary>Finds by this router's id.</summary>
    /// <param name="id">Tunnel id or control connection id.</param>
    /// <param name="tunnel">The control connection.</param>
    public bool TryGet(uint id, out ControlConnection tunnel) => _byId.TryGetValue(id, out tunnel!);

    /// <summary>Gives a free id: of 16 bits if L2TPv2 may come of it, else above those.</summary>
    /// <param name="tunnel">Who gets it.</param>
    /// <param name="isSmall">True for 16 bits.</param>
    /// <returns>The id; 0 if none was found.</returns>
    public uint Register(ControlConnection tunnel, bool isSmall)
    {
        for (int i = 0; i < Attempts; i++)
        {
            uint id = RandomIds.Next32();
            id = isSmall ? id & 0xFFFF : id;
            if (id != 0 && (isSmall || id >= SmallIds) && _byId.TryAdd(id, tunnel))
            {
                return id;
            }
        }

        return 0;
    }

    /// <summary>Frees an id.</summary>
    /// <param name="id">The id.</param>
    public void Release(uint id) => _byId.Remove(id);

    /// <summary>Finds the control connection that an SCCRQ made.</summary>
    /// <param name="endpoint">Where it came from.</param>
    /// <param name="peerId">Id that it assigned.</param>
    /// <param name="tunnel">The control connection.</param>
    public bool TryGetRequest(in L2tpEndpoint endpoint, uint peerId, out ControlConnection tunnel) =>
        _byRequest.TryGetValue((endpoint, peerId), out tunnel!);

    /// <summary>Remembers what an SCCRQ made. A peer that began again replaces what it made before.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void AddRequest(ControlConnection tunnel) => _byRequest[(tunnel.Endpoint, tunnel.PeerId)] = tunnel;

    /// <summary>Forgets an SCCRQ.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void RemoveRequest(ControlConnection tunnel)
    {
        if (TryGetRequest(tunnel.Endpoint, tunnel.PeerId, out ControlConnection found) && found == tunnel)
        {
            _ = _byRequest.Remove((tunnel.Endpoint, tunnel.PeerId));
        }
    }

    /// <summary>Remembers an SCCRQ of this router that has no answer.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void AddOutstanding(ControlConnection tunnel)
    {
        if (!_outstanding.TryGetValue(KeyOf(tunnel), out List<ControlConnection>? list))
        {
            _outstanding.Add(KeyOf(tunnel), list = new List<ControlConnection>(1));
        }

        list.Add(tunnel);
    }

    /// <summary>An SCCRQ of this router was answered or given up.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void RemoveOutstanding(ControlConnection tunnel)
    {
        if (_outstanding.TryGetValue(KeyOf(tunnel), out List<ControlConnection>? list) && list.Remove(tunnel) && list.Count == 0)
        {
            _ = _outstanding.Remove(KeyOf(tunnel));
        }
    }

    /// <summary>
    /// Finds this router's unanswered SCCRQ to whoever sent one: the same addresses, or the configured Router ID whatever this
    /// router's address is (RFC 2661 4.4.3, RFC 3931 5.4.3).
    /// </summary>
    /// <param name="endpoint">Where the other SCCRQ came from.</param>
    /// <param name="routerId">Its Router ID, 0 if absent.</param>
    public ControlConnection? FindOutstanding(in L2tpEndpoint endpoint, uint routerId)
    {
        if (_outstanding.TryGetValue((endpoint.Vrf, endpoint.RemoteAddress), out List<ControlConnection>? list))
        {
            foreach (ControlConnection tunnel in list)
            {
                bool isSame = routerId != 0 && tunnel.Profile.PeerRouterId is { } expected
                    ? expected == routerId
                    : tunnel.Endpoint.LocalAddress == endpoint.LocalAddress;
                if (isSame && tunnel.Endpoint.Encapsulation == endpoint.Encapsulation)
                {
                    return tunnel;
                }
            }
        }

        return null;
    }

    /// <summary>Half-open control connections of a source.</summary>
    /// <param name="endpoint">The source.</param>
    public int HalfOpenOf(in L2tpEndpoint endpoint) =>
        _halfOpenBySource.GetValueOrDefault((endpoint.Vrf, endpoint.RemoteAddress));

    /// <summary>The half-open control connection that has been so for longest.</summary>
    public ControlConnection? OldestHalfOpen => _halfOpen.First?.Value;

    /// <summary>A peer began.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void AddHalfOpen(ControlConnection tunnel)
    {
        tunnel.HalfOpenNode = _halfOpen.AddLast(tunnel);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_halfOpenBySource, KeyOf(tunnel), out _)++;
    }

    /// <summary>A peer completed, or gave up.</summary>
    /// <param name="tunnel">The control connection.</param>
    public void RemoveHalfOpen(ControlConnection tunnel)
    {
        if (tunnel.HalfOpenNode is null)
        {
            return;
        }

        _halfOpen.Remove(tunnel.HalfOpenNode);
        tunnel.HalfOpenNode = null;
        (uint, L2tpAddress) key = KeyOf(tunnel);
        int left = _halfOpenBySource[key] - 1;
        if (left == 0)
        {
            _ = _halfOpenBySource.Remove(key);
        }
        else
        {
            _halfOpenBySource[key] = left;
        }
    }

    private static (uint Vrf, L2tpAddress Address) KeyOf(ControlConnection tunnel) =>
        (tunnel.Endpoint.Vrf, tunnel.Endpoint.RemoteAddress);
}
