using System.Runtime.InteropServices;

namespace Router.Channel;

/// <summary>What a command is about.</summary>
public enum CommandKind : ushort
{
    /// <summary>Never valid: an empty slot.</summary>
    None = 0,

    /// <summary><see cref="VrfRecord"/>.</summary>
    Vrf = 1,

    /// <summary><see cref="InterfaceRecord"/>.</summary>
    Interface = 2,

    /// <summary><see cref="AdjacencyRecord"/>.</summary>
    Adjacency = 3,

    /// <summary><see cref="RouteRecord"/>.</summary>
    Route = 4,

    /// <summary><see cref="LabelRecord"/>.</summary>
    Label = 5,

    /// <summary><see cref="L2tpSessionRecord"/>.</summary>
    L2tpSession = 6,

    /// <summary><see cref="CrossConnectRecord"/>.</summary>
    CrossConnect = 7,

    /// <summary>Removes every object that was not confirmed under the command's generation. No record.</summary>
    Sweep = 16,

    /// <summary>Asks for a completion once everything before it is in force in all workers. No record.</summary>
    Sync = 17,

    /// <summary><see cref="TraceRecord"/>: trace the next packets.</summary>
    Trace = 18,
}

/// <summary>What to do with the object.</summary>
public enum CommandOperation : byte
{
    /// <summary>Create, or change what is there, or only confirm it when it is the same.</summary>
    Upsert = 0,

    /// <summary>Remove; an error if absent.</summary>
    Delete = 1,
}

/// <summary>The first 16 octets of every command slot.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct CommandHeader
{
    /// <summary>Selects the record that follows.</summary>
    [FieldOffset(0)]
    public CommandKind Kind;

    /// <summary>Upsert or delete.</summary>
    [FieldOffset(2)]
    public CommandOperation Operation;

    /// <summary>The control plane's generation: confirms the object for the next sweep.</summary>
    [FieldOffset(4)]
    public uint Generation;

    /// <summary>Returned in the completion, free for the sender.</summary>
    [FieldOffset(8)]
    public ulong Tag;
}

/// <summary>A command slot of 256 octets: header and record.</summary>
/// <typeparam name="T">One of the records of this file, at most 240 octets.</typeparam>
[StructLayout(LayoutKind.Sequential)]
public struct Command<T>
    where T : unmanaged
{
    /// <summary>Kind, operation, generation.</summary>
    public CommandHeader Header;

    /// <summary>The object.</summary>
    public T Record;
}

/// <summary>A VRF: a pair of IPv4 and IPv6 FIBs. Id 0 is the default VRF.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct VrfRecord
{
    /// <summary>Stable identity of the object (hash of its name).</summary>
    [FieldOffset(0)]
    public ulong Key;

    /// <summary>Index below the channel's VRF limit.</summary>
    [FieldOffset(8)]
    public uint Id;

    /// <summary>Name, for display.</summary>
    [FieldOffset(12)]
    public Name16 Name;
}

/// <summary>Properties of an interface.</summary>
[Flags]
public enum InterfaceFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Administratively up.</summary>
    Enabled = 1,

    /// <summary>IPv4 forwarding.</summary>
    Ipv4 = 2,

    /// <summary>IPv6 forwarding.</summary>
    Ipv6 = 4,

    /// <summary>Accepts labelled packets.</summary>
    Mpls = 8,

    /// <summary>Attachment circuit: frames go to the cross-connect, never to IP.</summary>
    AttachmentCircuit = 16,

    /// <summary>Has a TAP mirror of its name in Linux.</summary>
    Mirror = 32,
}

/// <summary>An L3 interface or attachment circuit on a port: the untagged frames, or those of a VLAN or a VLAN pair.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
public struct InterfaceRecord
{
    /// <summary>Port of a loopback interface: it has none. What Linux sends on its mirror is routed.</summary>
    public const ushort NoPort = ushort.MaxValue;

