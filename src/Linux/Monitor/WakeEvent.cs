using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Wakes a thread that sleeps in poll(2).</summary>
internal sealed class WakeEvent : IDisposable
{
    private readonly SafeDescriptor _descriptor = new(Libc.EventFd(0, Libc.EventFdFlags));

    public WakeEvent()
    {
        if (_descriptor.IsInvalid)
        {
            throw new NetlinkException("make an eventfd", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Wakes the sleeper, or the next one.</summary>
    public void Set() => _ = Libc.Write(_descriptor, MemoryMarshal.AsBytes<ulong>([1UL]), sizeof(ulong));

    /// <summary>Sleeps until there is something on the socket, <see cref="Set"/> is called, or the time is over.</summary>
    /// <param name="other">A socket, or null.</param>
    /// <param name="milliseconds">-1 is for ever.</param>
    public void Wait(SafeDescriptor? other, int milliseconds)
    {
        Span<Libc.PollFd> poll =
        [
            new() { Fd = (int)_descriptor.DangerousGetHandle(), Events = Libc.PollIn },
            new() { Fd = other is null ? -1 : (int)other.DangerousGetHandle(), Events = Libc.PollIn },
        ];
        _ = Libc.Poll(poll, (nuint)poll.Length, milliseconds);
        if ((poll[0].Returned & Libc.PollIn) != 0)
        {
            Span<byte> count = stackalloc byte[sizeof(ulong)];
            _ = Libc.Read(_descriptor, count, count.Length);
        }
    }

    public void Dispose() => _descriptor.Dispose();
}
