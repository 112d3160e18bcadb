using System.Runtime.CompilerServices;
using System.Text;

namespace Dpdk.Native;

/// <summary>
/// System calls that .NET has no counterpart for. Every call returns what the kernel returns: the result (0 or more), or
/// -errno (the E* constants, negated). Nothing throws, nothing retries EINTR. Calls about threads act on the calling
/// operating system thread. System call numbers are those of x86-64.
/// </summary>
public static unsafe partial class Linux
{
    /// <summary>Opens a file; close-on-exec is always set. <paramref name="mode"/> counts only with <see cref="O_CREAT"/>.</summary>
    public static int Open(string path, int flags, int mode = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        fixed (byte* name = ZeroTerminated(path))
        {
            return (int)Shim.rs_syscall(SYS_openat, AT_FDCWD, (nint)name, flags | O_CLOEXEC, mode, 0, 0);
        }
    }

    /// <summary>The same with a path in UTF-8 that ends with a zero byte; allocates nothing.</summary>
    /// <exception cref="ArgumentException">No zero byte at the end.</exception>
    public static int Open(ReadOnlySpan<byte> path, int flags)
    {
        if (path.IsEmpty || path[^1] != 0)
        {
            throw new ArgumentException("The path does not end with a zero byte.", nameof(path));
        }

        fixed (byte* name = path)
        {
            return (int)Shim.rs_syscall(SYS_openat, AT_FDCWD, (nint)name, flags | O_CLOEXEC, 0, 0, 0);
        }
    }

    /// <summary>Closes a file descriptor.</summary>
    public static int Close(int fd) => (int)Shim.rs_syscall(SYS_close, fd, 0, 0, 0, 0, 0);

    /// <summary>Reads up to <paramref name="length"/> bytes; a TAP gives one frame per call.</summary>
    public static nint Read(int fd, void* buffer, nuint length) => (nint)Shim.rs_syscall(SYS_read, fd, (nint)buffer, (nint)length, 0, 0, 0);

    /// <summary>Writes up to <paramref name="length"/> bytes; a TAP takes one frame per call.</summary>
    public static nint Write(int fd, void* buffer, nuint length) => (nint)Shim.rs_syscall(SYS_write, fd, (nint)buffer, (nint)length, 0, 0, 0);

    /// <summary>Device control; the argument is a pointer or a number, as the request says.</summary>
    public static int Ioctl(int fd, ulong request, void* argument) => (int)Shim.rs_syscall(SYS_ioctl, fd, (long)request, (nint)argument, 0, 0, 0);

    /// <summary>fcntl with a number as its argument.</summary>
    public static int Fcntl(int fd, int command, long argument) => (int)Shim.rs_syscall(SYS_fcntl, fd, command, argument, 0, 0, 0);

    /// <summary>Opens a socket; close-on-exec is always set.</summary>
    public static int Socket(int family, int type, int protocol) => (int)Shim.rs_syscall(SYS_socket, family, type | SOCK_CLOEXEC, protocol, 0, 0, 0);

    /// <summary>Waits for events on file descriptors. Returns how many have some; a negative timeout waits for ever.</summary>
    /// <param name="fds">The descriptors and the events of interest.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="timeoutNanoseconds">The longest wait in nanoseconds.</param>
    public static int Poll(PollFd* fds, uint count, long timeoutNanoseconds)
    {
        timespec time = Time(timeoutNanoseconds);
        return (int)Shim.rs_syscall(SYS_ppoll, (nint)fds, count, timeoutNanoseconds < 0 ? 0 : (nint)(&time), 0, 0, 0);
    }

    /// <summary>Sleeps; the kernel's timer slack comes on top (50 µs unless changed with <see cref="PR_SET_TIMERSLACK"/>).</summary>
    public static int Nanosleep(long nanoseconds)
    {
        timespec time = Time(nanoseconds);
        return (int)Shim.rs_syscall(SYS_nanosleep, (nint)(&time), 0, 0, 0, 0, 0);
    }

    /// <summary>Maps memory: its address, or -errno as an address in the last page (see <see cref="IsError"/>).</summary>
    public static void* Mmap(void* address, nuint length, int protection, int flags, int fd, long offset) =>
        (void*)Shim.rs_syscall(SYS_mmap, (nint)address, (nint)length, protection, flags, fd, offset);

    /// <summary>Whether <see cref="Mmap"/> failed; then the address is -errno.</summary>
    public static bool IsError(void* address) => (nuint)address > unchecked((nuint)(-4096));

    /// <summary>Removes a mapping.</summary>
    public static int Munmap(void* address, nuint length) => (int)Shim.rs_syscall(SYS_munmap, (nint)address, (nint)length, 0, 0, 0, 0);