    /// <summary>Stable identity (hash of the name).</summary>
    [FieldOffset(0)]
    public ulong Key;

    /// <summary>Index below the channel's interface limit.</summary>
    [FieldOffset(8)]
    public uint Id;

    /// <summary>VRF id.</summary>
    [FieldOffset(12)]
    public uint Vrf;

    /// <summary>Index of the port in <see cref="PortState"/>, or <see cref="NoPort"/>.</summary>
    [FieldOffset(16)]
    public ushort Port;

    /// <summary>Outer VLAN id, 0 for untagged.</summary>
    [FieldOffset(18)]
    public ushort OuterVlan;

    /// <summary>Inner VLAN id, 0 for none.</summary>
    [FieldOffset(20)]
    public ushort InnerVlan;

    /// <summary>TPID of the outer tag, 0x8100 or 0x88a8.</summary>
    [FieldOffset(22)]
    public ushort OuterTpid;

    /// <summary>L3 MTU in octets.</summary>
    [FieldOffset(24)]
    public ushort Mtu;

    /// <summary>Properties.</summary>
    [FieldOffset(26)]
    public InterfaceFlags Flags;

    /// <summary>MAC address of the interface.</summary>
    [FieldOffset(28)]
    public Mac6 Mac;

    /// <summary>Primary IPv4 address: the source of ICMP errors; zero when there is none.</summary>
    [FieldOffset(36)]
    public Address16 Ipv4Source;

    /// <summary>Primary IPv6 address: the source of ICMPv6 errors; zero when there is none.</summary>
    [FieldOffset(52)]
    public Address16 Ipv6Source;

    /// <summary>Name, also of the TAP mirror.</summary>
    [FieldOffset(68)]
    public Name16 Name;
}

/// <summary>What an adjacency does with a packet.</summary>
public enum AdjacencyKind : byte
{
    /// <summary>Next hop: Ethernet header, VLAN tags and labels in front of an IP or labelled packet.</summary>
    NextHop = 0,

    /// <summary>IP tunnel: the outer headers, from Ethernet on, in front of an IP packet (PPP in L2TP: RFC 2661 3.1).</summary>
    IpTunnel = 1,

    /// <summary>Next hop whose link-layer address is not known: raises <see cref="EventKind.NeighbourNeeded"/>, drops.</summary>
    Incomplete = 2,

    /// <summary>Attachment circuit: the frame leaves on the interface, its VLAN tags pushed.</summary>
    AttachmentCircuit = 3,

    /// <summary>L2TPv3 encapsulation of an Ethernet frame.</summary>
    L2tpv3 = 4,

    /// <summary>MPLS Ethernet pseudowire encapsulation (RFC 4448).</summary>
    MplsPseudowire = 5,
}

