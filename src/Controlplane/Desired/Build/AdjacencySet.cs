using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>Makes adjacencies and keeps each of them once.</summary>
internal sealed class AdjacencySet
{
    /// <summary>What a peer takes that does not say it (RFC 1661 6.1).</summary>
    public const int DefaultMru = 1500;

    private const ushort EtherTypeIpv4 = 0x0800;
    private const ushort EtherTypeIpv6 = 0x86dd;
    private const ushort EtherTypeMpls = 0x8847;
    private const int LeastMtu = 68;

    private readonly Dictionary<ulong, DesiredAdjacency> _adjacencies = [];
    private readonly HashSet<NextHopKey> _wanted = [];
    private readonly HashSet<NextHopKey> _configured = [];
    private readonly BuildInputs _inputs;
    private readonly byte _labelTtl;

    public AdjacencySet(BuildInputs inputs)
    {
        _inputs = inputs;
        _labelTtl = inputs.Configuration.Mpls.Ttl;
        foreach (NeighbourConfiguration neighbour in inputs.Configuration.Neighbours)
        {
            _ = _configured.Add(new NextHopKey(neighbour.Interface, neighbour.Address));
        }
    }

    /// <summary>The adjacencies by key.</summary>
    public IReadOnlyDictionary<ulong, DesiredAdjacency> Adjacencies => _adjacencies;

    /// <summary>Next hops that are not configured neighbours.</summary>
    public IReadOnlySet<NextHopKey> Wanted => _wanted;

    /// <summary>A next hop of IP or labelled packets.</summary>
    /// <param name="path">Where it leads.</param>
    /// <param name="payload">What it carries below the labels: 4, 6, or 0 for labels.</param>
    public DesiredTarget NextHop(ResolvedPath path, int payload)
    {
        DesiredInterface egress = path.Interface!;
        if (Neighbour(path) is not MacAddress mac)
        {
            return Incomplete(path);
        }

        ushort etherType = path.Labels.Length > 0 ? EtherTypeMpls
            : payload switch { 4 => EtherTypeIpv4, 6 => EtherTypeIpv6, _ => EtherTypeMpls };
        RewriteWriter writer = new(stackalloc byte[RewriteWriter.Room]);
        writer.Ethernet(mac, egress, etherType);
        int l2 = writer.Length;
        foreach (uint label in path.Labels)
        {
            // S, TC and TTL are the worker's: they depend on the packet.
            writer.Label(label, 0, false, 0);
        }

        return Add(new DesiredAdjacency
        {
            Kind = AdjacencyKind.NextHop,
            Interface = egress.Key,
            Flags = path.Labels.Length > 0 && path.TtlMode == TtlMode.Uniform ? AdjacencyFlags.UniformTtl : AdjacencyFlags.None,
            Mtu = egress.Mtu,
            L2Length = (byte)l2,
            LabelCount = (byte)path.Labels.Length,
            LabelTtl = _labelTtl,
            NextHop = path.NextHop,
            Rewrite = writer.ToImmutableArray(),
        });
    }

    /// <summary>An attachment circuit. Its VLAN tags are the interface's, pushed by the worker behind the frame's addresses.</summary>
    public DesiredTarget AttachmentCircuit(DesiredInterface circuit) => Add(new DesiredAdjacency
    {
        Kind = AdjacencyKind.AttachmentCircuit,
        Interface = circuit.Key,
        Mtu = circuit.Mtu,
    });

    /// <summary>An MPLS Ethernet pseudowire (RFC 4448). The last label of the path is the pseudowire's.</summary>
    public DesiredTarget Pseudowire(ResolvedPath path, PseudowireConfiguration pseudowire)
    {
        if (Neighbour(path) is not MacAddress mac)
        {
            return Incomplete(path);
        }

        RewriteWriter writer = new(stackalloc byte[RewriteWriter.Room]);
        writer.Ethernet(mac, path.Interface!, EtherTypeMpls);
        int l2 = writer.Length;
        CompleteLabels(ref writer, path, 0, _labelTtl);
        AdjacencyFlags flags = VlanFlag(pseudowire.Vlan);
        if (pseudowire.ControlWord)
        {
            writer.Number(0u);
            flags |= AdjacencyFlags.ControlWord;
        }

        return Add(new DesiredAdjacency
        {
            Kind = AdjacencyKind.MplsPseudowire,
            Interface = path.Interface!.Key,
            Flags = flags,
            Mtu = path.Interface.Mtu,
            VlanId = pseudowire.Vlan ?? 0,
            L2Length = (byte)l2,
            LabelCount = (byte)path.Labels.Length,
            LabelTtl = _labelTtl,
            NextHop = path.NextHop,
            Rewrite = writer.ToImmutableArray(),
        });
    }

