using Router.Configuration;
using Router.Dataplane.Ports;
using Router.Dataplane.Replay;

namespace Router.Dataplane;

/// <summary>The program router-dataplane.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    public static int Main(string[] arguments)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(arguments, Environment.GetEnvironmentVariable("ROUTER_RUN_DIR"));
        }
        catch (ArgumentException exception)
        {
            Console.Error.WriteLine($"router-dataplane: {exception.Message}");
            Console.Error.WriteLine(CommandLine.Usage);
            return WrongArguments;
        }

        if (line.Help)
        {
            Console.Out.WriteLine(CommandLine.Usage);
            return Done;
        }

        ConfigurationResult result = ConfigurationReader.Load(line.Configuration);
        if (result.Configuration is not { } configuration)
        {
            foreach (ConfigurationError error in result.Errors)
            {
                Console.Error.WriteLine(error);
            }

            return Failed;
        }

        try
        {
            return line.Replay is { } options ? Replay(configuration, options, line.RunDirectory) : Forward(configuration, line.RunDirectory);
        }
        catch (Exception exception) when (exception is InvalidOperationException or CaptureException or IOException
            or UnauthorizedAccessException or InsufficientMemoryException or DllNotFoundException)
        {
            Log.Error(exception.Message);
            return Failed;
        }
    }

    private static int Forward(RouterConfiguration configuration, string runDirectory)
    {
        string directory = Path.Combine(runDirectory, configuration.Instance);
        Directory.CreateDirectory(directory);
        using FileStream owner = Own(directory, configuration.Instance);
        ControlCpus.Confine(configuration.Dataplane);
        Eal.Start(configuration);
        MainLoop.Run(configuration, Path.Combine(directory, ReplayRunner.ChannelName));
        return Done;
    }

    /// <summary>Makes this process the only dataplane of the instance; the lock ends with the process.</summary>
    private static FileStream Own(string directory, string instance)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "dataplane.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"Another router-dataplane runs as instance '{instance}' in {directory}.");
        }
    }

    private static int Replay(RouterConfiguration configuration, ReplayOptions options, string directory)
    {
        foreach (PortFile named in options.Inputs.Concat(options.Outputs))
        {
            if (!configuration.Ports.Any(port => port.Name == named.Port))
            {
                Console.Error.WriteLine($"router-dataplane: no port {named.Port} in the configuration; it has {string.Join(", ", configuration.Ports.Select(port => port.Name))}");
                return WrongArguments;
            }
        }

        Eal.StartWithoutPorts(configuration);
        ReplayRunner.Run(configuration, options, directory);
        return Done;
    }
}
