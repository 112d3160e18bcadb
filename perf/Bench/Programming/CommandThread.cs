using System.Threading;
using Dpdk.Native;
using Router.Dataplane.Commands;

namespace Router.Bench;

/// <summary>The dataplane's main thread as far as commands go: <see cref="Router.Dataplane.MainLoop"/> with the same rounds and waits, without mirrors.</summary>
internal sealed class CommandThread : IDisposable
{
    private const int CommandsPerRound = 1024;
    private const long ShortWait = 200_000;
    private const long LongWait = 1_000_000;
    private const int QuietRounds = 1000;

    private readonly CommandProcessor _processor;
    private readonly int[] _cpus;
    private readonly Thread _thread;
    private bool _stop;

    /// <param name="processor">Applies the commands.</param>
    /// <param name="cpus">Where to run.</param>
    public CommandThread(CommandProcessor processor, int[] cpus)
    {
        _processor = processor;
        _cpus = cpus;
        _thread = new Thread(Main) { Name = "commands" };
        _thread.Start();
    }

    public void Dispose()
    {
        Volatile.Write(ref _stop, true);
        _thread.Join();
    }

    private void Main()
    {
        _ = Dpdk.Native.Linux.SchedSetaffinity(_cpus);
        int quiet = 0;
        while (!Volatile.Read(ref _stop))
        {
            int work = _processor.Process(CommandsPerRound);
            quiet = work > 0 ? 0 : quiet + 1;
            if (work == 0)
            {
                _ = Dpdk.Native.Linux.Nanosleep(quiet < QuietRounds ? ShortWait : LongWait);
            }
        }
    }
}