/// <summary>Fix-ups that the worker applies after the rewrite is in place.</summary>
[Flags]
public enum AdjacencyFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Labels take TTL and TC from the packet (RFC 3443 uniform model); otherwise pipe.</summary>
    UniformTtl = 1,

    /// <summary>The outer header at <see cref="AdjacencyRecord.IpOffset"/> is IPv4: set total length, fix the checksum.</summary>
    OuterIpv4 = 2,

    /// <summary>The outer header is IPv6: set payload length and flow label.</summary>
    OuterIpv6 = 4,

    /// <summary>A UDP header follows the outer IP header: set its length.</summary>
    Udp = 8,

    /// <summary>Compute the UDP checksum (otherwise it stays zero).</summary>
    UdpChecksum = 16,

    /// <summary>Packets are numbered: the last 4 octets of the rewrite are an L2-specific sublayer, without <see cref="Version2"/>.</summary>
    Sequence = 32,

    /// <summary>Push the VLAN tag <see cref="AdjacencyRecord.VlanId"/> inside the pseudowire (VLAN mode).</summary>
    PushVlan = 64,

    /// <summary>Outer IPv4 may be fragmented (DF clear).</summary>
    FragmentOuter = 128,

    /// <summary>The last 4 octets of the rewrite are an MPLS pseudowire control word (RFC 4385).</summary>
    ControlWord = 256,

    /// <summary>IP tunnel: packets over the down rate of the session <see cref="AdjacencyRecord.SessionIndex"/> are dropped.</summary>
    RateLimited = 0x8000,

    /// <summary>The payload is no Ethernet frame: no flow is looked for in it, so that its order is kept.</summary>
    Opaque = 512,

    /// <summary>The last 4 octets of the rewrite are an ATM-specific sublayer (RFC 4454) that takes the T, G, C and U bits of the packet.</summary>
    AtmSublayer = 1024,

    /// <summary>With <see cref="Sequence"/>: frames with an IP packet, behind two VLAN tags at most, are not numbered.</summary>
    SequenceNonIp = 2048,

    /// <summary>The outer DSCP, prebuilt as 0, is that of the IP packet inside, in an Ethernet frame behind two VLAN tags at most.</summary>
    ReflectDscp = 4096,

    /// <summary>
    /// With <see cref="Sequence"/>: an IP tunnel into a PPP session of L2TPv2. Its rewrite ends in Ns and Nr (RFC 2661 3.1) and
    /// 4 octets of PPP header; all adjacencies of the session <see cref="AdjacencyRecord.SessionIndex"/> count together.
    /// </summary>
    Version2 = 8192,

    /// <summary>The outer DSCP, prebuilt as 0, is the class selector of the frame's 802.1p priority.</summary>
    PriorityDscp = 16384,

    /// <summary>Either of both: what is inside decides on the outer DSCP.</summary>
    InnerDscp = ReflectDscp | PriorityDscp,
}

/// <summary>
/// How a packet leaves: a prebuilt header, its egress interface and its fix-ups. Immutable once created: a change
/// is a new adjacency, so that workers never see half of one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 184)]
public struct AdjacencyRecord
{
    /// <summary>Longest rewrite in octets.</summary>
    public const int MaxRewriteLength = 104;

    /// <summary>Most labels in one rewrite.</summary>
    public const int MaxLabels = 8;

    /// <summary>Stable identity: equal contents have equal keys.</summary>
    [FieldOffset(0)]
    public ulong Key;

    /// <summary>Index below the channel's adjacency limit; 0 is reserved.</summary>
    [FieldOffset(8)]
    public uint Id;

    /// <summary>Egress interface id.</summary>
    [FieldOffset(12)]
    public uint Interface;

    /// <summary>Fix-ups.</summary>
    [FieldOffset(16)]
    public AdjacencyFlags Flags;

    /// <summary>Most octets after the Ethernet header (with its VLAN tags) on the wire; of an IP tunnel, of the packet inside.</summary>
    [FieldOffset(20)]
    public ushort Mtu;

    /// <summary>VLAN id pushed inside the pseudowire with <see cref="AdjacencyFlags.PushVlan"/>.</summary>
    [FieldOffset(22)]
    public ushort VlanId;

    /// <summary>What it does.</summary>
    [FieldOffset(24)]
    public AdjacencyKind Kind;

    /// <summary>Octets of <see cref="Rewrite"/> in use.</summary>
    [FieldOffset(25)]
    public byte RewriteLength;

    /// <summary>Octets of Ethernet header and VLAN tags at the start of the rewrite.</summary>
    [FieldOffset(26)]
    public byte L2Length;

    /// <summary>Labels after the Ethernet header: S, TC and TTL zero, set by the worker (kind NextHop), or complete (other kinds).</summary>
    [FieldOffset(27)]
    public byte LabelCount;

    /// <summary>TTL of labels in the pipe model.</summary>
    [FieldOffset(28)]
    public byte LabelTtl;

    /// <summary>Offset of the outer IP header in the rewrite, 0 for none.</summary>
    [FieldOffset(29)]
    public byte IpOffset;

