using System.Net;
using Router.Channel;
using Router.Configuration;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Controlplane.Desired;

/// <summary>A VRF as it should be.</summary>
/// <param name="Key">Identity.</param>
/// <param name="Name">Name.</param>
public sealed record DesiredVrf(ulong Key, string Name);

/// <summary>An interface as it should be.</summary>
public sealed record DesiredInterface
{
    /// <summary>Identity.</summary>
    public required ulong Key { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Key of the VRF.</summary>
    public required ulong Vrf { get; init; }

    /// <summary>Index of the port in the dataplane, or <see cref="InterfaceRecord.NoPort"/>.</summary>
    public required ushort Port { get; init; }

    /// <summary>Outer VLAN id, 0 for untagged.</summary>
    public ushort OuterVlan { get; init; }

    /// <summary>Inner VLAN id, 0 for none.</summary>
    public ushort InnerVlan { get; init; }

    /// <summary>TPID of the outer tag.</summary>
    public ushort OuterTpid { get; init; } = InterfaceConfiguration.CustomerTpid;

    /// <summary>L3 MTU in octets.</summary>
    public required ushort Mtu { get; init; }

    /// <summary>Properties.</summary>
    public required InterfaceFlags Flags { get; init; }

    /// <summary>MAC address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>Source of ICMP errors.</summary>
    public IPAddress? Ipv4Source { get; init; }

    /// <summary>Source of ICMPv6 errors.</summary>
    public IPAddress? Ipv6Source { get; init; }
}

/// <summary>Where a route comes from. Of two routes for one prefix the lower value wins.</summary>
public enum RouteSource
{
    /// <summary>An address of the router.</summary>
    Local,

    /// <summary>Subnet of an interface, and its network and broadcast address.</summary>
    Connected,

    /// <summary>Section <c>routes</c> of the configuration.</summary>
    Static,

    /// <summary>A neighbour of a connected subnet.</summary>
    Neighbour,

    /// <summary>Destination behind the peer of a PPP or IP session.</summary>
    Session,
}

/// <summary>A route as it should be.</summary>
/// <param name="Key">VRF and prefix.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Source">Where it comes from; of no concern to the dataplane.</param>
public sealed record DesiredRoute(RouteKey Key, DesiredTarget Target, RouteSource Source);

/// <summary>Names an entry of the incoming label map: label and S bit.</summary>
/// <param name="Label">Incoming label.</param>
/// <param name="BottomOfStack">The S bit of the packets it is for.</param>
public readonly record struct LabelKey(uint Label, bool BottomOfStack);

/// <summary>An entry of the incoming label map as it should be. An entry for any S bit is two of them.</summary>
public sealed record DesiredLabel
{
    /// <summary>Label and S bit.</summary>
    public required LabelKey Key { get; init; }

    /// <summary>What to do.</summary>
    public required LabelAction Action { get; init; }

    /// <summary>What lies below.</summary>
    public LabelPayload Payload { get; init; }

    /// <summary>Options, without the stack bits.</summary>
    public LabelFlags Flags { get; init; }

    /// <summary>Adjacency of swap, pop-forward and pseudowire.</summary>
    public DesiredTarget Target { get; init; }

    /// <summary>The label that a swap puts in the place of the received one, below those that the adjacency pushes.</summary>
    public uint OutLabel { get; init; }

    /// <summary>Key of the VRF of a lookup, else 0.</summary>
    public ulong Vrf { get; init; }

    /// <summary>VLAN id inside a pseudowire.</summary>
    public ushort VlanId { get; init; }
}

/// <summary>The receiving half of an L2TP session as it should be.</summary>
public sealed record DesiredSession
{
    /// <summary>Identity.</summary>
    public required ulong Key { get; init; }

    /// <summary>Name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>Our session id; of version 2 with the tunnel's in the high half.</summary>
    public required uint SessionId { get; init; }

    /// <summary>Where received frames go; none when the session is not connected.</summary>
    public DesiredTarget Target { get; init; }

    /// <summary>Key of the interface that IP packets of a PPP or IP session enter on, else 0.</summary>
    public ulong Interface { get; init; }

    /// <summary>Key of the VRF of the tunnel.</summary>
    public required ulong Vrf { get; init; }

    /// <summary>Options.</summary>
    public required L2tpSessionFlags Flags { get; init; }

    /// <summary>Cookie demanded.</summary>
    public L2tpCookie Cookie { get; init; }

    /// <summary>Second accepted cookie; equal to <see cref="Cookie"/> when there is none.</summary>
    public L2tpCookie PreviousCookie { get; init; }

    /// <summary>VLAN id inside the pseudowire.</summary>
    public ushort VlanId { get; init; }

    /// <summary>PPP: octets of the largest IP packet that TCP's MSS option may lead to; 0 leaves the option alone.</summary>
    public ushort SegmentLimit { get; init; }

    /// <summary>PPP: bits per second that may come out of the session; 0 for any number.</summary>
    public ulong RateUp { get; init; }

    /// <summary>PPP: bits per second that may go into the session; 0 for any number.</summary>
    public ulong RateDown { get; init; }

    /// <summary>Octets that may come out at once; 0 without a rate.</summary>
    public uint BurstUp { get; init; }

    /// <summary>Octets that may go in at once; 0 without a rate.</summary>
    public uint BurstDown { get; init; }

    /// <summary>What an opaque session carries.</summary>
    public OpaquePayload Payload { get; init; }

    /// <summary>ATM cells: most of them in one packet.</summary>
    public ushort MaxCells { get; init; }

    /// <summary>Frame Relay: DLCI of received frames.</summary>
    public uint Dlci { get; init; }

    /// <summary>Frame Relay: the DLCI that they get.</summary>
    public uint NewDlci { get; init; }

    /// <summary>UDP port of the peer.</summary>
    public ushort PeerPort { get; init; }

    /// <summary>Our UDP port.</summary>
    public ushort LocalPort { get; init; }

    /// <summary>The peer.</summary>
    public required IPAddress Peer { get; init; }

    /// <summary>Our address.</summary>
    public required IPAddress Local { get; init; }
}

/// <summary>Where an attachment circuit's frames go, as it should be.</summary>
/// <param name="Interface">Key of the attachment circuit's interface.</param>
/// <param name="Target">An adjacency.</param>
public sealed record DesiredCrossConnect(ulong Interface, DesiredTarget Target);
