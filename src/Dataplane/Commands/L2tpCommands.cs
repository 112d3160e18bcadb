using System.Buffers.Binary;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Commands;

/// <summary>Commands about the receiving halves of L2TPv3 sessions.</summary>
internal sealed unsafe class L2tpCommands(ForwardingState state)
{
    private const L2tpSessionFlags KnownFlags = (L2tpSessionFlags)0x3f;

    public CommandError Session(in L2tpSessionRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Id >= state.Tables->SessionLimit)
        {
            return CommandError.OutOfRange;
        }

        ref Programmed<L2tpSessionRecord> known = ref state.SessionRecords[record.Id];
        if (delete)
        {
            if (known.Present == 0)
            {
                return CommandError.NotFound;
            }

            Remove(record.Id);
            return CommandError.None;
        }

        CommandError error = Validate(record, known);
        if (error != CommandError.None)
        {
            return error;
        }

        if (known.Present != 0 && known.Same(record))
        {
            known.Generation = generation;
            outcome = Outcome.Confirmed;
            return CommandError.None;
        }

        outcome = known.Present == 0 ? Outcome.Created : Outcome.Changed;
        if (known.Present == 0)
        {
            ClearCounters(record.Id);
        }

        state.Reclamation.BeforeReuse();
        if (!state.Tables->L2tpSessions.Upsert(Build(record)))
        {
            return CommandError.NoSpace;
        }

        UsePort(record, 1);
        if (known.Present != 0)
        {
            UsePort(known.Record, -1);
            if (known.Record.SessionId != record.SessionId)
            {
                state.Tables->L2tpSessions.Remove(known.Record.SessionId);
            }

            state.Reclamation.Retire();
        }

