using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Store;

namespace Router.Controlplane.Replay;

/// <summary>
/// Runs the dataplane over capture files: starts it, programs it from the configuration alone, lets it run and passes
/// on what it prints and its exit code.
/// </summary>
internal static class ReplayCommand
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Interrupted = 130;

    /// <summary>Tag of the sync with which the dataplane starts to read the captures.</summary>
    private const ulong StartTag = ulong.MaxValue;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The arguments after <c>replay</c>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        ReplayOptions? options = ReplayOptions.Parse(arguments, out string? wrong);
        if (options is null)
        {
            Console.Error.WriteLine($"replay: {wrong}\nusage: {ReplayOptions.Usage}");
            return WrongUsage;
        }

        ConfigurationResult result = ConfigurationReader.Load(options.Configuration);
        if (result.Configuration is not { } configuration)
        {
            return Complain(result.Errors);
        }

        foreach (string port in options.Ports)
        {
            if (new ConfigurationIndex(configuration).Port(port) is null)
            {
                Console.Error.WriteLine($"replay: {options.Configuration} has no port {port}");
                return WrongUsage;
            }
        }

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        using TemporaryDirectory directory = new();
        return Run(options, configuration, directory.Path, stop.Token);
    }

    private static int Run(ReplayOptions options, RouterConfiguration configuration, string directory, CancellationToken stop)
    {
        using Process? dataplane = Start(options, directory);
        if (dataplane is null)
        {
            return Failed;
        }

        using SharedChannel shared = new();
        using ChannelClient client = new(
            Path.Combine(directory, "channel"), shared, TimeProvider.System, new ProcessTable(), () => Wait(dataplane, stop), NullLogger.Instance);
        try
        {
            Attach(client, dataplane, stop);
            List<ConfigurationError> errors = Program(client, configuration, options);
            if (errors.Count > 0)
            {
                return Complain(errors);
            }

            dataplane.WaitForExitAsync(stop).GetAwaiter().GetResult();
            if (options.Trace)
            {
                TracePrinter.Print(client.File!, Console.Error);
            }

            return dataplane.ExitCode;
        }
        catch (ChannelLostException exception)
        {
            // A dataplane that ended by itself has said why.
            if (dataplane.WaitForExit(1000))
            {
                return dataplane.ExitCode == 0 ? Failed : dataplane.ExitCode;
            }

            Console.Error.WriteLine($"replay: {exception.Message}");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        finally
        {
            Kill(dataplane);
        }
    }

    private static Process? Start(ReplayOptions options, string directory)
    {
        string program = Environment.GetEnvironmentVariable("ROUTER_DATAPLANE") is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../router-dataplane/router-dataplane"));
        ProcessStartInfo info = new(program) { UseShellExecute = false };
        foreach (string argument in (string[])["--replay", "--config", options.Configuration, "--run-dir", directory, .. options.Captures])
        {
            info.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(info);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Console.Error.WriteLine($"replay: {program}: {exception.Message}");
            return null;
        }
    }

    private static void Attach(ChannelClient client, Process dataplane, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        while (!client.Maintain())
        {
            Wait(dataplane, stop);
            if (Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                throw new ChannelLostException($"the dataplane made no channel in {StartLimit.TotalSeconds:F0} s");
            }
        }
    }

    private static List<ConfigurationError> Program(ChannelClient client, RouterConfiguration configuration, ReplayOptions options)
    {
        DesiredState desired = DesiredStateBuilder.Build(new BuildInputs
        {
            Configuration = configuration,
            Ports = PortReader.Read(client.File!),
            Neighbours = NeighbourMerge.Usable(NeighbourMerge.Merge(configuration, [])),
        });
        List<ConfigurationError> errors = ConfigurationProblems.Errors(desired, options.Configuration);
        if (errors.Count > 0)
        {
            return errors;
        }

        foreach (BuildProblem problem in desired.Problems)
        {
            Console.Error.WriteLine($"{options.Configuration}: {problem.Key}: {problem.Message}");
        }

        ProgramResult result = new Reconciler(client).Replay(desired);
        if (!result.Succeeded)
        {
            return [.. result.Errors.Select(error => new ConfigurationError(options.Configuration, 0, 0, "", error.ToString()))];
        }

        if (options.Trace)
        {
            client.Send(CommandKind.Trace, CommandOperation.Upsert, 0, new TraceRecord { Count = TracePrinter.MaxPackets, Port = uint.MaxValue });
        }

        client.Send(CommandKind.Sync, CommandOperation.Upsert, StartTag, default(TraceRecord));
        return [];
    }

    private static void Wait(Process dataplane, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (dataplane.WaitForExit(1))
        {
            throw new ChannelLostException($"the dataplane ended with code {dataplane.ExitCode}");
        }
    }

    private static void Kill(Process dataplane)
    {
        if (!dataplane.HasExited)
        {
            dataplane.Kill();
            dataplane.WaitForExit();
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        // The captures' owner must still clean up.
        context.Cancel = true;
        stop.Cancel();
    }

    private static int Complain(IEnumerable<ConfigurationError> errors)
    {
        foreach (ConfigurationError error in errors)
        {
            Console.Error.WriteLine(error);
        }

        return Failed;
    }
}
