using System.Runtime.InteropServices;

namespace Router.Process.Tests.Harness;

/// <summary>System calls that .NET has no name for.</summary>
internal static unsafe class NativeMethods
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>CLONE_NEWNET of setns(2).</summary>
    public const int CloneNewNet = 0x40000000;

    /// <summary>MSG_WAITFORONE: recvmmsg returns with what is there after the first datagram.</summary>
    public const int WaitForOne = 0x10000;

    /// <summary>CLOCK_MONOTONIC.</summary>
    public const int Monotonic = 1;

    /// <summary>TIMER_ABSTIME.</summary>
    public const int AbsoluteTime = 1;

    /// <summary>SCHED_RR.</summary>
    public const int RoundRobin = 2;

    /// <summary>sched_setscheduler(2); thread 0 is the caller.</summary>
    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    public static extern int SetScheduler(int thread, int policy, int* priority);

    /// <summary>kill(2).</summary>
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int SendSignal(int pid, int signal);

    /// <summary>setns(2): the calling thread enters a namespace.</summary>
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static extern int SetNamespace(SafeHandle file, int type);

    /// <summary>sendmmsg(2): number of datagrams sent, or -1.</summary>
    [DllImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static extern int SendMessages(SafeHandle socket, MessageHeader* messages, uint count, int flags);

    /// <summary>recvmmsg(2): number of datagrams received, or -1.</summary>
    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static extern int ReceiveMessages(SafeHandle socket, MessageHeader* messages, uint count, int flags, TimeSpec* timeout);

    /// <summary>clock_gettime(2).</summary>
    [DllImport("libc", EntryPoint = "clock_gettime")]
    public static extern int GetClock(int clock, TimeSpec* time);

    /// <summary>clock_nanosleep(2).</summary>
    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    public static extern int Sleep(int clock, int flags, TimeSpec* time, TimeSpec* remaining);
}

/// <summary>struct timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Data;
    public nuint Length;
}

/// <summary>struct mmsghdr; its msg_flags with the padding that follows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public long Flags;
    public uint Length;
}
