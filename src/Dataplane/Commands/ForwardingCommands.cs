using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Commands;

/// <summary>Commands about adjacencies, routes and labels.</summary>
internal sealed unsafe class ForwardingCommands(ForwardingState state)
{
    /// <summary>The smallest datagram that everybody takes (RFC 791 3.2): what TCP's and IPv6's headers leave of it is more than nothing.</summary>
    internal const ushort LeastSegmentLimit = 68;

    private const AdjacencyFlags KnownAdjacencyFlags = (AdjacencyFlags)0xfff | AdjacencyFlags.Version2 | AdjacencyFlags.RateLimited | AdjacencyFlags.InnerDscp;

    /// <summary>Adjacencies with one of these name their session.</summary>
    private const AdjacencyFlags OfSession = AdjacencyFlags.RateLimited | AdjacencyFlags.Version2;
    private const LabelFlags KnownLabelFlags = (LabelFlags)0x1f;
    private const LabelFlags StackBits = LabelFlags.BottomOfStack | LabelFlags.NotBottomOfStack;

    public CommandError Adjacency(in AdjacencyRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Id == 0 || record.Id >= state.Tables->AdjacencyLimit)
        {
            return CommandError.OutOfRange;
        }

        bool known = state.HasAdjacency(record.Id);
        if (delete)
        {
            if (!known)
            {
                return CommandError.NotFound;
            }

            RemoveAdjacency(record.Id);
            return CommandError.None;
        }

        CommandError error = Validate(record);
        if (error != CommandError.None)
        {
            return error;
        }

        if (known)
        {
            // Adjacencies are immutable: workers may be copying this one right now.
            if (!IsAsCommanded(record))
            {
                return CommandError.Exists;
            }

            state.AdjacencyGenerations[record.Id] = generation;
            outcome = Outcome.Confirmed;
            return CommandError.None;
        }

        state.Reclamation.BeforeReuse();
        for (int worker = 0; worker < state.Channel.WorkerCount; worker++)
        {
            ((PacketCounter*)state.Channel.Pointer(RegionKind.AdjacencyCounters, worker))[record.Id] = default;
        }

        Adjacency next = AdjacencyOf(record);
        int head = HeadLengthOf(record);
        next.Head = head == 0 ? 0 : state.RewriteHeads.Take(RewriteHead.Of(RewriteOf(record)[..head]));
        state.Tables->Adjacencies[record.Id] = next;
        state.Tables->SendSequences[record.Id] = 0;
        if ((record.Flags & OfSession) != 0)
        {
            state.Tables->SessionOfAdjacency[record.Id] = record.SessionIndex;
        }

