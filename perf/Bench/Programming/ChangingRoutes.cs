namespace Router.Bench;

/// <summary>
/// The routes of the programming instrument and how they change, the same in the process that sends changes and in the one that
/// checks frames. Three routes of four flip between two next hops, the fourth is withdrawn and added again. A default route
/// by a next hop of its own covers all. Changes go round: route 0, 1, 2, …, whose prefixes are in random order.
/// </summary>
internal sealed class ChangingRoutes
{
    /// <summary>Next hop of the default route, and how many next hops there are before it.</summary>
    public const int DefaultNextHop = 16;

    private const int Pairs = 8;
    private const int ShortestLength = 15;
    private const int LongestLength = 24;

    private readonly Dictionary<(uint Prefix, int Length), int> _byPrefix = [];
    private readonly List<(uint Prefix, int Length)> _routes = [];
    private readonly bool[] _changed;
    private readonly int _numbers;
    private int _next;

    /// <param name="numbers">How many of <see cref="RandomPrefixes"/>; those of equal prefix are one route.</param>
    public ChangingRoutes(int numbers)
    {
        _numbers = numbers;
        for (uint i = 0; i < (uint)numbers; i++)
        {
            (uint prefix, int length, _) = RandomPrefixes.Ipv4(i);
            if (_byPrefix.TryAdd((prefix, length), _routes.Count))
            {
                _routes.Add((prefix, length));
            }
        }

        _changed = new bool[_routes.Count];
    }

    /// <summary>Routes but for the default.</summary>
    public int Count => _routes.Count;

    /// <summary>Prefix, host byte order, and length of a route.</summary>
    public (uint Prefix, int Length) this[int route] => _routes[route];

    /// <summary>The next hop that a route leads to now, null while it is withdrawn.</summary>
    public int? NextHopOf(int route) =>
        !_changed[route] ? route % Pairs : IsWithdrawn(route) ? null : Pairs + (route % Pairs);

    /// <summary>Changes the next <paramref name="count"/> routes; returns them.</summary>
    public int[] Change(int count)
    {
        int[] changed = new int[count];
        for (int i = 0; i < count; i++)
        {
            changed[i] = _next;
            _changed[_next] ^= true;
            _next = (_next + 1) % Count;
        }

        return changed;
    }

    /// <summary>A bit for each next hop that frames for a destination may ever leave by.</summary>
    public uint EverAllowed(uint destination)
    {
        uint allowed = 0;
        foreach (int route in Covering(destination))
        {
            allowed |= 1u << (route % Pairs);
            if (!IsWithdrawn(route))
            {
                return allowed | (1u << (Pairs + (route % Pairs)));
            }
        }

        return allowed | (1u << DefaultNextHop);
    }

    /// <summary>The next hop that frames for a destination must leave by when all changes so far are in force.</summary>
    public int NextHopNow(uint destination)
    {
        foreach (int route in Covering(destination))
        {
            if (NextHopOf(route) is int nextHop)
            {
                return nextHop;
            }
        }

        return DefaultNextHop;
    }

    /// <summary><see cref="EverAllowed(uint)"/> of every number's destination.</summary>
    public uint[] EverAllowed()
    {
        uint[] allowed = new uint[_numbers];
        for (uint i = 0; i < (uint)_numbers; i++)
        {
            allowed[i] = EverAllowed(RandomPrefixes.Ipv4(i).Destination);
        }

        return allowed;
    }

    private static bool IsWithdrawn(int route) => route % 4 == 3;

    /// <summary>Routes to a destination, the longest first.</summary>
    private IEnumerable<int> Covering(uint destination)
    {
        for (int length = LongestLength; length >= ShortestLength; length--)
        {
            if (_byPrefix.TryGetValue((destination & ~(uint.MaxValue >> length), length), out int route))
            {
                yield return route;
            }
        }
    }
}
