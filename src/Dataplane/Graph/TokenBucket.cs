using System.Runtime.InteropServices;

namespace Router.Dataplane.Graph;

/// <summary>A token bucket on the worker's clock.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenBucket
{
    private ulong _last;
    private ulong _ticksPerToken;
    private uint _tokens;
    private uint _burst;

    /// <summary>A full bucket.</summary>
    public static TokenBucket Create(ulong ticksPerSecond, uint perSecond, uint burst) => new()
    {
        _ticksPerToken = Math.Max(1, ticksPerSecond / perSecond),
        _tokens = burst,
        _burst = burst,
    };

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake(ulong now)
    {
        ulong elapsed = now - _last;
        if (now < _last)
        {
            _last = now;
        }
        else if (elapsed >= _ticksPerToken)
        {
            ulong earned = elapsed / _ticksPerToken;
            _tokens = (uint)Math.Min(_burst, _tokens + earned);
            _last += earned * _ticksPerToken;
        }

        if (_tokens == 0)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