        ((ulong*)state.Channel.Pointer(RegionKind.AdjacencyKeys))[record.Id] = record.Key;
        state.AdjacencyGenerations[record.Id] = generation;
        outcome = Outcome.Created;
        return CommandError.None;
    }

    public CommandError Route(in RouteRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Family is not (4 or 6) || record.PrefixLength > (record.Family == 4 ? 32 : 128) || !HostBitsZero(record))
        {
            return CommandError.Malformed;
        }

        if (record.Vrf >= state.Tables->VrfLimit || state.VrfRecords[record.Vrf].Present == 0)
        {
            return CommandError.NotFound;
        }

        RibEntry* known = state.Rib.Find(record.Vrf, record.Family, record.PrefixLength, record.Prefix);
        if (delete)
        {
            return known == null ? CommandError.NotFound : RemoveRoute(known);
        }

        CommandError error = ValidateTarget(record.Target);
        if (error != CommandError.None)
        {
            return error;
        }

        if (known != null && known->Target == record.Target)
        {
            known->Generation = generation;
            outcome = Outcome.Confirmed;
            return CommandError.None;
        }

        outcome = known == null ? Outcome.Created : Outcome.Changed;
        known = known == null ? state.Rib.Add(record.Vrf, record.Family, record.PrefixLength, record.Prefix) : known;
        if (known == null)
        {
            return CommandError.NoSpace;
        }

        if (!state.SetPrefix(record.Vrf, record.Family, record.PrefixLength, record.Prefix, record.Target))
        {
            if (outcome == Outcome.Created)
            {
                state.Rib.Remove(known);
            }

            return CommandError.NoSpace;
        }

        known->Target = record.Target;
        known->Generation = generation;
        state.Reclamation.Retire();
        return CommandError.None;
    }

    public CommandError Label(in LabelRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Label is < 16 or >= 1u << 20)
        {
            return CommandError.OutOfRange;
        }

        if ((record.Flags & ~KnownLabelFlags) != 0 || (record.Flags & StackBits) == 0)
        {
            return CommandError.Malformed;
        }

        if (delete)
        {
            return RemoveLabel(record.Label, record.Flags);
        }

        CommandError error = Validate(record);
        if (error != CommandError.None)
        {
            return error;
        }

        LabelEntry next = new(record);
        outcome = Outcome.Confirmed;
        for (uint bottom = 0; bottom < 2; bottom++)
        {
            if ((record.Flags & (bottom == 1 ? LabelFlags.BottomOfStack : LabelFlags.NotBottomOfStack)) != 0)
            {
                outcome = (Outcome)Math.Min((int)outcome, (int)Program(LabelEntry.At(state.Tables->Labels, record.Label, bottom), next, generation));
            }
        }

        return CommandError.None;
    }

    public uint SweepRoutesAndLabels(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Rib.Slots;)
        {
            // A removal may move another route into this slot: look at it again.
            RibEntry* route = state.Rib.Slot(i);
            if (route->Family != 0 && route->Generation != generation)
            {
                RemoveRoute(route);
                removed++;
            }
            else
            {
                i++;
            }
        }

        for (uint i = 0; i < 2 * ChannelLimits.Labels; i++)
        {
            LabelEntry* entry = state.Tables->Labels + i;
            if (entry->Present && state.LabelGenerations[i] != generation)
            {
                Clear(entry);
                removed++;
            }
        }

        return removed;
    }

    public uint SweepAdjacencies(uint generation)
    {
        uint removed = 0;
        for (uint i = 1; i < state.Tables->AdjacencyLimit; i++)
        {
            if (state.HasAdjacency(i) && state.AdjacencyGenerations[i] != generation)
            {
                RemoveAdjacency(i);
                removed++;
            }
        }

        return removed;
    }

    private CommandError Validate(in AdjacencyRecord record)
    {
        int headers = record.L2Length + (record.LabelCount * 4);
        int ip = (record.Flags & AdjacencyFlags.OuterIpv4) != 0 ? 20 : (record.Flags & AdjacencyFlags.OuterIpv6) != 0 ? 40 : 0;
        int udp = (record.Flags & AdjacencyFlags.Udp) != 0 ? 8 : 0;
        int trailer = (record.Flags & AdjacencyFlags.Version2) != 0 ? L2tpv2.NumbersToPayload
            : (record.Flags & (AdjacencyFlags.Sequence | AdjacencyFlags.ControlWord | AdjacencyFlags.AtmSublayer)) != 0 ? 4 : 0;
        if (record.Key == 0
            || record.Kind > AdjacencyKind.MplsPseudowire
            || (record.Flags & ~KnownAdjacencyFlags) != 0
            || record.RewriteLength > AdjacencyRecord.MaxRewriteLength
            || record.LabelCount > AdjacencyRecord.MaxLabels
            || headers > record.RewriteLength
            || (ip != 0 && (record.IpOffset < headers || record.IpOffset + ip + udp + trailer > record.RewriteLength))
            || (udp != 0 && ip == 0)
            || headers + trailer > record.RewriteLength
            || record.VlanId > 4094
            || ((record.Flags & (AdjacencyFlags.Opaque | AdjacencyFlags.AtmSublayer)) != 0 && record.Kind != AdjacencyKind.L2tpv3)
            || ((record.Flags & AdjacencyFlags.InnerDscp) != 0 && (record.Kind is not (AdjacencyKind.L2tpv3 or AdjacencyKind.IpTunnel) || (record.Flags & AdjacencyFlags.InnerDscp) == AdjacencyFlags.InnerDscp))
            || (record.Kind == AdjacencyKind.NextHop && record.L2Length < 14)
            || (record.Kind == AdjacencyKind.NextHop && record.RewriteLength != headers)
            || (record.Kind is AdjacencyKind.L2tpv3 or AdjacencyKind.IpTunnel && ip == 0)
            || (record.Kind == AdjacencyKind.IpTunnel && ((record.Flags & AdjacencyFlags.ControlWord) != 0 || record.VlanId != 0))
            || (record.Kind != AdjacencyKind.IpTunnel && ((record.Flags & AdjacencyFlags.RateLimited) != 0 || record.SegmentLimit != 0))
            || record.SegmentLimit is not 0 and < LeastSegmentLimit
            || !IsNumberingConsistent(record)
            || ((record.Flags & OfSession) != 0 && record.SessionIndex >= state.Tables->SessionLimit)
            || (record.Kind == AdjacencyKind.Incomplete && record.NextHopFamily is not (4 or 6))
            || (record.Kind == AdjacencyKind.AttachmentCircuit && record.RewriteLength != 0)
            || (record.Kind != AdjacencyKind.AttachmentCircuit && record.Mtu < 68))
        {
            return CommandError.Malformed;
        }

        return record.Interface >= state.Tables->InterfaceLimit || state.InterfaceRecords[record.Interface].Present == 0
            || state.InterfaceRecords[record.Interface].Record.Port == InterfaceRecord.NoPort
            ? CommandError.NotFound
            : CommandError.None;
    }

    /// <summary>Whether what is numbered as of version 2 is an IP tunnel over UDP with numbers for all packets.</summary>
    private static bool IsNumberingConsistent(in AdjacencyRecord record) =>
        (record.Flags & AdjacencyFlags.Version2) == 0
        || (record.Kind == AdjacencyKind.IpTunnel
            && (record.Flags & (AdjacencyFlags.Sequence | AdjacencyFlags.SequenceNonIp | AdjacencyFlags.Udp)) == (AdjacencyFlags.Sequence | AdjacencyFlags.Udp));

    /// <summary>Whether the adjacency of a record's id is what the record says, in everything that the dataplane uses.</summary>
    private bool IsAsCommanded(in AdjacencyRecord record)
    {
        Adjacency* held = state.Tables->Adjacencies + record.Id;
        Adjacency wanted = AdjacencyOf(record);
        wanted.Head = held->Head;
        wanted.Port = held->Port;
        int head = HeadLengthOf(record);
        return Octets(ref wanted).SequenceEqual(Octets(ref *held))
            && ((record.Flags & OfSession) == 0 || state.Tables->SessionOfAdjacency[record.Id] == record.SessionIndex)
            && (head == 0) == (held->Head == 0)
            && (head == 0 || RewriteOf(record)[..head].SequenceEqual(new ReadOnlySpan<byte>(state.RewriteHeads.Entries[held->Head].Octets, head)))
            && ((ulong*)state.Channel.Pointer(RegionKind.AdjacencyKeys))[record.Id] == record.Key;
    }

    private static ReadOnlySpan<byte> Octets(ref Adjacency adjacency) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Adjacency>(ref adjacency));

    private static ReadOnlySpan<byte> RewriteOf(in AdjacencyRecord record)
    {
        ReadOnlySpan<byte> octets = record.Rewrite;
        return octets[..record.RewriteLength];
    }

    /// <summary>Octets of the rewrite that do not fit into the adjacency.</summary>
    private static int HeadLengthOf(in AdjacencyRecord record) =>
        record.Kind == AdjacencyKind.Incomplete ? 0 : Math.Max(0, record.RewriteLength - Tables.Adjacency.TailLength);

    /// <summary>The adjacency of a record, but for the number of its head.</summary>
    private Adjacency AdjacencyOf(in AdjacencyRecord record)
    {
        Adjacency next = default;
        next.Interface = (ushort)record.Interface;
        next.Port = state.InterfaceRecords[record.Interface].Record.Port;
        next.Flags = record.Flags;
        next.Mtu = record.Mtu;
        next.VlanId = record.Kind == AdjacencyKind.IpTunnel ? record.SegmentLimit : record.VlanId;
        next.Kind = record.Kind;
        next.RewriteLength = record.RewriteLength;
        next.L2Length = record.L2Length;
        next.LabelCount = record.LabelCount;
        next.LabelTtl = record.LabelTtl;
        next.IpOffset = record.IpOffset;
        next.NextHopFamily = record.NextHopFamily;
        next.Present = 1;
        if (record.Kind == AdjacencyKind.Incomplete)
        {
            // An incomplete adjacency has no header; its place holds the address to ask for.
            next.RewriteLength = 0;
            Address16 address = record.NextHop;
            ((ReadOnlySpan<byte>)address).CopyTo(new Span<byte>(Tables.Adjacency.NextHop(&next), 16));
        }
        else
        {
            ReadOnlySpan<byte> rewrite = RewriteOf(record);
            ReadOnlySpan<byte> tail = rewrite[HeadLengthOf(record)..];
            tail.CopyTo(new Span<byte>(Tables.Adjacency.EndOfRewrite(&next) - tail.Length, tail.Length));
            if ((record.Flags & AdjacencyFlags.OuterIpv4) != 0)
            {
                next.Ipv4Sum = (ushort)~BinaryPrimitives.ReadUInt16BigEndian(rewrite[(record.IpOffset + Ipv4.ChecksumOffset)..]);
            }
        }

        return next;
    }

    private void RemoveAdjacency(uint id)
    {
        // Workers that still hold the id find an adjacency that drops; the slot is rewritten only when they are done.
        Adjacency* adjacency = state.Tables->Adjacencies + id;
        adjacency->Kind = AdjacencyKind.Incomplete;
        adjacency->Present = 0;
        adjacency->Mtu = 0;
        if (adjacency->Head != 0)
        {
            state.RewriteHeads.Release(adjacency->Head);
        }

        if ((adjacency->Flags & AdjacencyFlags.Version2) != 0 && state.Sessions[state.Tables->SessionOfAdjacency[id]].SessionId == 0)
        {
            // Routes, and so packets, outlive the session by some commands; the next one with its index begins at 0.
            Volatile.Write(ref state.Tables->SessionSequences[state.Tables->SessionOfAdjacency[id]], 0);
        }

        ((ulong*)state.Channel.Pointer(RegionKind.AdjacencyKeys))[id] = 0;
        state.Reclamation.Retire();
    }

    private CommandError ValidateTarget(uint value)
    {
        ForwardingTarget target = new(value);
        switch (target.Kind)
        {
            case TargetKind.Adjacency:
                return target.Index == 0 || target.Index >= state.Tables->AdjacencyLimit
                    ? CommandError.OutOfRange
                    : !state.HasAdjacency(target.Index) ? CommandError.NotFound : CommandError.None;
            case TargetKind.Glean:
                return target.Index >= state.Tables->InterfaceLimit
                    ? CommandError.OutOfRange
                    : state.InterfaceRecords[target.Index].Present == 0 ? CommandError.NotFound : CommandError.None;
            case TargetKind.LookupVrf:
                return target.Index >= state.Tables->VrfLimit
                    ? CommandError.OutOfRange
                    : state.VrfRecords[target.Index].Present == 0 ? CommandError.NotFound : CommandError.None;
            case TargetKind.Local or TargetKind.Unreachable or TargetKind.Prohibit or TargetKind.Blackhole:
                return CommandError.None;
            default:
                return CommandError.Malformed;
        }
    }

    private CommandError RemoveRoute(RibEntry* route)
    {
        Address16 prefix = route->Prefix;
        uint vrf = route->Vrf;
        byte family = route->Family;
        byte length = route->Length;

        // Clearing splits no node, so it cannot fail for want of one: the prefix's nodes are there already.
        _ = state.ClearPrefix(vrf, family, length, prefix);
        state.Rib.Remove(route);
        return CommandError.None;
    }

    private CommandError Validate(in LabelRecord record)
    {
        bool needsAdjacency = record.Action is LabelAction.Swap or LabelAction.PopForward or LabelAction.PopPseudowire;
        if (record.Action > LabelAction.PopPseudowire
            || record.Payload is not (LabelPayload.Ip or LabelPayload.Ipv4 or LabelPayload.Ipv6 or LabelPayload.Mpls or LabelPayload.Ethernet)
            || record.VlanId > 4094
            || (record.Action == LabelAction.Swap && record.OutLabel is MplsLabel.ImplicitNull or >= 1u << 20))
        {
            return CommandError.Malformed;
        }

        if (needsAdjacency && !state.HasAdjacency(record.Target))
        {
            return CommandError.NotFound;
        }

        bool needsVrf = record.Action == LabelAction.PopLookup && record.Payload != LabelPayload.Mpls;
        return needsVrf && (record.Vrf >= state.Tables->VrfLimit || state.VrfRecords[record.Vrf].Present == 0)
            ? CommandError.NotFound
            : CommandError.None;
    }

    private Outcome Program(LabelEntry* entry, LabelEntry next, uint generation)
    {
        LabelEntry known = *entry;
        state.LabelGenerations[entry - state.Tables->Labels] = generation;
        if (known.Equals(next))
        {
            return Outcome.Confirmed;
        }

        Volatile.Write(ref *(ulong*)entry, *(ulong*)&next);
        state.Reclamation.Retire();
        return known.Present ? Outcome.Changed : Outcome.Created;
    }

    private CommandError RemoveLabel(uint label, LabelFlags flags)
    {
        bool any = false;
        for (uint bottom = 0; bottom < 2; bottom++)
        {
            bool meant = (flags & (bottom == 1 ? LabelFlags.BottomOfStack : LabelFlags.NotBottomOfStack)) != 0;
            LabelEntry* entry = LabelEntry.At(state.Tables->Labels, label, bottom);
            if (meant && entry->Present)
            {
                Clear(entry);
                any = true;
            }
        }

        return any ? CommandError.None : CommandError.NotFound;
    }

    private void Clear(LabelEntry* entry)
    {
        Volatile.Write(ref *(ulong*)entry, 0);
        state.Reclamation.Retire();
    }

    private static bool HostBitsZero(in RouteRecord record)
    {
        ReadOnlySpan<byte> prefix = record.Prefix;
        for (int bit = record.PrefixLength; bit < 128; bit = (bit / 8 * 8) + 8)
        {
            if ((prefix[bit / 8] & (0xff >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
