using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Router.Api;

namespace Router.Process.Tests.Harness;

/// <summary>A router's HTTP API, for polling without a process per question.</summary>
internal sealed class RouterApi : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Talks to the Unix socket at <paramref name="socket"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="seconds">The longest time for an answer.</param>
    public RouterApi(string socket, int seconds = 5)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://router"), Timeout = TimeSpan.FromSeconds(seconds) };
    }

    /// <summary>Shared memory.</summary>
    public ChannelInfo Channel => Get(ApiPaths.Channel, ApiJson.Default.ChannelInfo);

    /// <summary>Workers.</summary>
    public RuntimeInfo Runtime => Get(ApiPaths.Runtime, ApiJson.Default.RuntimeInfo);

    /// <summary>Drops and punts.</summary>
    public DropsInfo Drops => Get(ApiPaths.Drops, ApiJson.Default.DropsInfo);

    /// <summary>Interfaces.</summary>
    public IReadOnlyList<InterfaceInfo> Interfaces => Get(ApiPaths.Interfaces, ApiJson.Default.IReadOnlyListInterfaceInfo);

    /// <summary>Ports.</summary>
    public IReadOnlyList<PortInfo> Ports => Get(ApiPaths.Ports, ApiJson.Default.IReadOnlyListPortInfo);

    /// <summary>Incoming label map.</summary>
    public IReadOnlyList<LabelInfo> Labels => Get(ApiPaths.MplsLabels, ApiJson.Default.IReadOnlyListLabelInfo);

    /// <summary>L2TPv3 sessions.</summary>
    public IReadOnlyList<L2tpSessionInfo> Sessions => Get(ApiPaths.L2tpSessions, ApiJson.Default.IReadOnlyListL2tpSessionInfo);

    /// <summary>Routes.</summary>
    public IReadOnlyList<RouteInfo> Routes => Get(ApiPaths.Routes, ApiJson.Default.IReadOnlyListRouteInfo);

    /// <summary>Neighbours.</summary>
    public IReadOnlyList<NeighbourInfo> Neighbours => Get(ApiPaths.Neighbours, ApiJson.Default.IReadOnlyListNeighbourInfo);

    /// <summary>Running configuration.</summary>
    public ConfigInfo Config => Get(ApiPaths.Config, ApiJson.Default.ConfigInfo);

    /// <summary>Metrics.</summary>
    public RouterMetrics Metrics => new(GetText(ApiPaths.Metrics));

    /// <summary>Sum of the drops by one reason.</summary>
    public ulong DropsBy(string reason) => Drops.Drops.Single(drop => drop.Reason == reason).Total;

    /// <summary><see cref="Channel"/>, or null while nobody answers.</summary>
    public ChannelInfo? TryChannel()
    {
        try
        {
            return Channel;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Body of a GET.</summary>
    public string GetText(string path) => _http.GetStringAsync(path).GetAwaiter().GetResult();

    /// <summary>Puts a configuration in force.</summary>
    /// <exception cref="InvalidOperationException">It is refused; the message says why.</exception>
    public void Apply(string yaml)
    {
        using StringContent content = new(yaml, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage response = _http.PostAsync(ApiPaths.ConfigApply, content).GetAwaiter().GetResult();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private T Get<T>(string path, JsonTypeInfo<T> type)
    {
        byte[] body = _http.GetByteArrayAsync(path).GetAwaiter().GetResult();
        return JsonSerializer.Deserialize(body, type) ?? throw new InvalidDataException($"{path}: null");
    }
}
