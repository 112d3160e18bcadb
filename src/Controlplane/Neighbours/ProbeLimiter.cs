using Router.Controlplane.Desired;

namespace Router.Controlplane.Neighbours;

/// <summary>Lets each next hop be asked for at most once in a while, however often packets need it.</summary>
/// <param name="clock">Time.</param>
public sealed class ProbeLimiter(TimeProvider clock)
{
    private const int MaxRemembered = 65536;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<NextHopKey, long> _asked = [];

    /// <summary>True if the next hop may be asked for now.</summary>
    /// <param name="neighbour">The next hop.</param>
    public bool IsDue(NextHopKey neighbour) =>
        !_asked.TryGetValue(neighbour, out long last) || clock.GetElapsedTime(last) >= Interval;

    /// <summary>The next hop was asked for.</summary>
    /// <param name="neighbour">The next hop.</param>
    public void Asked(NextHopKey neighbour)
    {
        if (_asked.Count >= MaxRemembered)
        {
            // A scan of a connected subnet must not fill the memory.
            _asked.Clear();
        }

        _asked[neighbour] = clock.GetTimestamp();
    }
}
