using System.Runtime.InteropServices;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Commands;

/// <summary>Commands about the receiving halves of L2TP sessions.</summary>
internal sealed unsafe class L2tpCommands(ForwardingState state)
{
    private const L2tpSessionFlags KnownFlags = (L2tpSessionFlags)0xfff | L2tpSessionFlags.RateLimited;

    /// <summary>IP packets of these enter on an interface.</summary>
    private const L2tpSessionFlags Routed = L2tpSessionFlags.Ppp | L2tpSessionFlags.Ip;

    public CommandError Session(in L2tpSessionRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Id >= state.Tables->SessionLimit)
        {
            return CommandError.OutOfRange;
        }

        ref ProgrammedSession known = ref state.Sessions[record.Id];
        if (delete)
        {
            if (known.SessionId == 0)
            {
                return CommandError.NotFound;
            }

            Remove(record.Id);
            return CommandError.None;
        }

        CommandError error = Validate(record, known.SessionId);
        if (error != CommandError.None)
        {
            return error;
        }

        L2tpTunnel tunnel = L2tpTunnel.Of(record);
        L2tpSession* held = known.SessionId == 0 ? null : state.Tables->L2tpSessions.Find(known.SessionId);
        if (held != null && IsAsCommanded(record, tunnel, held))
        {
            known.Generation = generation;
            outcome = Outcome.Confirmed;
            return CommandError.None;
        }

        outcome = held == null ? Outcome.Created : Outcome.Changed;
        if (held == null)
        {
            ClearCounters(record.Id);
        }

        if ((record.Flags & L2tpSessionFlags.RateLimited) != 0)
        {
            SetRates(record, isNew: held == null || (held->Flags & L2tpSessionFlags.RateLimited) == 0);
        }

        state.Reclamation.BeforeReuse();
        uint tunnelIndex = state.L2tpTunnels.Take(tunnel);
        uint oldTunnel = held == null ? 0 : held->Tunnel;
        if (!state.Tables->L2tpSessions.Upsert(SessionOf(record, tunnelIndex), PreviousCookieOf(record), OpaqueSession.Of(record)))
        {
            state.L2tpTunnels.Release(tunnelIndex);
            return CommandError.NoSpace;
        }

        UsePort(tunnelIndex, 1);
        if (held != null)
        {
            if (known.SessionId != record.SessionId)
            {
                state.Tables->L2tpSessions.Remove(known.SessionId);
            }

            LeaveTunnel(oldTunnel);
        }

