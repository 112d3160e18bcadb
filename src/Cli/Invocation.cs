using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Router.Cli.Output;

namespace Router.Cli;

/// <summary>One run of a command.</summary>
internal sealed class Invocation(CliEnvironment environment, GlobalOptions options, ParseResult line, CancellationToken cancel) : IDisposable
{
    private ApiClient? _client;

    /// <summary>The world outside.</summary>
    public CliEnvironment Environment { get; } = environment;

    /// <summary>The command line.</summary>
    public ParseResult Line { get; } = line;

    /// <summary>Ctrl-C.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>Whether <c>--json</c> was given.</summary>
    public bool Json { get; } = line.GetValue(options.Json);

    /// <summary>The run directory.</summary>
    public string RunDirectory => options.FindRunDirectory(Line, Environment);

    /// <summary>The control plane.</summary>
    public ApiClient Client => _client ??= new ApiClient(options.FindSocket(Line, Environment));

    /// <summary>Gets <paramref name="path"/> and prints it: as JSON, or by <paramref name="print"/>.</summary>
    public Task<int> Show<T>(string path, JsonTypeInfo<T> type, Action<T> print) => Show(path, "", type, print);

    /// <summary>The same with a query, which is empty or starts with a question mark.</summary>
    public async Task<int> Show<T>(string path, string query, JsonTypeInfo<T> type, Action<T> print)
    {
        byte[] body = await Client.Get(path + query, Cancel).ConfigureAwait(false);
        Print(body, type, print);
        return ExitCodes.Ok;
    }

    /// <summary>Prints an answer: as JSON, or by <paramref name="print"/>.</summary>
    public void Print<T>(byte[] body, JsonTypeInfo<T> type, Action<T> print)
    {
        if (Json)
        {
            JsonOutput.Write(Environment, body);
        }
        else
        {
            print(ApiClient.Read(body, type));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();
}
