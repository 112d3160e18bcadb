using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Router.Channel;

/// <summary>Packets and octets of one object, written by one worker.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct PacketCounter
{
    /// <summary>Packets.</summary>
    public ulong Packets;

    /// <summary>Octets on the wire without FCS.</summary>
    public ulong Bytes;

    /// <summary>Counts some more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint packets, ulong bytes)
    {
        Packets += packets;
        Bytes += bytes;
    }
}

/// <summary>What happened to packets of one interface beside being received and sent, in one worker.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public struct InterfaceExceptions
{
    /// <summary>Received packets that were dropped.</summary>
    public ulong RxDrops;

    /// <summary>Packets that the port did not take.</summary>
    public ulong TxDrops;

    /// <summary>Packets punted to the mirror.</summary>
    public ulong Punts;

    /// <summary>Packets from the mirror.</summary>
    public ulong Injects;
}

/// <summary>What the checks of one L2TPv3 session's receiving half found, and remember, in one worker.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
public struct L2tpSessionChecks
{
    /// <summary>Packets with a wrong cookie.</summary>
    public ulong BadCookie;

    /// <summary>Packets from a wrong peer.</summary>
    public ulong WrongPeer;

    /// <summary>Late packets.</summary>
    public ulong OutOfSequence;

    /// <summary>Other errors: truncated, disabled, VLAN mismatch.</summary>
    public ulong Errors;

    /// <summary>Next expected sequence number (24 bits), and what is known of late ones; the high bit says that one was seen.</summary>
    public ulong NextSequence;
}

/// <summary>IP packets of one PPP session that were dropped because they were over its rate, in one worker.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public struct L2tpRateDrops
{
    /// <summary>Packets that came out of the session.</summary>
    public PacketCounter Up;

    /// <summary>Packets that were to go into it.</summary>
    public PacketCounter Down;
}

/// <summary>Work of one node in one worker.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public struct NodeCounters
{
    /// <summary>Vectors.</summary>
    public ulong Calls;

    /// <summary>Packets.</summary>
    public ulong Packets;

    /// <summary>TSC ticks.</summary>
    public ulong Cycles;
}

/// <summary>State of one worker. The conservation law holds over these: Received + Originated + Injected = Transmitted + Dropped + Punted + (in flight).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct WorkerState
{
    /// <summary>Rounds of the poll loop.</summary>
    [FieldOffset(0)]
    public ulong Loops;

    /// <summary>Rounds that found packets.</summary>
    [FieldOffset(8)]
    public ulong BusyLoops;

    /// <summary>TSC ticks of busy rounds.</summary>
    [FieldOffset(16)]
    public ulong BusyCycles;

    /// <summary>Packets taken from ports.</summary>
    [FieldOffset(24)]
    public ulong Received;

    /// <summary>Packets made by the router: ICMP errors, fragments.</summary>
    [FieldOffset(32)]
    public ulong Originated;

    /// <summary>Packets taken from mirrors.</summary>
    [FieldOffset(40)]
    public ulong Injected;

    /// <summary>Packets handed to ports.</summary>
    [FieldOffset(48)]
    public ulong Transmitted;

    /// <summary>Packets dropped, all reasons.</summary>
    [FieldOffset(56)]
    public ulong Dropped;

    /// <summary>Packets punted.</summary>
    [FieldOffset(64)]
    public ulong Punted;

    /// <summary>Managed octets that the worker's thread has allocated since it started.</summary>
    [FieldOffset(72)]
    public ulong AllocatedBytes;

    /// <summary>CPU that the worker is pinned to.</summary>
    [FieldOffset(80)]
    public uint Cpu;

    /// <summary>1 while the worker runs.</summary>
    [FieldOffset(84)]
    public uint Running;

    /// <summary>Epoch for table reclamation: the last global epoch that the worker has seen between vectors.</summary>
    [FieldOffset(128)]
    public ulong Epoch;

    /// <summary>Trace steps written (producer index of the worker's trace buffer).</summary>
    [FieldOffset(192)]
    public ulong TraceSteps;
}

/// <summary>State of one DPDK port.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
public struct PortState
{
    /// <summary>Name in the configuration.</summary>
    [FieldOffset(0)]
    public Name16 Name;

    /// <summary>1 when the port is there.</summary>
    [FieldOffset(16)]
    public byte Present;

    /// <summary>1 when the link is up.</summary>
    [FieldOffset(17)]
    public byte LinkUp;

    /// <summary>1 when promiscuous.</summary>
    [FieldOffset(18)]
    public byte Promiscuous;

    /// <summary>MAC address of the device.</summary>
    [FieldOffset(20)]
    public Mac6 Mac;

    /// <summary>L3 MTU in octets.</summary>
    [FieldOffset(26)]
    public ushort Mtu;

    /// <summary>Link speed in Mb/s, 0 when unknown.</summary>
    [FieldOffset(28)]
    public uint SpeedMbps;

    /// <summary>Queue pairs.</summary>
    [FieldOffset(32)]
    public ushort Queues;

    /// <summary>Packets that the device received.</summary>
    [FieldOffset(40)]
    public ulong RxPackets;

    /// <summary>Octets received.</summary>
    [FieldOffset(48)]
    public ulong RxBytes;

    /// <summary>Packets that the device sent.</summary>
    [FieldOffset(56)]
    public ulong TxPackets;

    /// <summary>Octets sent.</summary>
    [FieldOffset(64)]
    public ulong TxBytes;

    /// <summary>Packets missed by the device for want of descriptors.</summary>
    [FieldOffset(72)]
    public ulong RxMissed;

    /// <summary>Erroneous packets received.</summary>
    [FieldOffset(80)]
    public ulong RxErrors;

    /// <summary>Failed transmissions.</summary>
    [FieldOffset(88)]
    public ulong TxErrors;

    /// <summary>Receptions that failed for want of buffers.</summary>
    [FieldOffset(96)]
    public ulong RxNoBuffer;

    /// <summary>DPDK driver name (first 15 characters).</summary>
    [FieldOffset(104)]
    public Name16 Driver;
}
