using System.Runtime.InteropServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>A received frame on a short way, with the notes of its node. Side by side, so that one register leads to all.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReceivedPacket
{
    /// <summary>The frame, as it came.</summary>
    public rte_mbuf* Packet;

    /// <summary>An <see cref="Graph.Origin"/>, or a <see cref="Tables.VlanBinding"/> for frames of attachment circuits.</summary>
    public ulong Origin;

    /// <summary>What the node looks up.</summary>
    public ulong Key;

    /// <summary>What it finds.</summary>
    public ulong Found;
}
