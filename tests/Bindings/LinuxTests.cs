using System.Text;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>The system calls of <see cref="Linux"/> do what they say, and say why when they cannot.</summary>
public unsafe class LinuxTests
{
    [Fact]
    public void ErrorsComeBackNegated()
    {
        Assert.Equal(-Linux.ENOENT, Linux.Open("/no/such/file", Linux.O_RDONLY));
        Assert.Equal(-9, Linux.Close(-1));
        Assert.Equal(-Linux.EINVAL, Linux.SchedSetaffinity(1 << 20));
        Assert.True(Linux.IsError(Linux.Mmap(null, 0, Linux.PROT_READ, Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS, -1, 0)));
        Assert.Equal("No such file or directory", Linux.Describe(-Linux.ENOENT));
    }

    [Fact]
    public void MemoryFileIsSharedBetweenMappings()
    {
        const int Size = 8192;
        int fd = Linux.MemfdCreate("bindings-test", Linux.MFD_CLOEXEC);
        Assert.True(fd >= 0, Linux.Describe(fd));
        try
        {
            Assert.Equal(0, Linux.Ftruncate(fd, Size));
            byte* one = (byte*)Linux.Mmap(null, Size, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_SHARED, fd, 0);
            byte* two = (byte*)Linux.Mmap(null, 4096, Linux.PROT_READ, Linux.MAP_SHARED, fd, 4096);
            Assert.False(Linux.IsError(one));
            Assert.False(Linux.IsError(two));
            one[4097] = 0x5a;
            Assert.Equal(0x5a, two[1]);
            Assert.Equal(0, Linux.Madvise(one, Size, Linux.MADV_DONTDUMP));
            Assert.Equal(0, Linux.Munmap(one, Size));
            Assert.Equal(0, Linux.Munmap(two, 4096));
            byte value = 1;
            Assert.Equal(1, Linux.Write(fd, &value, 1));
        }
        finally
        {
            Linux.Close(fd);
        }
    }

    [Fact]
    public void ThreadIsPinnedNamedAndNumbered() => OnOwnThread(() =>
    {
        int[] allowed = Linux.SchedGetaffinity();
        Assert.NotEmpty(allowed);
        Assert.Equal(0, Linux.SchedSetaffinity(allowed[^1]));
        Assert.Equal([allowed[^1]], Linux.SchedGetaffinity());
        Assert.Equal(allowed[^1], Linux.Getcpu());
        Assert.Equal(0, Linux.SetThreadName("worker-of-test-with-long-name"));
        int id = Linux.Gettid();
        Assert.NotEqual(Environment.ProcessId, id);
        Assert.Equal("worker-of-test-\n", File.ReadAllText($"/proc/self/task/{id}/comm"));
        Assert.Equal(0, Linux.Prctl(Linux.PR_SET_TIMERSLACK, 1));
        Assert.Equal(0, Linux.Nanosleep(1_000_000));
    });

    [Fact]
    public void PollWaitsForItsTimeAndForEvents()
    {
        PollFd wait = new() { Fd = -1, Events = Linux.POLLIN };
        long before = Environment.TickCount64;
        Assert.Equal(0, Linux.Poll(&wait, 1, 50_000_000));
        Assert.True(Environment.TickCount64 - before >= 45);

        int fd = Linux.Open("/dev/zero", Linux.O_RDONLY | Linux.O_NONBLOCK);
        try
        {
            wait.Fd = fd;
            Assert.Equal(1, Linux.Poll(&wait, 1, -1));
            Assert.Equal(Linux.POLLIN, wait.ReturnedEvents & Linux.POLLIN);
            ulong read = ulong.MaxValue;
            Assert.Equal(8, Linux.Read(fd, &read, 8));
            Assert.Equal(0ul, read);
        }
        finally
        {
            Linux.Close(fd);
        }
    }

    [Fact]
    public void InterfaceRequestAsksForTheLoopback()
    {
        int fd = Linux.Socket(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
        Assert.True(fd >= 0, Linux.Describe(fd));
        try
        {
            var request = new InterfaceRequest("lo");
            Assert.Equal("lo", Encoding.UTF8.GetString(request.Name[..2]));
            Assert.Equal(0, Linux.Ioctl(fd, Linux.SIOCGIFINDEX, &request));
            Assert.Equal(1, request.Value);
            var absent = new InterfaceRequest("no-such-device");
            Assert.Equal(-Linux.ENODEV, Linux.Ioctl(fd, Linux.SIOCGIFINDEX, &absent));
        }
        finally
        {
            Linux.Close(fd);
        }

        Assert.Throws<ArgumentException>(() => new InterfaceRequest("sixteen-letters!"));
    }

    // Affinity and name belong to the thread: a pool thread would keep them.
    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                test();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }
}
