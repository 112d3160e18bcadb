namespace Router.Bench;

/// <summary>The VLAN tags of a numbered circuit: 2,048 inner tags for each outer one.</summary>
internal static class VlanPair
{
    /// <summary>Circuits that share an outer tag.</summary>
    public const uint InnerTags = 2048;

    public static ushort Outer(uint circuit) => (ushort)(1 + (circuit / InnerTags));

    public static ushort Inner(uint circuit) => (ushort)(1 + (circuit % InnerTags));

    /// <summary>A frame of a customer behind the circuit's tags, 60 octets in all.</summary>
    public static byte[] Frame(uint circuit) => Tag(circuit, Packets.CustomerFrame(52));

    /// <summary>A frame behind the circuit's tags.</summary>
    public static byte[] Tag(uint circuit, byte[] frame) =>
    [
        .. frame[..12], 0x81, 0, (byte)(Outer(circuit) >> 8), (byte)Outer(circuit),
        0x81, 0, (byte)(Inner(circuit) >> 8), (byte)Inner(circuit), .. frame[12..],
    ];
}
