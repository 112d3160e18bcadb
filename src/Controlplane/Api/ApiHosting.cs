using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Router.Configuration;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.Metrics;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api;

/// <summary>
/// Puts the API into a web application: <c>builder.AddRouterApi(socket)</c>, then <c>app.MapRouterApi()</c>.
/// An <see cref="IRouterService"/> must be among the services, an <see cref="L2tpInspector"/> may be.
/// </summary>
public static class ApiHosting
{
    /// <summary>Listens on a Unix socket, and for metrics on TCP when the configuration says so.</summary>
    /// <param name="builder">A slim builder.</param>
    /// <param name="socketPath">Path of the socket, whose directory exists.</param>
    public static WebApplicationBuilder AddRouterApi(this WebApplicationBuilder builder, string socketPath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = ApiSocket.Create);
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = ConfigurationReader.MaximumFileSize;
            options.ListenUnixSocket(socketPath);
        });
        builder.Services.AddSingleton(static provider => new MetricsCollector(provider.GetRequiredService<IRouterService>())
        {
            L2tp = provider.GetService<L2tpInspector>(),
        });
        builder.Services.AddHostedService<MetricsListener>();
        return builder;
    }

    /// <summary>Adds the routes.</summary>
    /// <param name="application">The application.</param>
    public static WebApplication MapRouterApi(this WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        IRouterService router = application.Services.GetRequiredService<IRouterService>();
        MetricsCollector metrics = application.Services.GetRequiredService<MetricsCollector>();
        application.UseMiddleware<ApiErrors>();
        application.UseMiddleware<ApiMeter>();
        application.UseRouting();
        new ShowEndpoints(router).Map(application);
        new ConfigEndpoints(router).Map(application);
        new L2tpEndpoints(router).Map(application);
        L2tpInspector? inspector = application.Services.GetService<L2tpInspector>();
        L2tpLists lists = new(router, inspector);
        new L2tpShowEndpoints(lists, inspector).Map(application);
        new L2tpActionEndpoints(inspector, application.Lifetime.ApplicationStopping).Map(application);
        new PppEndpoints(lists, inspector).Map(application);
        new TraceEndpoints(router).Map(application);
        application.MapMetrics(metrics);
        return application;
    }
}
