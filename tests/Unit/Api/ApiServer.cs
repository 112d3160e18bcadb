using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Router.Api;
using Router.Controlplane.Api;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.Service;

namespace Router.Unit.Tests.Api;

/// <summary>The real API of a router, on a Unix socket in a directory of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private ApiServer(string directory, WebApplication application)
    {
        Directory = directory;
        Application = application;
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        Http = new HttpClient(handler) { BaseAddress = new Uri("http://router") };
    }

    /// <summary>The run directory, for routerctl.</summary>
    public string Directory { get; }

    /// <summary>The application.</summary>
    public WebApplication Application { get; }

    /// <summary>A client of the socket.</summary>
    public HttpClient Http { get; }

    /// <summary>The socket.</summary>
    public string SocketPath => ApiPaths.Socket(Directory, ApiPaths.DefaultInstance);

    /// <summary>Starts the API of a router.</summary>
    public static async Task<ApiServer> Start(IRouterService router, string? directory = null, L2tpInspector? inspector = null)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("router-api-").FullName;
        System.IO.Directory.CreateDirectory(Path.Combine(directory, ApiPaths.DefaultInstance));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(router);
        if (inspector is not null)
        {
            builder.Services.AddSingleton(inspector);
        }

        builder.AddRouterApi(ApiPaths.Socket(directory, ApiPaths.DefaultInstance));
        ApiServer server = new(directory, builder.Build());
        server.Application.MapRouterApi();
        await server.Application.StartAsync();
        return server;
    }

    /// <summary>Answer of a GET as JSON.</summary>
    public async Task<JsonElement> Get(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;
    }

    /// <summary>Status, media type and body of a request.</summary>
    public async Task<(int Status, string? MediaType, string Body)> Send(string method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body) };
        using HttpResponseMessage response = await Http.SendAsync(request);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Application.StopAsync();
        await Application.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
