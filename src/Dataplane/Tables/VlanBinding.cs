using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>
/// Where the frames with certain VLAN tags go, in one word, which readers load at once. From the lowest bit: interface id
/// plus 1 (24 bits), number of the table for inner tags plus 1 (13, outer tags only), number of tags (2), whether the
/// interface is an attachment circuit (1), and the adjacency of its cross-connect while it is up (24). Zero binds nothing.
/// </summary>
internal readonly record struct VlanBinding
{
    private const uint InterfaceMask = (1u << 24) - 1;
    private const int InnerShift = 24;
    private const int TagsShift = 37;
    private const int CrossConnectShift = 40;
    private const ulong InnerMask = 0x1ffful << InnerShift;
    private const ulong TagsMask = 3ul << TagsShift;
    private const ulong CircuitBit = 1ul << 39;

    private readonly ulong _word;

    /// <summary>Binds to an interface.</summary>
    /// <param name="interfaceId">Its id, below 2^24 - 1.</param>
    /// <param name="tagLength">Octets of the tags: 0, 4 or 8.</param>
    /// <param name="circuit">Whether it is an attachment circuit.</param>
    /// <param name="crossConnect">Adjacency of its cross-connect, below <see cref="LabelEntry.TargetLimit"/>, 0 for none.</param>
    public VlanBinding(uint interfaceId, int tagLength, bool circuit, uint crossConnect) =>
        _word = (interfaceId + 1) | TagsOf(tagLength) | (circuit ? CircuitBit : 0) | ((ulong)crossConnect << CrossConnectShift);

    private VlanBinding(ulong word) => _word = word;

    /// <summary>The word.</summary>
    public ulong Word => _word;

    /// <summary>Whether the tags belong to an interface.</summary>
    public bool Exists => ((uint)_word & InterfaceMask) != 0;

    /// <summary>Interface id of a binding that exists.</summary>
    public uint Interface => ((uint)_word & InterfaceMask) - 1u;

    /// <summary>Octets of tags that the frames lose.</summary>
    public int TagLength => (int)((_word & TagsMask) >> TagsShift) * Ethernet.TagLength;

    /// <summary>Whether the interface is an attachment circuit.</summary>
    public bool IsCircuit => (_word & CircuitBit) != 0;

    /// <summary>Adjacency that the frames leave by; 0 unless the interface is an attachment circuit that is up and connected.</summary>
    public uint CrossConnect => (uint)(_word >> CrossConnectShift);

    /// <summary>Number of the table for inner tags plus 1; 0 for none.</summary>
    public uint InnerTable => (uint)((_word & InnerMask) >> InnerShift);

    /// <summary>The binding with another table for inner tags.</summary>
    public VlanBinding WithInnerTable(uint number) => new((_word & ~InnerMask) | ((ulong)number << InnerShift));

    /// <summary>The binding for frames with other tags.</summary>
    public VlanBinding WithTagLength(int tagLength) => new((_word & ~TagsMask) | TagsOf(tagLength));

    private static ulong TagsOf(int length) => (ulong)(uint)(length / Ethernet.TagLength) << TagsShift;
}