        known.Set(record, generation);
        ((ulong*)state.Channel.Pointer(RegionKind.L2tpSessionKeys))[record.Id] = record.Key;
        return CommandError.None;
    }

    public uint Sweep(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Tables->SessionLimit; i++)
        {
            if (state.SessionRecords[i].Present != 0 && state.SessionRecords[i].Generation != generation)
            {
                Remove(i);
                removed++;
            }
        }

        return removed;
    }

    private CommandError Validate(in L2tpSessionRecord record, in Programmed<L2tpSessionRecord> known)
    {
        ForwardingTarget target = new(record.Target);
        if (record.Key == 0
            || record.SessionId == 0
            || (record.Flags & ~KnownFlags) != 0
            || record.CookieLength is not (0 or 4 or 8)
            || record.VlanId > 4094
            || target.Kind is not (TargetKind.None or TargetKind.Adjacency)
            || ((record.Flags & L2tpSessionFlags.CheckSequence) != 0 && (record.Flags & L2tpSessionFlags.Sublayer) == 0))
        {
            return CommandError.Malformed;
        }

        if (record.Vrf >= state.Tables->VrfLimit
            || state.VrfRecords[record.Vrf].Present == 0
            || (target.Kind == TargetKind.Adjacency
                && (target.Index >= state.Tables->AdjacencyLimit || state.AdjacencyRecords[target.Index].Present == 0)))
        {
            return CommandError.NotFound;
        }

        // The session id must be free, or this object's own.
        L2tpSession* holder = state.Tables->L2tpSessions.Find(record.SessionId);
        bool own = known.Present != 0 && known.Record.SessionId == record.SessionId;
        return holder != null && !own ? CommandError.Exists : CommandError.None;
    }

    private static L2tpSession Build(in L2tpSessionRecord record)
    {
        ForwardingTarget target = new(record.Target);
        bool udp = (record.Flags & L2tpSessionFlags.Udp) != 0;
        L2tpSessionFlags demands = record.Flags & (L2tpSession.Demands | L2tpSessionFlags.Ipv6);
        if (target.Kind != TargetKind.Adjacency)
        {
            demands &= ~L2tpSessionFlags.Enabled;
        }

        L2tpSession session = new()
        {
            SessionId = record.SessionId,
            Adjacency = target.Kind == TargetKind.Adjacency ? target.Index : 0,
            Index = record.Id,
            Flags = record.Flags,
            VlanId = record.VlanId,
            PreviousCookie = L2tpSession.CookieIn(record.PreviousCookie, record.CookieLength),
            Transport = L2tpSession.TransportOf(record.Vrf, udp ? Ipv4.ProtocolUdp : Ipv4.ProtocolL2tp, demands),
            CookieLength = record.CookieLength,
            HeaderLength = (byte)(L2tpv3.SessionIdLength + record.CookieLength
                + ((record.Flags & L2tpSessionFlags.Sublayer) != 0 ? L2tpv3.SublayerLength : 0)),
            Mask = L2tpSession.MaskNumber(udp, record.CookieLength),
        };
        Expect(record, udp, new Span<byte>(session.Expected, 32));
        return session;
    }

    /// <summary>Fills <see cref="L2tpSession.Expected"/>.</summary>
    private static void Expect(in L2tpSessionRecord record, bool udp, Span<byte> octets)
    {
        Address16 peer = record.Peer;
        Address16 local = record.Local;
        ulong cookie = L2tpSession.CookieIn(record.Cookie, record.CookieLength);
        if ((record.Flags & L2tpSessionFlags.Ipv6) != 0)
        {
            ((ReadOnlySpan<byte>)peer).CopyTo(octets);
            Ports(record, udp, octets[L2tpSession.Ipv6PortsAt..]);
            BinaryPrimitives.WriteUInt64LittleEndian(octets[L2tpSession.Ipv6CookieAt..], cookie);
            return;
        }

        ((ReadOnlySpan<byte>)peer)[..4].CopyTo(octets);
        ((ReadOnlySpan<byte>)local)[..4].CopyTo(octets[4..]);
        if (udp)
        {
            Ports(record, udp, octets[L2tpSession.UdpPortsAt..]);
            BinaryPrimitives.WriteUInt16LittleEndian(octets[16..], L2tpv3.WireData);
        }

        int at = udp ? L2tpSession.UdpCookieAt : L2tpSession.IpCookieAt;
        BinaryPrimitives.WriteUInt32BigEndian(octets[(at - L2tpv3.SessionIdLength)..], record.SessionId);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[at..], cookie);
    }

    private static void Ports(in L2tpSessionRecord record, bool udp, Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, udp ? record.PeerPort : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], udp ? record.LocalPort : (ushort)0);
    }

    private void ClearCounters(uint id)
    {
        for (int worker = 0; worker < state.Channel.WorkerCount; worker++)
        {
            ((PacketCounter*)state.Channel.Pointer(RegionKind.L2tpSessionReceived, worker))[id] = default;
            ((L2tpSessionChecks*)state.Channel.Pointer(RegionKind.L2tpSessionChecks, worker))[id] = default;
        }
    }

    private void Remove(uint id)
    {
        ref Programmed<L2tpSessionRecord> known = ref state.SessionRecords[id];
        state.Tables->L2tpSessions.Remove(known.Record.SessionId);
        UsePort(known.Record, -1);
        known.Present = 0;
        ((ulong*)state.Channel.Pointer(RegionKind.L2tpSessionKeys))[id] = 0;
        state.Reclamation.Retire();
    }

    /// <summary>Keeps the set of UDP ports that carry tunnels.</summary>
    private void UsePort(in L2tpSessionRecord record, int change)
    {
        if ((record.Flags & L2tpSessionFlags.Udp) == 0)
        {
            return;
        }

        uint users = state.UdpPortUsers[record.LocalPort] += (uint)change;
        ref ulong word = ref state.Tables->L2tpUdpPorts[record.LocalPort >> 6];
        ulong bit = 1ul << (record.LocalPort & 63);
        Volatile.Write(ref word, users == 0 ? word & ~bit : word | bit);
    }
}