    /// <summary>4 or 6: family of <see cref="NextHop"/>; 0 for none.</summary>
    [FieldOffset(30)]
    public byte NextHopFamily;

    /// <summary>The next hop, for events and display.</summary>
    [FieldOffset(32)]
    public Address16 NextHop;

    /// <summary>L2TP session id of this end (display, counters), else 0.</summary>
    [FieldOffset(48)]
    public uint Session;

    /// <summary>Index of the session: its down rate holds with <see cref="AdjacencyFlags.RateLimited"/>, its numbers with <see cref="AdjacencyFlags.Version2"/>.</summary>
    [FieldOffset(52)]
    public uint SessionIndex;

    /// <summary>IP tunnel: the MSS option of TCP (RFC 9293 3.7.1) is lowered to this less 40 octets over IPv4, less 60 over IPv6; 0 leaves it alone.</summary>
    [FieldOffset(56)]
    public ushort SegmentLimit;

    /// <summary>Header bytes, left-aligned, outermost first. Lengths and checksums of outer headers as if the payload were empty.</summary>
    [FieldOffset(64)]
    public RewriteBytes Rewrite;
}

/// <summary>A route of a VRF's FIB.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct RouteRecord
{
    /// <summary>VRF id.</summary>
    [FieldOffset(0)]
    public uint Vrf;

    /// <summary>Where it leads.</summary>
    [FieldOffset(4)]
    public uint Target;

    /// <summary>4 or 6.</summary>
    [FieldOffset(8)]
    public byte Family;

    /// <summary>Prefix length in bits.</summary>
    [FieldOffset(9)]
    public byte PrefixLength;

    /// <summary>Prefix, network byte order, host bits zero.</summary>
    [FieldOffset(16)]
    public Address16 Prefix;
}

/// <summary>What an LSR does with a received label.</summary>
public enum LabelAction : byte
{
    /// <summary>Drop, counted as unknown label.</summary>
    Drop = 0,

    /// <summary>Replace by <see cref="LabelRecord.OutLabel"/>, then push the labels of the target adjacency, if it has any, and send by it.</summary>
    Swap = 1,

    /// <summary>Remove and send by the target adjacency (penultimate hop, per-CE label).</summary>
    PopForward = 2,

    /// <summary>Remove and look the payload up: IP in <see cref="LabelRecord.Vrf"/>, or the next label.</summary>
    PopLookup = 3,

    /// <summary>Remove with the optional control word and hand the Ethernet frame to the target (RFC 4448).</summary>
    PopPseudowire = 4,
}

/// <summary>What follows the label, known from its binding (RFC 4928 3).</summary>
public enum LabelPayload : byte
{
    /// <summary>IPv4 or IPv6, told by the version nibble.</summary>
    Ip = 0,

    /// <summary>IPv4.</summary>
    Ipv4 = 4,

    /// <summary>IPv6.</summary>
    Ipv6 = 6,

    /// <summary>Another label.</summary>
    Mpls = 7,

    /// <summary>An Ethernet frame.</summary>
    Ethernet = 8,
}

/// <summary>Options of a label entry.</summary>
[Flags]
public enum LabelFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The entry is for packets whose S bit is set.</summary>
    BottomOfStack = 1,

    /// <summary>The entry is for packets with further labels below.</summary>
    NotBottomOfStack = 2,

    /// <summary>Uniform TTL and TC model.</summary>
    Uniform = 4,

    /// <summary>A control word follows the label (pseudowires).</summary>
    ControlWord = 8,

    /// <summary>Pseudowire frames carry the VLAN tag <see cref="LabelRecord.VlanId"/>.</summary>
    PopVlan = 16,
}

