using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>A wrong configuration and the one error that it must give.</summary>
/// <param name="Line">Line of the error in <paramref name="Yaml"/>, from 1.</param>
/// <param name="Key">Key of the error.</param>
/// <param name="Fragment">Part of its message.</param>
/// <param name="Yaml">The configuration.</param>
public sealed record WrongConfiguration(int Line, string Key, string Fragment, string Yaml)
{
    /// <summary>The message and the place name the case in test reports.</summary>
    public override string ToString() => $"{Key}: {Fragment}";
}

/// <summary>All wrong configurations, by section. Each has exactly one error.</summary>
internal static class WrongConfigurations
{
    public static IEnumerable<WrongConfiguration> Everything =>
    [
        .. SyntaxCases.All,
        .. PortCases.All,
        .. InterfaceCases.All,
        .. RouteCases.All,
        .. MplsCases.All,
        .. L2tpCases.All,
        .. L2tpPeerCases.All,
        .. PppCases.All,
        .. RadiusCases.All,
        .. CrossConnectCases.All,
    ];

    /// <summary>A wrong addition to <see cref="Samples.Small"/>; the line counts from the addition.</summary>
    public static WrongConfiguration Added(int line, string key, string fragment, string yaml) =>
        new(line + Samples.Small.Split('\n').Length, key, fragment, $"{Samples.Small}\n{yaml}");
}
