using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Router.Dataplane.Tables;

/// <summary>FIB roots of one VRF. A free VRF has roots without routes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct VrfEntry
{
    /// <summary>65,536 entries by the first 16 bits of an IPv4 address.</summary>
    public uint* Ipv4Root;

    /// <summary>65,536 entries by the first 16 bits of an IPv6 address.</summary>
    public uint* Ipv6Root;
}

/// <summary>
/// All tables that workers read. One writer (the main thread); readers see single words change atomically and never
/// follow a reference to memory that is reused before they have finished their vector (see <see cref="Reclamation"/>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ForwardingTables
{
    /// <summary>By interface id.</summary>
    public InterfaceEntry* Interfaces;

    /// <summary>By interface id.</summary>
    public InterfaceSources* Sources;

    /// <summary>By port index.</summary>
    public VlanTable* VlanTables;

    /// <summary>By VRF id.</summary>
    public VrfEntry* Vrfs;

    /// <summary>Nodes of all FIB tries, 256 entries each.</summary>
    public uint* FibNodes;

    /// <summary>By adjacency id.</summary>
    public Adjacency* Adjacencies;

    /// <summary>By the index in an adjacency.</summary>
    public RewriteHead* RewriteHeads;

    /// <summary>The incoming label map, see <see cref="LabelEntry.At"/>.</summary>
    public LabelEntry* Labels;

    /// <summary>L2TPv3 sessions by session id.</summary>
    public L2tpSessionTable L2tpSessions;

    /// <summary>By the index in a session.</summary>
    public L2tpTunnel* L2tpTunnels;

    /// <summary>Bit per UDP port (host order) that L2TP sessions use.</summary>
    public ulong* L2tpUdpPorts;

    /// <summary>Number of those ports.</summary>
    public uint L2tpUdpPortCount;

    /// <summary>Send sequence numbers by adjacency id (RFC 3931 4.6.1); atomically incremented.</summary>
    public uint* SendSequences;

    /// <summary>Buckets of PPP sessions, by session index: memory is backed only for those with a rate.</summary>
    public SessionPolicer* Policers;

    /// <summary>Session index by adjacency id, for adjacencies with <see cref="Router.Channel.AdjacencyFlags.RateLimited"/> or Version2 only.</summary>
    public uint* SessionOfAdjacency;

    /// <summary>Send sequence numbers of L2TPv2 sessions by session index (RFC 2661 5.4); atomically incremented.</summary>
    public uint* SessionSequences;

    /// <summary>Interfaces in the table.</summary>
    public uint InterfaceLimit;

    /// <summary>VRFs in the table.</summary>
    public uint VrfLimit;

    /// <summary>Adjacencies in the table.</summary>
    public uint AdjacencyLimit;

    /// <summary>Sessions in the table.</summary>
    public uint SessionLimit;

    /// <summary>Global reclamation epoch; workers copy it to their state between vectors.</summary>
    public ulong Epoch;

    /// <summary>Whether L2TP sessions use a UDP port (host order).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsL2tpPort(ushort port) => (L2tpUdpPorts[port >> 6] & (1ul << (port & 63))) != 0;
}