    /// <summary>The sending half of an L2TP session (RFC 3931 4.1, RFC 2661 3.1).</summary>
    /// <param name="path">The way to the peer.</param>
    /// <param name="tunnel">The session's tunnel.</param>
    /// <param name="session">The session.</param>
    /// <param name="family">4 or 6 for IP packets that are routed into PPP and IP sessions, 0 for frames.</param>
    /// <returns>None if the headers are longer than an adjacency holds.</returns>
    public DesiredTarget L2tp(ResolvedPath path, L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session, int family)
    {
        if (Neighbour(path) is not MacAddress mac)
        {
            return Incomplete(path);
        }

        bool udp = tunnel.Encapsulation == L2tpEncapsulation.Udp;
        bool ipv6 = RouteKey.FamilyOf(tunnel.Remote) == 6;
        bool version2 = tunnel.Version == 2;
        bool ppp = session.Payload == L2tpPayload.Ppp;
        bool sublayer = !version2 && session.L2Sublayer != L2SublayerKind.None;
        AdjacencyFlags flags = L2tpFlags(tunnel, session, ipv6, udp);
        bool numbers = (flags & AdjacencyFlags.Version2) != 0;
        int l2tpLength = (version2 ? numbers ? 10 : 6 : (udp ? 8 : 4) + session.Cookie.Length + (sublayer ? 4 : 0)) + (ppp ? 4 : 0);
        int following = l2tpLength + (udp ? 8 : 0);

        RewriteWriter writer = new(stackalloc byte[RewriteWriter.Room]);
        ushort etherType = path.Labels.Length > 0 ? EtherTypeMpls : ipv6 ? EtherTypeIpv6 : EtherTypeIpv4;
        writer.Ethernet(mac, path.Interface!, etherType);
        int l2 = writer.Length;
        bool uniform = path.TtlMode == TtlMode.Uniform;
        CompleteLabels(ref writer, path, uniform ? tunnel.Dscp.Fixed >> 3 : 0, uniform ? tunnel.Ttl : _labelTtl);
        int ip = writer.Length;
        byte protocol = udp ? (byte)17 : (byte)115;
        if (ipv6)
        {
            writer.Ipv6(tunnel, protocol, following);
        }
        else
        {
            writer.Ipv4(tunnel, protocol, following);
        }

        if (udp)
        {
            writer.Udp(tunnel.UdpSourcePort, tunnel.UdpDestinationPort, l2tpLength);
        }

        if (version2)
        {
            // T, L, O and P bits 0, version 2; with the S bit Ns, which is the worker's, and Nr (RFC 2661 3.1).
            writer.Number((ushort)(numbers ? 0x0802 : 2));
            writer.Number((ushort)tunnel.PeerTunnelId);
            writer.Number((ushort)session.PeerSessionId);
            if (numbers)
            {
                writer.Number(0u);
            }
        }
        else
        {
            if (udp)
            {
                // T=0, version 3, reserved (RFC 3931 4.1.2.1).
                writer.Number(0x0003_0000u);
            }

            writer.Number(session.PeerSessionId);
            writer.Cookie(session.Cookie);
            if (sublayer)
            {
                writer.Number(0u);
            }
        }

        if (ppp)
        {
            // Address and control, protocol (RFC 1662 3.1, RFC 1332 2, RFC 5072 3).
            writer.Number(family == 4 ? 0xff03_0021u : 0xff03_0057u);
        }

        if (writer.Length > AdjacencyRecord.MaxRewriteLength)
        {
            return DesiredTarget.None;
        }

        int labels = 4 * path.Labels.Length;
        int mtu = Math.Min(path.Interface!.Mtu, (tunnel.Mtu ?? ushort.MaxValue - labels) + labels);
        if (family != 0)
        {
            mtu = Math.Min(session.Mru ?? (ppp ? DefaultMru : ushort.MaxValue), mtu - (writer.Length - l2));
            if (mtu < LeastMtu)
            {
                return DesiredTarget.None;
            }
        }

        return Add(new DesiredAdjacency
        {
            Kind = family == 0 ? AdjacencyKind.L2tpv3 : AdjacencyKind.IpTunnel,
            Interface = path.Interface!.Key,
            Flags = flags,
            Mtu = (ushort)mtu,
            SegmentLimit = family == 0 ? (ushort)0 : SegmentLimitOf(session, mtu),
            VlanId = session.Vlan ?? 0,
            L2Length = (byte)l2,
            LabelCount = (byte)path.Labels.Length,
            LabelTtl = _labelTtl,
            IpOffset = (byte)ip,
            NextHop = path.NextHop,
            Session = session.KeyIn(tunnel),
            Rewrite = writer.ToImmutableArray(),
        });
    }

