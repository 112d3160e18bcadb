namespace Router.Process.Tests.Harness;

/// <summary>
/// Real-time scheduling for what is measured, so that other programs of a shared machine cannot take the CPU for longer
/// than the queues between the programs hold. Everything that uses it sleeps when it has nothing to do.
/// </summary>
internal static unsafe class RealTime
{
    /// <summary>Whether this machine and user may have it.</summary>
    public static bool Available { get; } = Shell.Try("chrt", "--rr", "1", "true").ExitCode == 0;

    /// <summary>Words in front of a command that run it so; none where it cannot be had.</summary>
    public static IReadOnlyList<string> Prefix => Available ? ["chrt", "--rr", "1"] : [];

    /// <summary>The calling thread asks for it.</summary>
    public static void Enter()
    {
        int priority = 2;
        _ = NativeMethods.SetScheduler(0, NativeMethods.RoundRobin, &priority);
    }
}
