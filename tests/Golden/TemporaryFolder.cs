namespace Router.Golden.Tests;

/// <summary>A folder that goes with its object.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("router-golden-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just dying may still write; the system's cleaning of temporary files takes the rest.
        }
    }
}