/// <summary>An entry of the incoming label map (RFC 3031 3.11).</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct LabelRecord
{
    /// <summary>16 to 1048575.</summary>
    [FieldOffset(0)]
    public uint Label;

    /// <summary>Adjacency of swap, pop-forward and pseudowire actions.</summary>
    [FieldOffset(4)]
    public uint Target;

    /// <summary>VRF id of a lookup.</summary>
    [FieldOffset(8)]
    public uint Vrf;

    /// <summary>What to do.</summary>
    [FieldOffset(12)]
    public LabelAction Action;

    /// <summary>What lies below.</summary>
    [FieldOffset(13)]
    public LabelPayload Payload;

    /// <summary>Options; at least one of the two stack bits.</summary>
    [FieldOffset(14)]
    public LabelFlags Flags;

    /// <summary>VLAN id inside the pseudowire with <see cref="LabelFlags.PopVlan"/>.</summary>
    [FieldOffset(16)]
    public ushort VlanId;

    /// <summary>The new label of a swap, any but implicit null.</summary>
    [FieldOffset(20)]
    public uint OutLabel;
}

/// <summary>Options of a received L2TPv3 session.</summary>
[Flags]
public enum L2tpSessionFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Administratively up.</summary>
    Enabled = 1,

    /// <summary>Over UDP; otherwise directly over IP (protocol 115).</summary>
    Udp = 2,

    /// <summary>Default L2-specific sublayer present (RFC 3931 4.6).</summary>
    Sublayer = 4,

    /// <summary>Drop packets whose sequence number is late.</summary>
    CheckSequence = 8,

    /// <summary>Frames carry the VLAN tag <see cref="L2tpSessionRecord.VlanId"/> to be removed (VLAN pseudowire).</summary>
    PopVlan = 16,

    /// <summary>Peer and local address are IPv6.</summary>
    Ipv6 = 32,

    /// <summary>L2TPv2 (RFC 2661), over UDP: ids of 2 octets, no cookie, no sublayer; otherwise L2TPv3.</summary>
    Version2 = 64,

    /// <summary>The payload is PPP: IP packets enter on <see cref="L2tpSessionRecord.Interface"/>, all else goes to the control plane.</summary>
    Ppp = 128,

    /// <summary>PPP is in the network-layer protocol phase (RFC 1661 3.6), or the payload is IP: IP packets are forwarded.</summary>
    NetworkUp = 256,

    /// <summary>PPP with a rate in one direction or both.</summary>
    RateLimited = 0x8000,

    /// <summary>The payload is an IPv4 or IPv6 packet, which enters on <see cref="L2tpSessionRecord.Interface"/>.</summary>
    Ip = 512,

    /// <summary>The sublayer is the ATM-specific one (RFC 4454): its T, G, C and U bits go along with the payload.</summary>
    AtmSublayer = 1024,

    /// <summary>The payload is what <see cref="L2tpSessionRecord.Payload"/> says, and goes unseen to another session.</summary>
    Opaque = 2048,
}

/// <summary>What a session with <see cref="L2tpSessionFlags.Opaque"/> carries, and what of it is checked.</summary>
public enum OpaquePayload : byte
{
    /// <summary>The session is not opaque.</summary>
    None = 0,

    /// <summary>HDLC frames without flags and FCS: address, control, information (RFC 4349).</summary>
    Hdlc = 1,

    /// <summary>Frame Relay frames with a Q.922 header of 2 octets (RFC 4591).</summary>
    FrameRelay2 = 2,

    /// <summary>Frame Relay frames with a Q.922 header of 4 octets (RFC 4591).</summary>
    FrameRelay4 = 3,

    /// <summary>ATM AAL5 SDUs, or with the sublayer's T bit a cell of 52 octets (RFC 4454).</summary>
    AtmAal5 = 4,

    /// <summary>ATM cells of 52 octets, without HEC, one or more (RFC 4454).</summary>
    AtmCells = 5,
}

