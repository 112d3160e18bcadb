namespace Router.Process.Tests.Harness;

/// <summary>Parts of large configurations.</summary>
internal static class Yaml
{
    /// <summary>One line for each index from 0.</summary>
    public static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));
}
