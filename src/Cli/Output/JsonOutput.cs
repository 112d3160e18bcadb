using System.Text;
using System.Text.Json;

namespace Router.Cli.Output;

/// <summary>Prints answers of the API for programs.</summary>
internal static class JsonOutput
{
    /// <summary>Prints <paramref name="body"/>: unchanged, but indented on a terminal.</summary>
    public static void Write(CliEnvironment environment, byte[] body)
    {
        if (!environment.IsTerminal)
        {
            environment.Out.WriteLine(Encoding.UTF8.GetString(body));
            return;
        }

        using JsonDocument document = JsonDocument.Parse(body);
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            document.WriteTo(writer);
        }

        environment.Out.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
