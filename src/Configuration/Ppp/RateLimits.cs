using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Keys <c>rate-up</c>, <c>burst-up</c>, <c>rate-down</c>, <c>burst-down</c>.</summary>
internal static class RateLimits
{
    /// <summary>Their names.</summary>
    public static readonly string[] Keys = ["rate-up", "burst-up", "rate-down", "burst-down"];

    /// <summary>Reads the limit of one direction; null if there is none.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="direction"><c>up</c> or <c>down</c>.</param>
    public static RateLimit? Parse(MappingReader map, string direction)
    {
        ulong? rate = map.OptionalValue($"rate-{direction}", ScaledScalars.BitRate);
        uint? burst = map.OptionalValue($"burst-{direction}", ScaledScalars.Burst);
        if (burst is not null && rate is null or 0 && !map.Failed)
        {
            map.Report($"burst-{direction}", $"there is no rate that it belongs to; write rate-{direction} too");
        }

        return rate is { } given ? new RateLimit(given, burst) : null;
    }

    /// <summary>Writes both directions.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="up">From the subscriber.</param>
    /// <param name="down">To the subscriber.</param>
    public static MappingWriter AddRates(this MappingWriter map, RateLimit? up, RateLimit? down) => map
        .AddValue("rate-up", up?.BitsPerSecond, static rate => YamlText.Of((long)rate))
        .AddValue("burst-up", up?.Burst, static burst => YamlText.Of(burst))
        .AddValue("rate-down", down?.BitsPerSecond, static rate => YamlText.Of((long)rate))
        .AddValue("burst-down", down?.Burst, static burst => YamlText.Of(burst));
}
