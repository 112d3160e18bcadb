using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>One worker's view of one port: its queue pair and the packets that wait to be sent on it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PortQueue
{
    private const int HeaderSize = 64;

    /// <summary>Most packets that wait before they are sent: two vectors.</summary>
    public const int Capacity = 2 * Worker.MaxVector;

    /// <summary>Receive function of the driver (rte_eth_fp_ops), null when this worker does not poll the port.</summary>
    public delegate* unmanaged[Cdecl]<void*, rte_mbuf**, ushort, ushort> Receive;

    /// <summary>Receive queue of the driver.</summary>
    public void* ReceiveQueue;

    /// <summary>Transmit function of the driver; null in replay, where <see cref="Worker.Capture"/> takes the packets.</summary>
    public delegate* unmanaged[Cdecl]<void*, rte_mbuf**, ushort, ushort> Send;

    /// <summary>Transmit queue of the driver.</summary>
    public void* SendQueue;

    /// <summary>Packets waiting.</summary>
    public int Count;

    /// <summary>Port index.</summary>
    public ushort Port;

    private readonly ushort _padding;
    private fixed ulong _line[3];

    /// <summary>The packets.</summary>
    public fixed ulong Slots[Capacity];

    /// <summary>Egress interface (high half) and octets (low half) of each packet, for the counters of what the port takes.</summary>
    public fixed uint Accounts[Capacity];

    /// <summary><see cref="Slots"/> by arithmetic, without the check for null that C# makes before it takes their address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* SlotsOf(PortQueue* queue) => (ulong*)((byte*)queue + HeaderSize);

    /// <summary><see cref="Accounts"/> in the same way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint* AccountsOf(PortQueue* queue) => (uint*)(SlotsOf(queue) + Capacity);
}
