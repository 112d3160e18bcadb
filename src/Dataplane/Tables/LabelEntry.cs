using System.Runtime.CompilerServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>
/// An entry of the incoming label map (RFC 3031 3.11) in one word: who loads it once sees the whole of one binding. From
/// the lowest bit: target 24, operand 20, action 4, payload 4, flags 8, present (bit 63).
/// </summary>
internal readonly record struct LabelEntry
{
    /// <summary>Adjacencies that an entry can name.</summary>
    public const uint TargetLimit = 1u << 24;

    private const int OperandShift = 24;
    private const int ActionShift = 44;
    private const int PayloadShift = 48;
    private const int FlagsShift = 52;
    private const ulong PresentBit = 1ul << 63;

    /// <summary>Bits that are zero in <see cref="LabelPayload.Ip"/> and <see cref="LabelPayload.Ipv4"/> alone.</summary>
    private const ulong OtherPayloads = 0xf & ~(ulong)LabelPayload.Ipv4;

    private readonly ulong _word;

    /// <summary>The entry of a binding; what its action does not use is left out.</summary>
    public LabelEntry(in LabelRecord binding)
    {
        uint operand = binding.Action switch
        {
            LabelAction.Swap => binding.OutLabel,
            LabelAction.PopLookup => binding.Vrf,
            LabelAction.PopPseudowire => binding.VlanId,
            _ => Headers.MplsLabel.ImplicitNull,
        };
        _word = (binding.Target & (TargetLimit - 1)) | ((ulong)(operand & 0xfffff) << OperandShift) | ((ulong)binding.Action << ActionShift)
            | ((ulong)binding.Payload << PayloadShift) | ((ulong)binding.Flags << FlagsShift) | PresentBit;
    }

    /// <summary>Whether the label is bound. Free entries are zero.</summary>
    public bool Present => (long)_word < 0;

    /// <summary>Whether the label is bound, and swapped.</summary>
    public bool IsSwap => (_word & (PresentBit | (0xful << ActionShift))) == (PresentBit | ((ulong)LabelAction.Swap << ActionShift));

    /// <summary>Whether the label is bound to a lookup of what may be an IPv4 packet, its TTL and class its own (RFC 3443 pipe model).</summary>
    public bool IsIpv4Pop => (_word & (PresentBit | (0xful << ActionShift) | (OtherPayloads << PayloadShift) | ((ulong)LabelFlags.Uniform << FlagsShift)))
        == (PresentBit | ((ulong)LabelAction.PopLookup << ActionShift));

    /// <summary>Whether the label is bound to a pseudowire whose frames come without a VLAN tag of its own.</summary>
    public bool IsPlainPseudowire => (_word & (PresentBit | (0xful << ActionShift) | ((ulong)LabelFlags.PopVlan << FlagsShift)))
        == (PresentBit | ((ulong)LabelAction.PopPseudowire << ActionShift));

    /// <summary>Whether a control word follows the label of a pseudowire (RFC 4385).</summary>
    public bool HasControlWord => (_word & ((ulong)LabelFlags.ControlWord << FlagsShift)) != 0;

    /// <summary>Adjacency id.</summary>
    public uint Target => (uint)_word & (TargetLimit - 1);

    /// <summary>The label that a packet which is swapped gets, implicit null (RFC 3032 2.1) if it is popped and forwarded.</summary>
    public uint OutLabel => (uint)(_word >> OperandShift) & 0xfffff;

    /// <summary>VRF id of a lookup.</summary>
    public ushort Vrf => (ushort)(_word >> OperandShift);

    /// <summary>VLAN id inside a pseudowire.</summary>
    public ushort VlanId => (ushort)(_word >> OperandShift);

    /// <summary>What to do.</summary>
    public LabelAction Action => (LabelAction)((_word >> ActionShift) & 0xf);

    /// <summary>What lies below.</summary>
    public LabelPayload Payload => (LabelPayload)((_word >> PayloadShift) & 0xf);

    /// <summary>Options.</summary>
    public LabelFlags Flags => (LabelFlags)(_word >> FlagsShift);

    /// <summary>The entry of a label and S bit: all labels without, then all with it, so that labels in use lie close together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe LabelEntry* At(LabelEntry* map, uint label, uint bottom) => map + ((bottom << 20) | label);
}
