namespace Router.Cli.Supervisor;

/// <summary>How long to wait before a dead program is started again: 100 ms, doubling to 5 s, from the start after 30 s of life.</summary>
internal sealed class Backoff
{
    /// <summary>Wait after the first death.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>A life of this length forgets earlier deaths.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <summary>The wait after a death at the age <paramref name="lived"/>.</summary>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= Healthy)
        {
            _next = First;
        }

        TimeSpan wait = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }
}
