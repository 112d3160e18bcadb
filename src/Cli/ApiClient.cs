using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Router.Api;

namespace Router.Cli;

/// <summary>HTTP over the control plane's Unix socket.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly string _socket;
    private readonly HttpClient _http;

    /// <summary>Talks to the socket at <paramref name="socket"/>; connects with the first request.</summary>
    public ApiClient(string socket)
    {
        _socket = socket;
        SocketsHttpHandler handler = new() { ConnectCallback = Connect };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://router"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The body of a GET.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public Task<byte[]> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, cancel);

    /// <summary>The body of a GET as an object.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public async Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        Read(await Get(path, cancel).ConfigureAwait(false), type);

    /// <summary>Posts JSON.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public async Task<byte[]> PostJson<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new("application/json");
        return await Send(HttpMethod.Post, path, content, cancel).ConfigureAwait(false);
    }

    /// <summary>Posts a configuration.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public async Task<byte[]> PostYaml(string path, string yaml, CancellationToken cancel)
    {
        using StringContent content = new(yaml, Encoding.UTF8, "application/yaml");
        return await Send(HttpMethod.Post, path, content, cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes what <paramref name="path"/> names.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public Task<byte[]> Delete(string path, CancellationToken cancel) => Send(HttpMethod.Delete, path, null, cancel);

    /// <summary>The lines of an answer that goes on until cancelled.</summary>
    /// <exception cref="CliException">No connection, or an error answer.</exception>
    public async IAsyncEnumerable<string> Lines(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        using HttpResponseMessage response = await Begin(request, cancel).ConfigureAwait(false);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), Encoding.UTF8);
        while (await Line(reader, cancel).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="CliException">The answer is not what this version understands.</exception>
    public static T Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCodes.Failed, $"unreadable answer from the control plane: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string?> Line(StreamReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadLineAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null; // the control plane has gone
        }
    }

    private async Task<HttpResponseMessage> Begin(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Failure(response, await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
            }
        }
        catch (HttpRequestException exception)
        {
            throw NoConnection(exception.InnerException ?? exception);
        }
    }

    private async Task<byte[]> Send(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? body : throw Failure(response, body);
        }
        catch (HttpRequestException exception)
        {
            throw NoConnection(exception.InnerException ?? exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ArgumentException
            || (exception is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw NoConnection(exception);
        }
    }

    private CliException NoConnection(Exception cause)
    {
        string reason = File.Exists(_socket) ? cause.Message : "no such socket; is the router running?";
        return new CliException(ExitCodes.NoConnection, $"no connection to the control plane at {_socket}: {reason}");
    }

    private static ApiException Failure(HttpResponseMessage response, byte[] body)
    {
        int status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            try
            {
                if (JsonSerializer.Deserialize(body, ApiJson.Default.Problem) is { } problem)
                {
                    return new ApiException(problem, body);
                }
            }
            catch (JsonException)
            {
                // Falls through to a problem of our own: the status still says what happened.
            }
        }

        Problem unknown = new() { Title = $"HTTP {status} {response.ReasonPhrase}", Status = status };
        return new ApiException(unknown, JsonSerializer.SerializeToUtf8Bytes(unknown, ApiJson.Default.Problem));
    }
}