    /// <summary>Octets of the largest IP packet that TCP's MSS option may lead to; 0 leaves the option alone.</summary>
    /// <param name="session">A session; of no other than PPP the option is touched.</param>
    /// <param name="mtu">What it takes in one packet.</param>
    public static ushort SegmentLimitOf(L2tpSessionConfiguration session, int mtu) => (ushort)(
        session.Payload != L2tpPayload.Ppp || session.TcpMss == TcpMss.Off ? 0
        : session.TcpMss.Octets is { } most ? Math.Min(mtu, most + TcpMss.Ipv4AndTcp) : mtu);

    private static AdjacencyFlags L2tpFlags(L2tpTunnelConfiguration tunnel, L2tpSessionConfiguration session, bool ipv6, bool udp)
    {
        AdjacencyFlags flags = VlanFlag(session.Vlan) | (ipv6 ? AdjacencyFlags.OuterIpv6 : AdjacencyFlags.OuterIpv4);
        if (udp)
        {
            flags |= AdjacencyFlags.Udp;
            if (tunnel.UdpChecksum == UdpChecksumMode.Computed || (tunnel.UdpChecksum == UdpChecksumMode.Auto && ipv6))
            {
                flags |= AdjacencyFlags.UdpChecksum;
            }
        }

        // PPP is numbered in version 2 only; and of IP sessions nothing is left to number if IP packets are not.
        bool numbered = (session.Sequencing & L2tpSequencing.Send) != 0;
        if (session.Payload == L2tpPayload.Ppp)
        {
            flags |= numbered && tunnel.Version == 2 ? AdjacencyFlags.Sequence | AdjacencyFlags.Version2 : AdjacencyFlags.None;
        }
        else if (numbered && !(session.Payload == L2tpPayload.Ip && (session.Sequencing & L2tpSequencing.NonIp) != 0))
        {
            flags |= AdjacencyFlags.Sequence;
            if ((session.Sequencing & L2tpSequencing.NonIp) != 0 && session.Payload == L2tpPayload.Ethernet)
            {
                flags |= AdjacencyFlags.SequenceNonIp;
            }
        }

        if (session.L2Sublayer == L2SublayerKind.Atm)
        {
            flags |= AdjacencyFlags.AtmSublayer;
        }

        if (session.Payload.IsOpaque())
        {
            flags |= AdjacencyFlags.Opaque;
        }

        if (!ipv6 && !tunnel.Df)
        {
            flags |= AdjacencyFlags.FragmentOuter;
        }

        if (tunnel.Dscp == OuterDscp.Reflect && !session.Payload.IsOpaque())
        {
            flags |= AdjacencyFlags.ReflectDscp;
        }

        if (tunnel.Dscp == OuterDscp.Priority && session.Payload == L2tpPayload.Ethernet)
        {
            flags |= AdjacencyFlags.PriorityDscp;
        }

        if (session.RateDown is { BitsPerSecond: not 0 })
        {
            flags |= AdjacencyFlags.RateLimited;
        }

        return flags;
    }

    private static AdjacencyFlags VlanFlag(ushort? vlan) => vlan is null ? AdjacencyFlags.None : AdjacencyFlags.PushVlan;

    private static void CompleteLabels(ref RewriteWriter writer, ResolvedPath path, int trafficClass, byte ttl)
    {
        for (int i = 0; i < path.Labels.Length; i++)
        {
            writer.Label(path.Labels[i], trafficClass, i == path.Labels.Length - 1, ttl);
        }
    }

    private MacAddress? Neighbour(ResolvedPath path)
    {
        NextHopKey key = new(path.Interface!.Name, path.NextHop!);
        if (!_configured.Contains(key))
        {
            _ = _wanted.Add(key);
        }

        return _inputs.Neighbours.TryGetValue(key, out MacAddress mac) ? mac : null;
    }

    private DesiredTarget Incomplete(ResolvedPath path) => Add(new DesiredAdjacency
    {
        Kind = AdjacencyKind.Incomplete,
        Interface = path.Interface!.Key,
        Mtu = path.Interface.Mtu,
        NextHop = path.NextHop,
    });

    private DesiredTarget Add(DesiredAdjacency contents)
    {
        DesiredAdjacency adjacency = contents.WithKey();
        if (!_adjacencies.TryAdd(adjacency.Key, adjacency) && !_adjacencies[adjacency.Key].Equals(adjacency))
        {
            throw new InvalidOperationException($"Two adjacencies have the key {adjacency.Key:x16}.");
        }

        return DesiredTarget.Adjacency(adjacency.Key);
    }
}
