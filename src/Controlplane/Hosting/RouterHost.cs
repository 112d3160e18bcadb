using Router.Configuration;
using Router.Controlplane.Api;
using Router.Controlplane.Kernel;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;
using Router.Controlplane.Store;

namespace Router.Controlplane.Hosting;

/// <summary>The control plane as a program: configuration, control loop, API, until it is told to stop.</summary>
internal static class RouterHost
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        HostOptions? options = HostOptions.Parse(arguments, out string? wrong);
        if (options is null)
        {
            await Console.Error.WriteLineAsync($"{wrong}\nusage: {HostOptions.Usage}\n       {Replay.ReplayOptions.Usage}");
            return WrongUsage;
        }

        IReadOnlyList<ConfigurationError> errors = ConfigurationStore.Open(
            options.Configuration, options.RunDirectory, TimeProvider.System, out ConfigurationStore? store);
        if (store is null)
        {
            foreach (ConfigurationError error in errors)
            {
                await Console.Error.WriteLineAsync(error.ToString());
            }

            return Failed;
        }

        try
        {
            return await RunAsync(options, store);
        }
        catch (IOException exception)
        {
            // A directory that cannot be made, a socket that another process holds.
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
    }

    private static async Task<int> RunAsync(HostOptions options, ConfigurationStore store)
    {
        string directory = Path.Combine(options.RunDirectory, store.Running.Configuration.Instance);
        _ = Directory.CreateDirectory(directory);
        store.Save();

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        AddLogging(builder.Logging);
        IServiceCollection services = builder.Services;
        _ = services.AddSingleton(store);
        _ = services.AddSingleton(TimeProvider.System);
        _ = services.AddSingleton<ProcessTable>();
        _ = services.AddSingleton<SharedChannel>();
        _ = services.AddSingleton<RouterService>();
        _ = services.AddSingleton<IRouterService>(static provider => provider.GetRequiredService<RouterService>());
        _ = services.AddSingleton<IKernel>(static provider => new LinuxKernel(
            provider.GetRequiredService<ConfigurationStore>().Running.Configuration, provider.GetRequiredService<ILogger<LinuxKernel>>()));
        _ = services.AddSingleton(provider => new ChannelClient(
            Path.Combine(directory, "channel"),
            provider.GetRequiredService<SharedChannel>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ProcessTable>(),
            static () => Thread.Sleep(1),
            provider.GetRequiredService<ILogger<ChannelClient>>()));
        _ = services.AddSingleton<ControlLoop>();
        _ = services.AddSingleton<ControlLoopHost>();
        _ = services.AddHostedService(static provider => provider.GetRequiredService<ControlLoopHost>());
        _ = services.AddSingleton(new L2tpServiceOptions(Path.Combine(directory, "l2tp-sessions.json")));
        _ = services.AddSingleton<L2tpService>();
        _ = services.AddSingleton(static provider => new L2tpInspector(provider.GetRequiredService<L2tpService>()));
        _ = services.AddSingleton<L2tpServiceHost>();
        _ = services.AddHostedService(static provider => provider.GetRequiredService<L2tpServiceHost>());
        _ = builder.AddRouterApi(Path.Combine(directory, "api.sock"));

        await using WebApplication application = builder.Build();

        // The loop publishes its first snapshot when it is made: before the API asks for one.
        ControlLoopHost loop = application.Services.GetRequiredService<ControlLoopHost>();
        L2tpServiceHost l2tp = application.Services.GetRequiredService<L2tpServiceHost>();
        _ = application.MapRouterApi();

        // Its services are gone when this returns.
        await application.RunAsync();
        return loop.Failed || l2tp.Failed ? Failed : 0;
    }

    /// <summary>Journald wants priorities and no times of its own; a terminal wants both.</summary>
    private static void AddLogging(ILoggingBuilder logging)
    {
        _ = logging.AddFilter("Microsoft", LogLevel.Warning);
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 })
        {
            _ = logging.AddSystemdConsole();
            return;
        }

        _ = logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
    }
}