        known = new ProgrammedSession { SessionId = record.SessionId, Generation = generation };
        ((ulong*)state.Channel.Pointer(RegionKind.L2tpSessionKeys))[record.Id] = record.Key;
        return CommandError.None;
    }

    public uint Sweep(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Tables->SessionLimit; i++)
        {
            if (state.Sessions[i].SessionId != 0 && state.Sessions[i].Generation != generation)
            {
                Remove(i);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Whether a session is what a record says, in everything that the dataplane uses.</summary>
    private bool IsAsCommanded(in L2tpSessionRecord record, in L2tpTunnel tunnel, L2tpSession* held)
    {
        L2tpSession wanted = SessionOf(record, held->Tunnel);
        OpaqueSession opaque = OpaqueSession.Of(record);
        return Octets(in wanted).SequenceEqual(Octets(in *held))
            && Octets(in tunnel).SequenceEqual(Octets(in state.Tables->L2tpTunnels[held->Tunnel]))
            && state.Tables->L2tpSessions.PreviousCookieOf(held) == PreviousCookieOf(record)
            && ((record.Flags & L2tpSessionFlags.RateLimited) == 0 || HasRatesOf(record))
            && ((record.Flags & L2tpSessionFlags.Opaque) == 0
                || Octets(in opaque).SequenceEqual(Octets(in *state.Tables->L2tpSessions.OpaqueOf(held))))
            && ((ulong*)state.Channel.Pointer(RegionKind.L2tpSessionKeys))[record.Id] == record.Key;
    }

    private static ReadOnlySpan<byte> Octets<T>(in T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private static ulong PreviousCookieOf(in L2tpSessionRecord record) => L2tpSession.CookieIn(record.PreviousCookie, record.CookieLength);

    private CommandError Validate(in L2tpSessionRecord record, uint knownSessionId)
    {
        ForwardingTarget target = new(record.Target);
        if (record.Key == 0
            || record.SessionId == 0
            || (record.Flags & ~KnownFlags) != 0
            || !IsConsistent(record)
            || !HasPossibleRates(record)
            || record.CookieLength is not (0 or 4 or 8)
            || record.VlanId > 4094
            || !IsPayloadConsistent(record)
            || target.Kind is not (TargetKind.None or TargetKind.Adjacency)
            || ((record.Flags & L2tpSessionFlags.CheckSequence) != 0 && (record.Flags & (L2tpSessionFlags.Sublayer | L2tpSessionFlags.Version2)) == 0))
        {
            return CommandError.Malformed;
        }

        if (record.Vrf >= state.Tables->VrfLimit
            || state.VrfRecords[record.Vrf].Present == 0
            || (target.Kind == TargetKind.Adjacency && !state.HasAdjacency(target.Index))
            || ((record.Flags & Routed) != 0
                && (record.Interface >= state.Tables->InterfaceLimit || state.InterfaceRecords[record.Interface].Present == 0)))
        {
            return CommandError.NotFound;
        }

        // The session id must be free, or this object's own.
        L2tpSession* holder = state.Tables->L2tpSessions.Find(record.SessionId);
        return holder != null && knownSessionId != record.SessionId ? CommandError.Exists : CommandError.None;
    }

    /// <summary>Whether the options go together: version 2 carries PPP over UDP and nothing else, what is routed has no adjacency.</summary>
    private static bool IsConsistent(in L2tpSessionRecord record)
    {
        const L2tpSessionFlags NotVersion2 = L2tpSessionFlags.Sublayer | L2tpSessionFlags.PopVlan;
        const L2tpSessionFlags Version2Needs = L2tpSessionFlags.Udp | L2tpSessionFlags.Ppp;
        bool routed = (record.Flags & Routed) != 0;
        bool version2 = (record.Flags & L2tpSessionFlags.Version2) != 0;
        return routed
            ? new ForwardingTarget(record.Target).Kind == TargetKind.None
                && (!version2
                    || ((record.Flags & (NotVersion2 | Version2Needs)) == Version2Needs
                        && record.CookieLength == 0 && record.SessionId >> 16 != 0 && (ushort)record.SessionId != 0))
            : (record.Flags & (L2tpSessionFlags.Version2 | L2tpSessionFlags.NetworkUp)) == 0;
    }

    /// <summary>Whether rates and the MSS are of a PPP session, and the flag tells of the rates.</summary>
    private static bool HasPossibleRates(in L2tpSessionRecord record)
    {
        bool ppp = (record.Flags & L2tpSessionFlags.Ppp) != 0;
        bool limited = (record.Flags & L2tpSessionFlags.RateLimited) != 0;
        return (ppp || (!limited && record.SegmentLimit == 0))
            && limited == ((record.RateUp | record.RateDown) != 0)
            && (record.RateUp == 0 || record.BurstUp != 0)
            && (record.RateDown == 0 || record.BurstDown != 0)
            && record.SegmentLimit is 0 or >= ForwardingCommands.LeastSegmentLimit
            && (!ppp || record.VlanId == 0);
    }

    private bool HasRatesOf(in L2tpSessionRecord record)
    {
        SessionPolicer wanted = SessionPolicer.Of(record, state.TicksPerSecond);
        SessionPolicer* held = state.Tables->Policers + record.Id;
        return held->Up.IsLike(wanted.Up) && held->Down.IsLike(wanted.Down);
    }

    /// <summary>Gives a session its buckets, full, where they are not what they should be. Workers may take from them meanwhile.</summary>
    private void SetRates(in L2tpSessionRecord record, bool isNew)
    {
        SessionPolicer wanted = SessionPolicer.Of(record, state.TicksPerSecond);
        SessionPolicer* held = state.Tables->Policers + record.Id;
        if (isNew || !held->Up.IsLike(wanted.Up))
        {
            held->Up = wanted.Up;
        }

        if (isNew || !held->Down.IsLike(wanted.Down))
        {
            held->Down = wanted.Down;
        }

        for (int worker = 0; isNew && worker < state.Channel.WorkerCount; worker++)
        {
            ((L2tpRateDrops*)state.Channel.Pointer(RegionKind.L2tpRateDrops, worker))[record.Id] = default;
        }
    }

    /// <summary>Whether a session carries one thing, and what is demanded of it makes sense.</summary>
    private static bool IsPayloadConsistent(in L2tpSessionRecord record)
    {
        L2tpSessionFlags kind = record.Flags & (Routed | L2tpSessionFlags.Opaque);
        bool opaque = kind == L2tpSessionFlags.Opaque;
        return (kind is 0 or L2tpSessionFlags.Ppp or L2tpSessionFlags.Ip || opaque)
            && (kind == 0 || (record.Flags & L2tpSessionFlags.PopVlan) == 0)
            && (kind != L2tpSessionFlags.Ip || (record.Flags & L2tpSessionFlags.Version2) == 0)
            && (record.Flags & (L2tpSessionFlags.AtmSublayer | L2tpSessionFlags.Sublayer)) != L2tpSessionFlags.AtmSublayer
            && opaque == (record.Payload != OpaquePayload.None)
            && record.Payload switch
            {
                OpaquePayload.FrameRelay2 => Math.Max(record.Dlci, record.NewDlci) < 1 << 10,
                OpaquePayload.FrameRelay4 => Math.Max(record.Dlci, record.NewDlci) < 1 << 23,
                OpaquePayload.AtmCells => record.MaxCells != 0,
                <= OpaquePayload.AtmAal5 => true,
                _ => false,
            };
    }

    private static L2tpSession SessionOf(in L2tpSessionRecord record, uint tunnel)
    {
        ForwardingTarget target = new(record.Target);
        bool routed = (record.Flags & Routed) != 0;
        bool version2 = (record.Flags & L2tpSessionFlags.Version2) != 0;
        bool sublayer = (record.Flags & L2tpSessionFlags.Sublayer) != 0;
        int header = version2 ? L2tpv2.BehindMiddle : L2tpv3.SessionIdLength + record.CookieLength + (sublayer ? L2tpv3.SublayerLength : 0);
        L2tpSession session = new()
        {
            SessionId = record.SessionId,
            Adjacency = routed ? record.Interface : target.Kind == TargetKind.Adjacency ? target.Index : 0,
            Cookie = L2tpSession.CookieIn(record.Cookie, record.CookieLength),
            Tunnel = tunnel,
            Index = record.Id,
            Flags = record.Flags,
            HeaderLength = (byte)header,
            CookieLength = record.CookieLength,
            Plain = PlainOf(record),
        };

        // These share their place: each kind of session has one of them or none.
        if ((record.Flags & L2tpSessionFlags.Opaque) != 0)
        {
            session.Payload = record.Payload;
        }
        else if ((record.Flags & L2tpSessionFlags.Ppp) != 0)
        {
            session.SegmentLimit = record.SegmentLimit;
        }
        else if (!routed)
        {
            session.VlanId = record.VlanId;
        }

        return session;
    }

    private static PlainPayload PlainOf(in L2tpSessionRecord record)
    {
        const L2tpSessionFlags Decisive = L2tpSessionFlags.Enabled | L2tpSessionFlags.CheckSequence | L2tpSessionFlags.Ipv6
            | L2tpSessionFlags.Ip | L2tpSessionFlags.Opaque;
        if ((record.Flags & Decisive) != L2tpSessionFlags.Enabled)
        {
            return PlainPayload.None;
        }

        return (record.Flags & L2tpSessionFlags.NetworkUp) != 0 ? PlainPayload.Ppp
            : new ForwardingTarget(record.Target).Kind == TargetKind.Adjacency ? PlainPayload.Ethernet : PlainPayload.None;
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
        ref ProgrammedSession known = ref state.Sessions[id];
        uint tunnel = state.Tables->L2tpSessions.Find(known.SessionId)->Tunnel;
        state.Tables->L2tpSessions.Remove(known.SessionId);
        LeaveTunnel(tunnel);
        known.SessionId = 0;
        Volatile.Write(ref state.Tables->SessionSequences[id], 0);
        ((ulong*)state.Channel.Pointer(RegionKind.L2tpSessionKeys))[id] = 0;
    }

    /// <summary>A session of a tunnel is gone.</summary>
    private void LeaveTunnel(uint tunnel)
    {
        UsePort(tunnel, -1);
        state.L2tpTunnels.Release(tunnel);
        state.Reclamation.Retire();
    }

    /// <summary>Keeps the set of UDP ports that carry tunnels.</summary>
    private void UsePort(uint tunnel, int change)
    {
        L2tpTunnel* used = state.Tables->L2tpTunnels + tunnel;
        if ((used->Encapsulation & L2tpSessionFlags.Udp) == 0)
        {
            return;
        }

        ushort port = used->LocalPort;
        uint users = state.UdpPortUsers[port] += (uint)change;
        ref ulong word = ref state.Tables->L2tpUdpPorts[port >> 6];
        ulong bit = 1ul << (port & 63);
        bool known = (word & bit) != 0;
        Volatile.Write(ref word, users == 0 ? word & ~bit : word | bit);
        state.Tables->L2tpUdpPortCount += users == 0 ? (known ? uint.MaxValue : 0) : known ? 0u : 1u;
    }
}
