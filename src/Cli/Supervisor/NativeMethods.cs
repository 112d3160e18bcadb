using System.Runtime.InteropServices;

namespace Router.Cli.Supervisor;

/// <summary>kill(2): .NET itself can only send SIGKILL.</summary>
internal static class NativeMethods
{
    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>Sends a signal; 0 or -1.</summary>
    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Kill(int pid, int signal);
}
