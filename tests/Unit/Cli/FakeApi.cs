using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Router.Api;

namespace Router.Unit.Tests.Cli;

/// <summary>A control plane that answers from a table, on a Unix socket in a directory of its own.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Dictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);

    private FakeApi(string directory, WebApplication application)
    {
        Directory = directory;
        _application = application;
    }

    /// <summary>The run directory.</summary>
    public string Directory { get; }

    /// <summary>Requests so far: method, path with query, body.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Starts an instance.</summary>
    public static async Task<FakeApi> Start(string instance = ApiPaths.DefaultInstance)
    {
        string directory = System.IO.Directory.CreateTempSubdirectory("router-cli-").FullName;
        System.IO.Directory.CreateDirectory(Path.Combine(directory, instance));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(ApiPaths.Socket(directory, instance)));
        FakeApi api = new(directory, builder.Build());
        api._application.Run(api.Handle);
        await api._application.StartAsync();
        return api;
    }

    /// <summary>Answers <c>GET /path</c> and the like with JSON.</summary>
    public FakeApi With(string request, string json, int status = 200)
    {
        _answers[request] = (status, json);
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task Handle(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        string request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Requests.Add(body.Length == 0 ? request : $"{request} {body}");
        (int status, string json) = _answers.GetValueOrDefault(request, (404, """{"title":"Not Found","status":404}"""));
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : Problem.MediaType;
        await context.Response.WriteAsync(json);
    }
}
