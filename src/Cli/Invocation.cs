using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Router.Cli.Output;

namespace Router.Cli;

/// <summary>One run of a command.</summary>
internal sealed class Invocation(CliEnvironment environment, GlobalOptions options, ParseResult line, CancellationToken cancel) : IDisposable
{
    private const int Page = 2000;

    private static readonly string PageText = Page.ToString(CultureInfo.InvariantCulture);

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

    /// <summary>Shows a list that may be long: page by page for people, as it comes as JSON.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="query">Its filters.</param>
    /// <param name="type">Type of a page.</param>
    /// <param name="key">What a later page begins behind.</param>
    /// <param name="print">Prints the whole list.</param>
    public async Task<int> ShowPages<T>(
        string path, (string Key, string? Value)[] query, JsonTypeInfo<IReadOnlyList<T>> type, Func<T, string> key, Action<IReadOnlyList<T>> print)
    {
        if (Json)
        {
            JsonOutput.Write(Environment, await Client.Get(path + QueryText.Of(query), Cancel).ConfigureAwait(false));
            return ExitCodes.Ok;
        }

        List<T> list = [];
        string? after = null;
        IReadOnlyList<T> page;
        do
        {
            string filters = QueryText.Of([.. query, ("limit", PageText), ("after", after)]);
            page = await Client.Get(path + filters, type, Cancel).ConfigureAwait(false);
            list.AddRange(page);
            after = page.Count == 0 ? null : key(page[^1]);
        }
        while (page.Count == Page);
        print(list);
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