    /// <summary>Advises the kernel about a mapping.</summary>
    public static int Madvise(void* address, nuint length, int advice) => (int)Shim.rs_syscall(SYS_madvise, (nint)address, (nint)length, advice, 0, 0, 0);

    /// <summary>A file in memory without a name in the file system.</summary>
    public static int MemfdCreate(string name, uint flags)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* text = ZeroTerminated(name))
        {
            return (int)Shim.rs_syscall(SYS_memfd_create, (nint)text, flags, 0, 0, 0, 0);
        }
    }

    /// <summary>Sets the size of a file.</summary>
    public static int Ftruncate(int fd, long length) => (int)Shim.rs_syscall(SYS_ftruncate, fd, length, 0, 0, 0, 0);

    /// <summary>The calling thread's id in the kernel.</summary>
    public static int Gettid() => (int)Shim.rs_syscall(SYS_gettid, 0, 0, 0, 0, 0, 0);

    /// <summary>The CPU that the calling thread runs on at this moment.</summary>
    public static int Getcpu()
    {
        uint cpu;
        long result = Shim.rs_syscall(SYS_getcpu, (nint)(&cpu), 0, 0, 0, 0, 0);
        return result < 0 ? (int)result : (int)cpu;
    }

    /// <summary>Lets the calling thread run on these CPUs only (numbers 0..1023).</summary>
    public static int SchedSetaffinity(params ReadOnlySpan<int> cpus) => SchedSetaffinityOf(0, cpus);

    /// <summary>Lets a thread run on these CPUs only (numbers 0..1023); thread id 0 is the calling thread.</summary>
    public static int SchedSetaffinityOf(int thread, params ReadOnlySpan<int> cpus)
    {
        CpuSet set = default;
        foreach (int cpu in cpus)
        {
            if ((uint)cpu >= CpuSet.Count)
            {
                return -EINVAL;
            }

            set[cpu >> 6] |= 1UL << (cpu & 63);
        }

        return (int)Shim.rs_syscall(SYS_sched_setaffinity, thread, sizeof(CpuSet), (nint)(&set), 0, 0, 0);
    }

    /// <summary>The CPUs that the calling thread may run on, in ascending order; empty when the kernel refuses.</summary>
    public static int[] SchedGetaffinity()
    {
        CpuSet set = default;
        if (Shim.rs_syscall(SYS_sched_getaffinity, 0, sizeof(CpuSet), (nint)(&set), 0, 0, 0) < 0)
        {
            return [];
        }

        var cpus = new List<int>();
        for (int cpu = 0; cpu < CpuSet.Count; cpu++)
        {
            if ((set[cpu >> 6] >> (cpu & 63) & 1) != 0)
            {
                cpus.Add(cpu);
            }
        }

        return [.. cpus];
    }

    /// <summary>Sets the calling thread's policy and real-time priority (0 for <see cref="SCHED_OTHER"/>, 1..99 for <see cref="SCHED_FIFO"/>).</summary>
    public static int SchedSetscheduler(int policy, int priority) => (int)Shim.rs_syscall(SYS_sched_setscheduler, 0, policy, (nint)(&priority), 0, 0, 0);

    /// <summary>Process and thread control.</summary>
    public static int Prctl(int option, ulong argument) => (int)Shim.rs_syscall(SYS_prctl, option, (long)argument, 0, 0, 0, 0);

    /// <summary>Names the calling thread; the kernel keeps 15 bytes.</summary>
    public static int SetThreadName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* text = ZeroTerminated(name))
        {
            return Prctl(PR_SET_NAME, (ulong)text);
        }
    }

    /// <summary>
    /// Moves the calling thread into the namespace that the descriptor refers to. Use a thread of one's own: a pool
    /// thread would carry the namespace to other work.
    /// </summary>
    public static int Setns(int fd, int type) => (int)Shim.rs_syscall(SYS_setns, fd, type, 0, 0, 0, 0);

    /// <summary>Keeps the process's pages in memory.</summary>
    public static int Mlockall(int flags) => (int)Shim.rs_syscall(SYS_mlockall, flags, 0, 0, 0, 0, 0);

    /// <summary>The text of an error: takes E* or -E*.</summary>
    public static string Describe(long error) => new((sbyte*)Dpdk.rte_strerror((int)Math.Abs(error)));

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static timespec Time(long nanoseconds) => new()
    {
        tv_sec = (nint)(nanoseconds / 1_000_000_000),
        tv_nsec = (nint)(nanoseconds % 1_000_000_000),
    };

    [InlineArray(Count / 64)]
    private struct CpuSet
    {
        public const int Count = 1024;
        private ulong _word;
    }
}
