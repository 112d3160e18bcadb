using System.Runtime.CompilerServices;

namespace Router.Bench;

/// <summary>Entries in random order, the same in every run: a linear congruential generator, the cheapest there is.</summary>
internal struct RandomEntries()
{
    private uint _state = 12345;

    /// <summary>A number below <paramref name="entries"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next(uint entries)
    {
        _state = (_state * 1664525) + 1013904223;
        return (uint)(((ulong)_state * entries) >> 32);
    }
}
