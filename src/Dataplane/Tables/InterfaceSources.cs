using System.Runtime.InteropServices;

namespace Router.Dataplane.Tables;

/// <summary>The addresses from which an interface answers with ICMP errors.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct InterfaceSources
{
    /// <summary>In wire order; 0 for none.</summary>
    [FieldOffset(0)]
    public uint Ipv4;

    /// <summary>In wire order; all zero for none.</summary>
    [FieldOffset(8)]
    public fixed byte Ipv6[16];
}