/// <summary>The receiving half of an L2TP session: how a packet enters.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct L2tpSessionRecord
{
    /// <summary>Stable identity (hash of the session's name).</summary>
    [FieldOffset(0)]
    public ulong Key;

    /// <summary>Index of the session's counters, below the channel's session limit.</summary>
    [FieldOffset(8)]
    public uint Id;

    /// <summary>Session id in received packets (host order), not 0. Version 2: the tunnel id in the high half, both halves not 0.</summary>
    [FieldOffset(12)]
    public uint SessionId;

    /// <summary>Where the frame goes: an adjacency, or <see cref="TargetKind.None"/> when the session is not connected.</summary>
    [FieldOffset(16)]
    public uint Target;

    /// <summary>VRF of the tunnel's addresses.</summary>
    [FieldOffset(20)]
    public uint Vrf;

    /// <summary>Options.</summary>
    [FieldOffset(24)]
    public L2tpSessionFlags Flags;

    /// <summary>0, 4 or 8 octets of cookie.</summary>
    [FieldOffset(26)]
    public byte CookieLength;

    /// <summary>What an opaque session carries.</summary>
    [FieldOffset(27)]
    public OpaquePayload Payload;

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(28)]
    public ushort VlanId;

    /// <summary>UDP source port of the peer (host order).</summary>
    [FieldOffset(30)]
    public ushort PeerPort;

    /// <summary>Our UDP port (host order).</summary>
    [FieldOffset(32)]
    public ushort LocalPort;

    /// <summary>PPP: as <see cref="AdjacencyRecord.SegmentLimit"/>, for packets that come out of the session.</summary>
    [FieldOffset(34)]
    public ushort SegmentLimit;

    /// <summary>Interface id that IP packets of a PPP or IP session enter on: their VRF, and the source of ICMP errors about them.</summary>
    [FieldOffset(36)]
    public uint Interface;

    /// <summary>Expected cookie as received: octets 0..3 (or 0..7) in memory order.</summary>
    [FieldOffset(40)]
    public ulong Cookie;

    /// <summary>Second accepted cookie; equal to <see cref="Cookie"/> when there is none.</summary>
    [FieldOffset(48)]
    public ulong PreviousCookie;

    /// <summary>Only this source address is accepted.</summary>
    [FieldOffset(56)]
    public Address16 Peer;

    /// <summary>Destination address of the tunnel.</summary>
    [FieldOffset(72)]
    public Address16 Local;

    /// <summary>Most bits per second of IP packets that come out of the session, with <see cref="L2tpSessionFlags.RateLimited"/>; 0 for any number.</summary>
    [FieldOffset(88)]
    public ulong RateUp;

    /// <summary>The same for packets that go into it.</summary>
    [FieldOffset(96)]
    public ulong RateDown;

    /// <summary>Octets that may come at once after a pause; not 0 with a rate.</summary>
    [FieldOffset(104)]
    public uint BurstUp;

    /// <summary>The same for packets that go into the session.</summary>
    [FieldOffset(108)]
    public uint BurstDown;

    /// <summary>DLCI that received Frame Relay frames must have: below 2^10 in a header of 2 octets, below 2^23 in one of 4.</summary>
    [FieldOffset(112)]
    public uint Dlci;

    /// <summary>DLCI that Frame Relay frames get on their way to the session they are connected to.</summary>
    [FieldOffset(116)]
    public uint NewDlci;

    /// <summary>Most cells in one packet, at least 1; of AtmCells only.</summary>
    [FieldOffset(120)]
    public ushort MaxCells;
}

/// <summary>Where the frames of an attachment circuit go.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct CrossConnectRecord
{
    /// <summary>The attachment circuit's interface id.</summary>
    [FieldOffset(0)]
    public uint Interface;

    /// <summary>An adjacency (pseudowire encapsulation or another attachment circuit).</summary>
    [FieldOffset(4)]
    public uint Target;
}

/// <summary>Asks the workers to trace packets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct TraceRecord
{
    /// <summary>How many packets each worker traces; 0 stops.</summary>
    [FieldOffset(0)]
    public uint Count;

    /// <summary>Only packets received on this interface's port; uint.MaxValue for any.</summary>
    [FieldOffset(4)]
    public uint Port;
}
