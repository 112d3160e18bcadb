using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>What workers need of an interface for each packet: two fit into a cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct InterfaceEntry
{
    /// <summary>Properties; <see cref="InterfaceFlags.Enabled"/> clear also when the id is free.</summary>
    [FieldOffset(0)]
    public InterfaceFlags Flags;

    /// <summary>Port index, or <see cref="InterfaceRecord.NoPort"/>.</summary>
    [FieldOffset(2)]
    public ushort Port;

    /// <summary>VRF id.</summary>
    [FieldOffset(4)]
    public ushort Vrf;

    /// <summary>L3 MTU.</summary>
    [FieldOffset(6)]
    public ushort Mtu;

    /// <summary>MAC address as the low 48 bits of a little-endian load.</summary>
    [FieldOffset(8)]
    public ulong Mac;

    /// <summary>Octets of VLAN tags that the interface's frames carry: 0, 4 or 8.</summary>
    [FieldOffset(16)]
    public byte TagLength;

    /// <summary>1 when the entry describes an interface.</summary>
    [FieldOffset(17)]
    public byte Present;

    /// <summary>1 when a mirror takes the interface's punted packets.</summary>
    [FieldOffset(18)]
    public byte HasMirror;

    /// <summary>The tags in wire order, PCP and DEI zero.</summary>
    [FieldOffset(24)]
    public fixed byte Tags[8];
}
