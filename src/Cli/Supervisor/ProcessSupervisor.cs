using System.Diagnostics;

namespace Router.Cli.Supervisor;

/// <summary>Keeps programs running until it is told to stop, then ends them within 2 s.</summary>
internal sealed class ProcessSupervisor(IReadOnlyList<ChildSpecification> children, TextWriter output, TextWriter error)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(1200);

    /// <summary>
    /// Runs until <paramref name="stop"/>. All children are started from one thread that lives as long as they may:
    /// the parent-death signal is tied to the thread that forked, not to its process.
    /// </summary>
    public Task Run(CancellationToken stop)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                Supervise(stop);
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { Name = "supervisor" };
        thread.Start();
        return done.Task;
    }

    private void Supervise(CancellationToken stop)
    {
        ChildProcess[] processes = [.. children.Select(child => new ChildProcess(child, output, error))];
        try
        {
            while (!stop.WaitHandle.WaitOne(Tick))
            {
                foreach (ChildProcess process in processes)
                {
                    process.Tend();
                }
            }
        }
        finally
        {
            End(processes);
        }
    }

    private static void End(ChildProcess[] processes)
    {
        foreach (ChildProcess process in processes)
        {
            process.Terminate();
        }

        long asked = Stopwatch.GetTimestamp();
        while (processes.Any(process => process.Running) && Stopwatch.GetElapsedTime(asked) < Grace)
        {
            Thread.Sleep(Tick);
        }

        foreach (ChildProcess process in processes)
        {
            process.Kill();
            process.Dispose();
        }
    }
}
