using System.Collections.Immutable;
using System.Net;
using Router.Channel;

namespace Router.Controlplane.Desired;

/// <summary>An adjacency as it should be. Its key is a hash of its contents: other contents are another adjacency.</summary>
public sealed record DesiredAdjacency
{
    /// <summary>Identity; see <see cref="WithKey"/>.</summary>
    public ulong Key { get; private init; }

    /// <summary>What it does.</summary>
    public required AdjacencyKind Kind { get; init; }

    /// <summary>Key of the egress interface.</summary>
    public required ulong Interface { get; init; }

    /// <summary>Fix-ups.</summary>
    public AdjacencyFlags Flags { get; init; }

    /// <summary>Most octets after the Ethernet header.</summary>
    public required ushort Mtu { get; init; }

    /// <summary>VLAN id pushed inside a pseudowire.</summary>
    public ushort VlanId { get; init; }

    /// <summary>IP tunnel: as <see cref="DesiredSession.SegmentLimit"/>, for packets into the session.</summary>
    public ushort SegmentLimit { get; init; }

    /// <summary>Octets of Ethernet header and tags.</summary>
    public byte L2Length { get; init; }

    /// <summary>Labels in the rewrite.</summary>
    public byte LabelCount { get; init; }

    /// <summary>TTL of labels in the pipe model.</summary>
    public byte LabelTtl { get; init; }

    /// <summary>Offset of the outer IP header, 0 for none.</summary>
    public byte IpOffset { get; init; }

    /// <summary>The next hop; null for attachment circuits.</summary>
    public IPAddress? NextHop { get; init; }

    /// <summary>Our L2TP session id, else 0.</summary>
    public uint Session { get; init; }

    /// <summary>Header octets, outermost first.</summary>
    public ImmutableArray<byte> Rewrite { get; init; } = [];

    /// <summary>The label values in the rewrite, outermost first.</summary>
    public IReadOnlyList<uint> Labels
    {
        get
        {
            uint[] labels = new uint[LabelCount];
            for (int i = 0; i < labels.Length; i++)
            {
                ReadOnlySpan<byte> entry = Rewrite.AsSpan(L2Length + (4 * i), 4);
                labels[i] = (uint)((entry[0] << 12) | (entry[1] << 4) | (entry[2] >> 4));
            }

            return labels;
        }
    }

    /// <summary>The same adjacency with the key of its contents.</summary>
    public DesiredAdjacency WithKey()
    {
        StableKey key = StableKey.Start("adjacency");
        key.Add(Interface);
        key.Add((ulong)Flags | ((ulong)Mtu << 32) | ((ulong)VlanId << 48));
        key.Add(
            (ulong)Kind | ((ulong)L2Length << 8) | ((ulong)LabelCount << 16) | ((ulong)LabelTtl << 24)
            | ((ulong)IpOffset << 32) | ((ulong)(NextHop is null ? 0 : RouteKey.FamilyOf(NextHop)) << 40));
        if (NextHop is not null)
        {
            UInt128 bits = RouteKey.BitsOf(NextHop);
            key.Add((ulong)(bits >> 64));
            key.Add((ulong)bits);
        }

        key.Add(Session | ((ulong)SegmentLimit << 32));
        key.Add(Rewrite.AsSpan());
        return this with { Key = key.Finish() };
    }

    /// <summary>True if the contents are equal, rewrite octets included.</summary>
    /// <param name="other">Another adjacency.</param>
    public bool Equals(DesiredAdjacency? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Key == other.Key && Kind == other.Kind && Interface == other.Interface && Flags == other.Flags && Mtu == other.Mtu
            && VlanId == other.VlanId && L2Length == other.L2Length && LabelCount == other.LabelCount && LabelTtl == other.LabelTtl
            && SegmentLimit == other.SegmentLimit && IpOffset == other.IpOffset && Equals(NextHop, other.NextHop) && Session == other.Session
            && Rewrite.AsSpan().SequenceEqual(other.Rewrite.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();
}
