using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Dpdk.Native;

/// <summary>struct pollfd.</summary>
public struct PollFd
{
    /// <summary>The descriptor; a negative one is skipped.</summary>
    public int Fd;

    /// <summary>The events waited for (<see cref="Linux.POLLIN"/>, <see cref="Linux.POLLOUT"/>).</summary>
    public short Events;

    /// <summary>The events that are there.</summary>
    public short ReturnedEvents;
}

/// <summary>struct ifreq: the argument of the ioctls on network interfaces, 40 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
public unsafe struct InterfaceRequest
{
    /// <summary>The name, zero-terminated.</summary>
    [FieldOffset(0)]
    public InterfaceName Name;

    /// <summary>IFF_* flags.</summary>
    [FieldOffset(16)]
    public ushort Flags;

    /// <summary>Interface index, MTU or queue length in packets.</summary>
    [FieldOffset(16)]
    public int Value;

    /// <summary>Address family of the hardware address (<see cref="Linux.ARPHRD_ETHER"/>).</summary>
    [FieldOffset(16)]
    public ushort HardwareFamily;

    /// <summary>The hardware address.</summary>
    [FieldOffset(18)]
    public HardwareAddress Hardware;

    /// <summary>A request for the named interface.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 15 bytes.</exception>
    public InterfaceRequest(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Encoding.UTF8.GetByteCount(name) >= Linux.IFNAMSIZ)
        {
            throw new ArgumentException($"'{name}' is longer than the 15 bytes of an interface name", nameof(name));
        }

        Encoding.UTF8.GetBytes(name, Name);
    }

    /// <summary>The same with a name in UTF-8, without a zero byte; allocates nothing.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 15 bytes.</exception>
    public InterfaceRequest(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length >= Linux.IFNAMSIZ)
        {
            throw new ArgumentException("An interface name has 1 to 15 bytes.", nameof(name));
        }

        name.CopyTo(Name);
    }

    /// <summary>Room for a name.</summary>
    [InlineArray(Linux.IFNAMSIZ)]
    public struct InterfaceName
    {
        private byte _first;
    }

    /// <summary>Room for an Ethernet address.</summary>
    [InlineArray(6)]
    public struct HardwareAddress
    {
        private byte _first;
    }
}
