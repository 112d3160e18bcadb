using System.Buffers.Binary;
using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Ids;

namespace Router.Controlplane.Programming;

/// <summary>Translates desired objects into the Channel's records: keys become table indices.</summary>
internal sealed class RecordEncoder(ObjectIds ids)
{
    /// <summary>A VRF that has an index.</summary>
    public bool TryEncode(DesiredVrf vrf, out VrfRecord record)
    {
        record = new VrfRecord { Key = vrf.Key, Name = Name16.From(vrf.Name) };
        return ids.Vrfs.TryGet(vrf.Key, out record.Id);
    }

    /// <summary>An interface that has an index; false if its VRF has none.</summary>
    public bool TryEncode(DesiredInterface entry, out InterfaceRecord record)
    {
        record = new InterfaceRecord
        {
            Key = entry.Key,
            Port = entry.Port,
            OuterVlan = entry.OuterVlan,
            InnerVlan = entry.InnerVlan,
            OuterTpid = entry.OuterTpid,
            Mtu = entry.Mtu,
            Flags = entry.Flags,
            Ipv4Source = AddressOf(entry.Ipv4Source),
            Ipv6Source = AddressOf(entry.Ipv6Source),
            Name = Name16.From(entry.Name),
        };
        entry.Mac.CopyTo(record.Mac);
        return ids.Interfaces.TryGet(entry.Key, out record.Id) && ids.Vrfs.TryGet(entry.Vrf, out record.Vrf);
    }

    /// <summary>An adjacency that has an index; false if its interface has none.</summary>
    public bool TryEncode(DesiredAdjacency adjacency, out AdjacencyRecord record)
    {
        record = new AdjacencyRecord
        {
            Key = adjacency.Key,
            Flags = adjacency.Flags,
            Mtu = adjacency.Mtu,
            VlanId = adjacency.VlanId,
            Kind = adjacency.Kind,
            RewriteLength = (byte)adjacency.Rewrite.Length,
            L2Length = adjacency.L2Length,
            LabelCount = adjacency.LabelCount,
            LabelTtl = adjacency.LabelTtl,
            IpOffset = adjacency.IpOffset,
            NextHopFamily = adjacency.NextHop is null ? (byte)0 : RouteKey.FamilyOf(adjacency.NextHop),
            NextHop = AddressOf(adjacency.NextHop),
            Session = adjacency.Session,
            SegmentLimit = adjacency.SegmentLimit,
        };
        adjacency.Rewrite.AsSpan().CopyTo(record.Rewrite);
        return (!NamesSession(adjacency) || ids.Sessions.TryGet(StableKey.OfSession(adjacency.Session), out record.SessionIndex))
            && ids.Adjacencies.TryGet(adjacency.Key, out record.Id) && ids.Interfaces.TryGet(adjacency.Interface, out record.Interface);
    }

    /// <summary>Whether an adjacency's record has the index of its session.</summary>
    public static bool NamesSession(DesiredAdjacency adjacency) => (adjacency.Flags & (AdjacencyFlags.RateLimited | AdjacencyFlags.Version2)) != 0;

    /// <summary>A route; false if something that it refers to has no index.</summary>
    public bool TryEncode(DesiredRoute route, out RouteRecord record)
    {
        record = new RouteRecord { Family = route.Key.Family, PrefixLength = route.Key.Length, Prefix = route.Key.ToAddress16() };
        return ids.Vrfs.TryGet(route.Key.Vrf, out record.Vrf) && TryEncode(route.Target, out record.Target);
    }

    /// <summary>A label; false if something that it refers to has no index.</summary>
    public bool TryEncode(DesiredLabel label, out LabelRecord record)
    {
        record = new LabelRecord
        {
            Label = label.Key.Label,
            Action = label.Action,
            Payload = label.Payload,
            Flags = label.Flags | (label.Key.BottomOfStack ? LabelFlags.BottomOfStack : LabelFlags.NotBottomOfStack),
            VlanId = label.VlanId,
            OutLabel = label.OutLabel,
        };
        if (label.Target.Kind == TargetKind.Adjacency)
        {
            // A label's operand is a bare adjacency id.
            return ids.Adjacencies.TryGet(label.Target.Key, out record.Target);
        }

        return label.Vrf == 0 || ids.Vrfs.TryGet(label.Vrf, out record.Vrf);
    }

    /// <summary>A session that has an index; false if something that it refers to has none.</summary>
    public bool TryEncode(DesiredSession session, out L2tpSessionRecord record)
    {
        record = new L2tpSessionRecord
        {
            Key = session.Key,
            SessionId = session.SessionId,
            Flags = session.Flags,
            CookieLength = session.Cookie.Length,
            VlanId = session.VlanId,
            SegmentLimit = session.SegmentLimit,
            RateUp = session.RateUp,
            RateDown = session.RateDown,
            BurstUp = session.BurstUp,
            BurstDown = session.BurstDown,
            Payload = session.Payload,
            MaxCells = session.MaxCells,
            Dlci = session.Dlci,
            NewDlci = session.NewDlci,
            PeerPort = session.PeerPort,
            LocalPort = session.LocalPort,
            Cookie = CookieOf(session.Cookie),
            PreviousCookie = CookieOf(session.PreviousCookie),
            Peer = AddressOf(session.Peer),
            Local = AddressOf(session.Local),
        };
        return ids.Sessions.TryGet(session.Key, out record.Id)
            && (session.Interface == 0 || ids.Interfaces.TryGet(session.Interface, out record.Interface))
            && ids.Vrfs.TryGet(session.Vrf, out record.Vrf)
            && TryEncode(session.Target, out record.Target);
    }

    /// <summary>A cross-connect; false if its interface or target has no index.</summary>
    public bool TryEncode(DesiredCrossConnect connect, out CrossConnectRecord record)
    {
        record = default;

        // As in a label, a bare adjacency id.
        return ids.Interfaces.TryGet(connect.Interface, out record.Interface) && ids.Adjacencies.TryGet(connect.Target.Key, out record.Target);
    }

    /// <summary>A cookie as it lies in memory when received.</summary>
    private static ulong CookieOf(L2tpCookie cookie)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        octets.Clear();
        cookie.CopyTo(octets);
        return BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }

    private static Address16 AddressOf(IPAddress? address) => address is null ? default : Address16.From(address);

    private bool TryEncode(DesiredTarget target, out uint value)
    {
        uint index = 0;
        bool known = target.Kind switch
        {
            TargetKind.Adjacency => ids.Adjacencies.TryGet(target.Key, out index),
            TargetKind.Glean => ids.Interfaces.TryGet(target.Key, out index),
            TargetKind.LookupVrf => ids.Vrfs.TryGet(target.Key, out index),
            _ => true,
        };
        value = new ForwardingTarget(target.Kind, index).Value;
        return known;
    }
}
