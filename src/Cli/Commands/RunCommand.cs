using System.CommandLine;
using Router.Cli.Supervisor;
using Router.Configuration;

namespace Router.Cli.Commands;

/// <summary><c>run CONFIG</c>: both processes in the foreground, restarted when they die.</summary>
internal static class RunCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Argument<string> config = new("CONFIG") { Description = "Configuration file." };
        CliCommand run = new("run", "Run a router in the foreground: dataplane and control plane, restarted when one dies.",
            "run /etc/router/router.yaml", "run pe1.yaml --run-dir /tmp/lab");
        run.Arguments.Add(config);
        run.SetAction(wrap(async invocation =>
        {
            CliEnvironment environment = invocation.Environment;
            string file = Path.GetFullPath(invocation.Line.GetRequiredValue(config));
            ConfigurationResult result = ConfigurationReader.Load(file);
            if (result.Configuration is null)
            {
                ConfigCommand.PrintErrors(environment.Error, result.Errors);
                return ExitCodes.Failed;
            }

            string runDirectory = Path.GetFullPath(invocation.RunDirectory);
            string instanceDirectory = Path.Combine(runDirectory, result.Configuration.Instance);
            Directory.CreateDirectory(instanceDirectory);
            using FileStream held = Hold(Path.Combine(instanceDirectory, "run.lock"), result.Configuration.Instance);

            // The file on the command line is what shall run; a running configuration outlives only the control plane.
            File.Delete(Path.Combine(instanceDirectory, "running.yaml"));
            string[] arguments = ["--config", file, "--run-dir", runDirectory];
            ProcessSupervisor supervisor = new(
                [
                    new ChildSpecification("dataplane", environment.FindProgram("router-dataplane", "ROUTER_DATAPLANE"), arguments),
                    new ChildSpecification("controlplane", environment.FindProgram("router-controlplane", "ROUTER_CONTROLPLANE"), arguments),
                ],
                environment.Out,
                environment.Error);
            await supervisor.Run(invocation.Cancel).ConfigureAwait(false);
            return ExitCodes.Ok;
        }));
        return run;
    }

    /// <summary>Two supervisors of one instance would fight over its processes.</summary>
    private static FileStream Hold(string path, string instance)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new CliException(ExitCodes.Failed, $"instance {instance} is already running ({path} is held).");
        }
    }
}
