namespace Dpdk.Native;

// Names and values are those of Linux's headers (x86-64); a test compares them with the C compiler's.
public static unsafe partial class Linux
{
    // System call numbers of x86-64.
    private const int SYS_read = 0;
    private const int SYS_write = 1;
    private const int SYS_close = 3;
    private const int SYS_mmap = 9;
    private const int SYS_munmap = 11;
    private const int SYS_ioctl = 16;
    private const int SYS_madvise = 28;
    private const int SYS_socket = 41;
    private const int SYS_fcntl = 72;
    private const int SYS_ftruncate = 77;
    private const int SYS_nanosleep = 35;
    private const int SYS_sched_setscheduler = 144;
    private const int SYS_mlockall = 151;
    private const int SYS_prctl = 157;
    private const int SYS_gettid = 186;
    private const int SYS_sched_setaffinity = 203;
    private const int SYS_sched_getaffinity = 204;
    private const int SYS_openat = 257;
    private const int SYS_ppoll = 271;
    private const int SYS_setns = 308;
    private const int SYS_getcpu = 309;
    private const int SYS_memfd_create = 319;

    private const int AT_FDCWD = -100;

    // Errors.
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENOSPC = 28;
    public const int ENOTSUP = 95;
    public const int ENOBUFS = 0x69;

    // Files and descriptors.
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 64;
    public const int O_EXCL = 0x80;
    public const int O_TRUNC = 0x200;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;

    // Memory.
    public const int PROT_NONE = 0;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_FIXED = 16;
    public const int MAP_ANONYMOUS = 32;
    public const int MAP_LOCKED = 0x2000;
    public const int MAP_NORESERVE = 0x4000;
    public const int MAP_POPULATE = 0x8000;
    public const int MAP_HUGETLB = 0x40000;
    public const int MADV_DONTNEED = 4;
    public const int MADV_HUGEPAGE = 14;
    public const int MADV_DONTDUMP = 16;
    public const int MADV_DONTFORK = 10;
    public const int MADV_POPULATE_WRITE = 23;
    public const int MCL_CURRENT = 1;
    public const int MCL_FUTURE = 2;

    public const uint MFD_CLOEXEC = 1;
    public const uint MFD_HUGETLB = 4;

    // Sockets and waiting.
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;
    public const int AF_PACKET = 17;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;

    public const short POLLIN = 1;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;

    // Threads.
    public const int SCHED_OTHER = 0;
    public const int SCHED_FIFO = 1;
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_NAME = 15;
    public const int PR_SET_TIMERSLACK = 29;
    public const int CLONE_NEWNET = 0x40000000;

    // Network interfaces.
    public const int IFNAMSIZ = 16;
    public const int ARPHRD_ETHER = 1;

    public const ulong TUNSETIFF = 0x400454ca;
    public const ulong TUNSETPERSIST = 0x400454cb;
    public const ulong TUNSETOFFLOAD = 0x400454d0;
    public const ulong TUNSETCARRIER = 0x400454e2;
    public const ulong SIOCGIFFLAGS = 0x8913;
    public const ulong SIOCSIFFLAGS = 0x8914;
    public const ulong SIOCSIFMTU = 0x8922;
    public const ulong SIOCSIFHWADDR = 0x8924;
    public const ulong SIOCGIFHWADDR = 0x8927;
    public const ulong SIOCGIFINDEX = 0x8933;
    public const ulong SIOCSIFTXQLEN = 0x8943;

    public const ushort IFF_UP = 1;
    public const ushort IFF_RUNNING = 64;
    public const ushort IFF_TUN = 1;
    public const ushort IFF_TAP = 2;
    public const ushort IFF_MULTI_QUEUE = 0x100;
    public const ushort IFF_NO_PI = 0x1000;
    public const ushort IFF_TUN_EXCL = 0x8000;
}
