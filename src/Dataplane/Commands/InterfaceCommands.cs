using System.Threading;
using Router.Channel;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Commands;

/// <summary>Commands about VRFs, interfaces and cross-connects.</summary>
internal sealed unsafe class InterfaceCommands(ForwardingState state, IMirrors mirrors)
{
    private const InterfaceFlags KnownFlags = (InterfaceFlags)0x3f;

    public CommandError Vrf(in VrfRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Id >= state.Tables->VrfLimit)
        {
            return CommandError.OutOfRange;
        }

        ref Programmed<VrfRecord> known = ref state.VrfRecords[record.Id];
        if (delete)
        {
            return known.Present == 0 ? CommandError.NotFound : RemoveVrf(record.Id);
        }

        if (record.Key == 0)
        {
            return CommandError.Malformed;
        }

        outcome = known.Present == 0 ? Outcome.Created : known.Same(record) ? Outcome.Confirmed : Outcome.Changed;
        state.CreateRoots(record.Id);
        known.Set(record, generation);
        state.Channel.Elements<ulong>(RegionKind.VrfKeys)[(int)record.Id] = record.Key;
        return CommandError.None;
    }

    public CommandError Interface(in InterfaceRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Id >= state.Tables->InterfaceLimit)
        {
            return CommandError.OutOfRange;
        }

        ref Programmed<InterfaceRecord> known = ref state.InterfaceRecords[record.Id];
        if (delete)
        {
            if (known.Present == 0)
            {
                return CommandError.NotFound;
            }

            RemoveInterface(record.Id);
            return CommandError.None;
        }

        CommandError error = Validate(record);
        if (error != CommandError.None)
        {
            return error;
        }

        bool same = known.Present != 0 && known.Same(record);
        outcome = known.Present == 0 ? Outcome.Created : same ? Outcome.Confirmed : Outcome.Changed;
        if (!same && !Program(record, known))
        {
            return CommandError.NoSpace;
        }

        known.Set(record, generation);
        state.Tables->Interfaces[record.Id].HasMirror = (byte)(mirrors.Apply(record) ? 1 : 0);
        return CommandError.None;
    }

    public CommandError CrossConnect(in CrossConnectRecord record, bool delete, uint generation, out Outcome outcome)
    {
        outcome = Outcome.Removed;
        if (record.Interface >= state.Tables->InterfaceLimit || record.Target >= state.Tables->AdjacencyLimit)
        {
            return CommandError.OutOfRange;
        }

        ref Programmed<CrossConnectRecord> known = ref state.CrossConnectRecords[record.Interface];
        if (delete)
        {
            if (known.Present == 0)
            {
                return CommandError.NotFound;
            }

            RemoveCrossConnect(record.Interface);
            return CommandError.None;
        }

        if (state.InterfaceRecords[record.Interface].Present == 0 || !state.HasAdjacency(record.Target))
        {
            return CommandError.NotFound;
        }

        outcome = known.Present == 0 ? Outcome.Created : known.Same(record) ? Outcome.Confirmed : Outcome.Changed;
        known.Set(record, generation);
        Rebind(record.Interface);
        return CommandError.None;
    }

    public uint SweepCrossConnects(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Tables->InterfaceLimit; i++)
        {
            if (state.CrossConnectRecords[i].Present != 0 && state.CrossConnectRecords[i].Generation != generation)
            {
                RemoveCrossConnect(i);
                removed++;
            }
        }

        return removed;
    }

    public uint SweepInterfaces(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Tables->InterfaceLimit; i++)
        {
            if (state.InterfaceRecords[i].Present != 0 && state.InterfaceRecords[i].Generation != generation)
            {
                RemoveInterface(i);
                removed++;
            }
        }

        return removed;
    }

    public uint SweepVrfs(uint generation)
    {
        uint removed = 0;
        for (uint i = 0; i < state.Tables->VrfLimit; i++)
        {
            if (state.VrfRecords[i].Present != 0 && state.VrfRecords[i].Generation != generation && RemoveVrf(i) == CommandError.None)
            {
                removed++;
            }
        }

        return removed;
    }

    private CommandError Validate(in InterfaceRecord record)
    {
        if (record.Key == 0
            || (record.Flags & ~KnownFlags) != 0
            || record.OuterVlan > 4094
            || record.InnerVlan > 4094
            || (record.OuterVlan == 0 && record.InnerVlan != 0)
            || (record.OuterVlan != 0 && record.OuterTpid is not (0x8100 or 0x88a8)))
        {
            return CommandError.Malformed;
        }

        ref Programmed<InterfaceRecord> known = ref state.InterfaceRecords[record.Id];
        bool loopback = IsLoopback(record);
        if ((known.Present != 0 && IsLoopback(known.Record) != loopback)
            || (loopback && (record.OuterVlan != 0 || (record.Flags & (InterfaceFlags.AttachmentCircuit | InterfaceFlags.Mpls)) != 0)))
        {
            return CommandError.Malformed;
        }

        if (!loopback
            && (record.Port >= state.Channel.Count(RegionKind.Ports)
                || record.Port >= 64
                || state.Channel.Elements<PortState>(RegionKind.Ports)[record.Port].Present == 0))
        {
            return CommandError.NotFound;
        }

        return record.Vrf >= state.Tables->VrfLimit || state.VrfRecords[record.Vrf].Present == 0 ? CommandError.NotFound : CommandError.None;
    }

    /// <summary>Adjacencies and circuits trust that an interface that once had a port has one.</summary>
    private static bool IsLoopback(in InterfaceRecord record) => record.Port == InterfaceRecord.NoPort;

    /// <summary>Writes the entry and binds its tags. A binding that moved is set up before the old one goes.</summary>
    private bool Program(in InterfaceRecord record, in Programmed<InterfaceRecord> known)
    {
        InterfaceEntry* entry = state.Tables->Interfaces + record.Id;
        InterfaceEntry next = *entry;
        next.Port = record.Port;
        next.Vrf = (ushort)record.Vrf;
        next.Mtu = record.Mtu;
        next.Mac = MacWord(record.Mac);
        next.TagLength = (byte)TagLengthOf(record);
        WriteTag(next.Tags, record.OuterTpid, record.OuterVlan);
        WriteTag(next.Tags + 4, 0x8100, record.InnerVlan);
        next.Present = 1;
        next.Flags = record.Flags;
        fixed (InterfaceRecord* source = &record)
        {
            InterfaceSources* sources = state.Tables->Sources + record.Id;
            sources->Ipv4 = *(uint*)&source->Ipv4Source;
            *(Address16*)sources->Ipv6 = source->Ipv6Source;
        }

        if (known.Present == 0)
        {
            ClearCounters(record.Id);
        }

        *entry = next;
        if (!Bind(record))
        {
            entry->Flags = InterfaceFlags.None;
            return false;
        }

        if (known.Present != 0 && (known.Record.Port, known.Record.OuterTpid, known.Record.OuterVlan, known.Record.InnerVlan)
            != (record.Port, record.OuterTpid, record.OuterVlan, record.InnerVlan))
        {
            Unbind(known.Record);
        }

        state.Channel.Elements<ulong>(RegionKind.InterfaceKeys)[(int)record.Id] = record.Key;
        return true;
    }

    private void ClearCounters(uint id)
    {
        for (int worker = 0; worker < state.Channel.WorkerCount; worker++)
        {
            ((PacketCounter*)state.Channel.Pointer(RegionKind.InterfaceReceived, worker))[id] = default;
            ((PacketCounter*)state.Channel.Pointer(RegionKind.InterfaceSent, worker))[id] = default;
            ((InterfaceExceptions*)state.Channel.Pointer(RegionKind.InterfaceExceptions, worker))[id] = default;
        }
    }

    /// <summary>Leads the interface's tags to it or, if it is a connected attachment circuit that is up, to its cross-connect.</summary>
    private bool Bind(in InterfaceRecord record)
    {
        const InterfaceFlags Switching = InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit;
        if (IsLoopback(record))
        {
            return true;
        }

        ref Programmed<CrossConnectRecord> crossConnect = ref state.CrossConnectRecords[record.Id];
        bool switches = crossConnect.Present != 0 && (record.Flags & Switching) == Switching;
        bool circuit = (record.Flags & InterfaceFlags.AttachmentCircuit) != 0;
        VlanBinding binding = new(record.Id, TagLengthOf(record), circuit, switches ? crossConnect.Record.Target : 0);
        return state.Tables->VlanTables[record.Port].Set(record.OuterTpid, record.OuterVlan, record.InnerVlan, binding);
    }

    /// <summary>Binds again after the cross-connect has changed.</summary>
    private void Rebind(uint id)
    {
        if (state.InterfaceRecords[id].Present != 0 && IsBound(state.InterfaceRecords[id].Record))
        {
            _ = Bind(state.InterfaceRecords[id].Record);
        }
    }

    private void Unbind(in InterfaceRecord record)
    {
        if (IsBound(record))
        {
            state.Tables->VlanTables[record.Port].Set(record.OuterTpid, record.OuterVlan, record.InnerVlan, default);
        }
    }

    /// <summary>Whether the interface has its tags: another one may have taken them over.</summary>
    private bool IsBound(in InterfaceRecord record)
    {
        if (IsLoopback(record))
        {
            return false;
        }

        VlanTable* table = state.Tables->VlanTables + record.Port;
        bool service = record.OuterTpid == 0x88a8;
        VlanBinding bound = record.OuterVlan == 0 ? table->Untagged
            : record.InnerVlan == 0 ? *table->Single(service, record.OuterVlan)
            : *table->Double(table->Single(service, record.OuterVlan), record.InnerVlan);
        return bound.Exists && bound.Interface == record.Id;
    }

    private void RemoveInterface(uint id)
    {
        ref Programmed<InterfaceRecord> known = ref state.InterfaceRecords[id];
        mirrors.Remove(id);
        Unbind(known.Record);
        state.Tables->Interfaces[id].Flags = InterfaceFlags.None;
        state.Reclamation.Synchronize();
        state.Tables->Interfaces[id] = default;
        known.Present = 0;
        state.CrossConnectRecords[id].Present = 0;
        state.Channel.Elements<ulong>(RegionKind.InterfaceKeys)[(int)id] = 0;
    }

    private void RemoveCrossConnect(uint id)
    {
        state.CrossConnectRecords[id].Present = 0;
        Rebind(id);
        state.Reclamation.Retire();
    }

    /// <summary>A VRF goes only when nothing uses it: no interface and no route.</summary>
    private CommandError RemoveVrf(uint id)
    {
        for (uint i = 0; i < state.Tables->InterfaceLimit; i++)
        {
            if (state.InterfaceRecords[i].Present != 0 && state.InterfaceRecords[i].Record.Vrf == id)
            {
                return CommandError.InUse;
            }
        }

        for (uint i = 0; i < state.Rib.Slots; i++)
        {
            RibEntry* route = state.Rib.Slot(i);
            if (route->Family != 0 && route->Vrf == id)
            {
                return CommandError.InUse;
            }
        }

        state.VrfRecords[id].Present = 0;
        state.Channel.Elements<ulong>(RegionKind.VrfKeys)[(int)id] = 0;
        return CommandError.None;
    }

    private static int TagLengthOf(in InterfaceRecord record) => record.OuterVlan == 0 ? 0 : record.InnerVlan == 0 ? 4 : 8;

    private static ulong MacWord(in Mac6 mac)
    {
        ReadOnlySpan<byte> octets = mac;
        ulong word = 0;
        for (int i = 5; i >= 0; i--)
        {
            word = (word << 8) | octets[i];
        }

        return word;
    }

    private static void WriteTag(byte* tag, ushort tpid, ushort vid)
    {
        Headers.Wire.Store16(tag, tpid);
        Headers.Wire.Store16(tag + 2, vid);
    }
}
