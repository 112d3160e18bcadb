using System.Globalization;

namespace Router.Process.Tests.Harness;

/// <summary>How large the tests of scale are; the environment makes them larger.</summary>
internal static class TestScale
{
    /// <summary>ROUTER_TEST_TUNNELS.</summary>
    /// <param name="otherwise">The number without it.</param>
    public static int Tunnels(int otherwise) => Number("ROUTER_TEST_TUNNELS", otherwise);

    /// <summary>ROUTER_TEST_SESSIONS: sessions in each tunnel.</summary>
    /// <param name="otherwise">The number without it.</param>
    public static int SessionsInEach(int otherwise) => Number("ROUTER_TEST_SESSIONS", otherwise);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
