namespace Router.Golden.Tests;

/// <summary>The stored captures, and the pages about what tests show, are what the scripts make of them.</summary>
public sealed class GeneratorTests
{
    private const int NoScapy = 3;

    /// <summary>Generates everything again and compares every file.</summary>
    [SkippableFact]
    public async Task WritesTheStoredFiles()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("data");
        string conformance = folder.File("conformance.md");
        string l2tp = folder.File("l2tp.md");
        ChildResult child = await Child.RunAsync("sh", [Places.Generator, data, conformance, l2tp], folder.Path, TimeSpan.FromMinutes(5));
        Skip.If(child.ExitCode == NoScapy, "scapy is not installed");
        Assert.True(child.ExitCode == 0, child.Describe());
        Assert.Equal(Files(Places.Data), Files(data));
        foreach (string file in Files(data))
        {
            byte[] wanted = await File.ReadAllBytesAsync(Path.Combine(data, file));
            byte[] stored = await File.ReadAllBytesAsync(Path.Combine(Places.Data, file));
            Assert.True(wanted.AsSpan().SequenceEqual(stored), $"tests/Golden/data/{file} is not what the generator writes; run make golden");
        }

        Assert.Equal(await File.ReadAllTextAsync(conformance), await File.ReadAllTextAsync(Places.Conformance));
        Assert.Equal(await File.ReadAllTextAsync(l2tp), await File.ReadAllTextAsync(Places.L2tp));
    }

    private static List<string> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
