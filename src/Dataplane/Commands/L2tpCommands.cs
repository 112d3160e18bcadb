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
        uint tunnel = state.L2tpTunnels.Take(L2tpTunnel.Of(record));
        uint oldTunnel = known.Present != 0 ? state.Tables->L2tpSessions.Find(known.Record.SessionId)->Tunnel : 0;
        if (!state.Tables->L2tpSessions.Upsert(SessionOf(record, tunnel), L2tpSession.CookieIn(record.PreviousCookie, record.CookieLength)))
        {
            state.L2tpTunnels.Release(tunnel);
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

            state.L2tpTunnels.Release(oldTunnel);
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

    private static L2tpSession SessionOf(in L2tpSessionRecord record, uint tunnel)
    {
        const L2tpSessionFlags Decisive = L2tpSessionFlags.Enabled | L2tpSessionFlags.CheckSequence | L2tpSessionFlags.Ipv6;
        ForwardingTarget target = new(record.Target);
        bool connected = target.Kind == TargetKind.Adjacency;
        bool sublayer = (record.Flags & L2tpSessionFlags.Sublayer) != 0;
        return new L2tpSession
        {
            SessionId = record.SessionId,
            Adjacency = connected ? target.Index : 0,
            Cookie = L2tpSession.CookieIn(record.Cookie, record.CookieLength),
            Tunnel = tunnel,
            Index = record.Id,
            Flags = record.Flags,
            VlanId = record.VlanId,
            HeaderLength = (byte)(L2tpv3.SessionIdLength + record.CookieLength + (sublayer ? L2tpv3.SublayerLength : 0)),
            CookieLength = record.CookieLength,
            IsPlain = (byte)(connected && (record.Flags & Decisive) == L2tpSessionFlags.Enabled ? 1 : 0),
        };
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
        uint tunnel = state.Tables->L2tpSessions.Find(known.Record.SessionId)->Tunnel;
        state.Tables->L2tpSessions.Remove(known.Record.SessionId);
        state.L2tpTunnels.Release(tunnel);
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
        bool used = (word & bit) != 0;
        Volatile.Write(ref word, users == 0 ? word & ~bit : word | bit);
        state.Tables->L2tpUdpPortCount += users == 0 ? (used ? uint.MaxValue : 0) : used ? 0u : 1u;
    }
}
