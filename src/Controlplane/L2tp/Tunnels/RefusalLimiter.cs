namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>A token bucket: answers to requests from anybody must not make this router a reflector.</summary>
/// <param name="perSecond">Answers per second, and at once.</param>
internal sealed class RefusalLimiter(int perSecond)
{
    private long _tokens = perSecond * 1000L;
    private long _last;

    /// <summary>Takes a token.</summary>
    /// <param name="now">Time in milliseconds.</param>
    /// <returns>False if there is none.</returns>
    public bool TryTake(long now)
    {
        _tokens = Math.Min(perSecond * 1000L, _tokens + (Math.Clamp(now - _last, 0, 1000) * perSecond));
        _last = now;
        if (_tokens < 1000)
        {
            return false;
        }

        _tokens -= 1000;
        return true;
    }
}
