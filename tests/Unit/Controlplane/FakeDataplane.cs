using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Unit.Tests.Controlplane;

/// <summary>
/// The other end of a real channel file: takes commands as the dataplane does, keeps the records by id and notes every
/// command that a dataplane would have to be afraid of.
/// </summary>
internal sealed class FakeDataplane : IDisposable
{
    private readonly bool _ownsFile;

    public FakeDataplane(string path, ChannelLimits? limits = null, params string[] ports)
    {
        Path = path;
        _ownsFile = true;
        Channel = ChannelFile.Create(path, limits ?? new ChannelLimits { CommandSlots = 256 });
        for (int i = 0; i < ports.Length; i++)
        {
            ref PortState state = ref Channel.Elements<PortState>(RegionKind.Ports)[i];
            state.Name = Name16.From(ports[i]);
            state.Mac = Mac6.From([2, 0x52, 0, 0, 0, (byte)(i + 1)]);
            state.Mtu = 1500;
            state.Present = 1;
            state.LinkUp = 1;
        }
    }

    public string Path { get; }

    public ChannelFile Channel { get; }

    public Dictionary<uint, Held<VrfRecord>> Vrfs { get; } = [];

    public Dictionary<uint, Held<InterfaceRecord>> Interfaces { get; } = [];

    public Dictionary<uint, Held<AdjacencyRecord>> Adjacencies { get; } = [];

    public Dictionary<(uint Vrf, byte Family, byte Length, UInt128 Prefix), Held<RouteRecord>> Routes { get; } = [];

    public Dictionary<(uint Label, bool Bottom), Held<LabelRecord>> Labels { get; } = [];

    public Dictionary<uint, Held<L2tpSessionRecord>> Sessions { get; } = [];

    public Dictionary<uint, Held<CrossConnectRecord>> CrossConnects { get; } = [];

    public List<TraceRecord> Traces { get; } = [];

    /// <summary>What a control plane must never do.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Errors to answer with, to taste.</summary>
    public Func<CommandKind, CommandOperation, CommandError> Refuse { get; set; } = static (_, _) => CommandError.None;

    /// <summary>While true commands pile up.</summary>
    public bool Stopped { get; set; }

    public int Commands { get; private set; }

    public int Created { get; private set; }

    public int Changed { get; private set; }

    public int Confirmed { get; private set; }

    public int Removed { get; private set; }

    public int Syncs { get; private set; }

    public void Pump()
    {
        while (!Stopped && Channel.Commands.TryRead(out Raw command))
        {
            ReadOnlySpan<byte> record = MemoryMarshal.AsBytes(new ReadOnlySpan<Raw>(ref command))[Unsafe.SizeOf<CommandHeader>()..];
            uint removed = 0;
            CommandError error = CommandError.None;
            switch (command.Header.Kind)
            {
                case CommandKind.Sync:
                    Syncs++;
                    break;
                case CommandKind.Sweep:
                    removed = Sweep(command.Header.Generation);
                    break;
                case CommandKind.Trace:
                    Traces.Add(MemoryMarshal.Read<TraceRecord>(record));
                    break;
                default:
                    Commands++;
                    error = Refuse(command.Header.Kind, command.Header.Operation);
                    error = error != CommandError.None ? error : Execute(command.Header, record);
                    break;
            }

            if (error != CommandError.None || command.Header.Kind is CommandKind.Sync or CommandKind.Sweep)
            {
                Xunit.Assert.True(Channel.Completions.TryWrite(new CompletionRecord
                {
                    Tag = command.Header.Tag,
                    Kind = command.Header.Kind,
                    Operation = command.Header.Operation,
                    Error = error,
                    Generation = command.Header.Generation,
                    Removed = removed,
                }));
            }
        }
    }

    public void Raise(EventRecord record) => Xunit.Assert.True(Channel.Events.TryWrite(record));

    public void ResetCounts() => (Commands, Created, Changed, Confirmed, Removed) = (0, 0, 0, 0, 0);

    public void Dispose()
    {
        Channel.Dispose();
        if (_ownsFile)
        {
            File.Delete(Path);
        }
    }

    private CommandError Execute(in CommandHeader header, ReadOnlySpan<byte> record)
    {
        bool delete = header.Operation == CommandOperation.Delete;
        switch (header.Kind)
        {
            case CommandKind.Vrf:
                VrfRecord vrf = MemoryMarshal.Read<VrfRecord>(record);
                Note(delete && UsesVrf(vrf.Id), $"vrf {vrf.Id} is deleted in use");
                return Put(Vrfs, vrf.Id, vrf, header, RegionKind.VrfKeys, vrf.Id, vrf.Key);
            case CommandKind.Interface:
                InterfaceRecord entry = MemoryMarshal.Read<InterfaceRecord>(record);
                Note(!delete && !Vrfs.ContainsKey(entry.Vrf), $"interface {entry.Name} in missing vrf {entry.Vrf}");
                Note(!delete && Interfaces.Any(other => other.Key != entry.Id && Place(other.Value.Record) == Place(entry)), $"interface {entry.Name} takes a VLAN in use");
                Note(delete && UsesInterface(entry.Id), $"interface {entry.Id} is deleted in use");
                return Put(Interfaces, entry.Id, entry, header, RegionKind.InterfaceKeys, entry.Id, entry.Key);
            case CommandKind.Adjacency:
                AdjacencyRecord adjacency = MemoryMarshal.Read<AdjacencyRecord>(record);
                Note(adjacency.Id == 0, "adjacency 0");
                Note(!delete && !Interfaces.ContainsKey(adjacency.Interface), $"adjacency {adjacency.Id} on missing interface {adjacency.Interface}");
                Note(delete && UsesAdjacency(adjacency.Id), $"adjacency {adjacency.Id} is deleted in use");
                Note(!delete && Adjacencies.TryGetValue(adjacency.Id, out Held<AdjacencyRecord> held) && !Same(held.Record, adjacency), $"adjacency {adjacency.Id} changes");
                return Put(Adjacencies, adjacency.Id, adjacency, header, RegionKind.AdjacencyKeys, adjacency.Id, adjacency.Key);
            case CommandKind.Route:
                RouteRecord route = MemoryMarshal.Read<RouteRecord>(record);
                Note(!Vrfs.ContainsKey(route.Vrf), $"route in missing vrf {route.Vrf}");
                CheckTarget(delete, route.Target, "route");
                return Put(Routes, (route.Vrf, route.Family, route.PrefixLength, Number(route.Prefix)), route, header);
            case CommandKind.Label:
                LabelRecord label = MemoryMarshal.Read<LabelRecord>(record);
                LabelFlags bits = label.Flags & (LabelFlags.BottomOfStack | LabelFlags.NotBottomOfStack);
                Note(bits is not (LabelFlags.BottomOfStack or LabelFlags.NotBottomOfStack), $"label {label.Label} for {bits}");
                bool needs = label.Action is LabelAction.Swap or LabelAction.PopForward or LabelAction.PopPseudowire;
                Note(!delete && needs && !Adjacencies.ContainsKey(label.Target), $"label {label.Label} to missing adjacency {label.Target}");
                Note(!delete && label.Action == LabelAction.PopLookup && !Vrfs.ContainsKey(label.Vrf), $"label {label.Label} to missing vrf {label.Vrf}");
                return Put(Labels, (label.Label, bits == LabelFlags.BottomOfStack), label, header);
            case CommandKind.L2tpSession:
                L2tpSessionRecord session = MemoryMarshal.Read<L2tpSessionRecord>(record);
                CheckTarget(delete, session.Target, "session", noneIsFine: true);
                Note(!delete && !Vrfs.ContainsKey(session.Vrf), $"session in missing vrf {session.Vrf}");
                Note(!delete && Sessions.Any(other => other.Key != session.Id && other.Value.Record.SessionId == session.SessionId), $"session id {session.SessionId} twice");
                return Put(Sessions, session.Id, session, header, RegionKind.L2tpSessionKeys, session.Id, session.Key);
            case CommandKind.CrossConnect:
                CrossConnectRecord connect = MemoryMarshal.Read<CrossConnectRecord>(record);
                Note(!Interfaces.ContainsKey(connect.Interface), $"cross-connect of missing interface {connect.Interface}");
                CheckTarget(delete, new ForwardingTarget(TargetKind.Adjacency, connect.Target).Value, "cross-connect");
                return Put(CrossConnects, connect.Interface, connect, header);
            default:
                Violations.Add($"command {header.Kind}");
                return CommandError.Malformed;
        }
    }

    private static (ushort Port, ushort Outer, ushort Inner, int Tpid) Place(in InterfaceRecord entry) =>
        (entry.Port, entry.OuterVlan, entry.InnerVlan, entry.OuterVlan == 0 ? 0 : entry.OuterTpid);

    private void CheckTarget(bool delete, uint value, string what, bool noneIsFine = false)
    {
        ForwardingTarget target = new(value);
        bool present = target.Kind switch
        {
            TargetKind.Adjacency => Adjacencies.ContainsKey(target.Index),
            TargetKind.Glean => Interfaces.ContainsKey(target.Index),
            TargetKind.LookupVrf => Vrfs.ContainsKey(target.Index),
            TargetKind.None => noneIsFine,
            _ => true,
        };
        Note(!delete && !present, $"{what} to missing {target}");
    }

    private bool UsesVrf(uint id) =>
        Interfaces.Values.Any(item => item.Record.Vrf == id)
        || Routes.Values.Any(item => item.Record.Vrf == id || new ForwardingTarget(item.Record.Target) == new ForwardingTarget(TargetKind.LookupVrf, id))
        || Labels.Values.Any(item => item.Record.Action == LabelAction.PopLookup && item.Record.Vrf == id)
        || Sessions.Values.Any(item => item.Record.Vrf == id);

    private bool UsesInterface(uint id) =>
        Adjacencies.Values.Any(item => item.Record.Interface == id)
        || CrossConnects.ContainsKey(id)
        || Routes.Values.Any(item => new ForwardingTarget(item.Record.Target) == new ForwardingTarget(TargetKind.Glean, id));

    private bool UsesAdjacency(uint id)
    {
        ForwardingTarget target = new(TargetKind.Adjacency, id);
        return Routes.Values.Any(item => new ForwardingTarget(item.Record.Target) == target)
            || Sessions.Values.Any(item => new ForwardingTarget(item.Record.Target) == target)
            || CrossConnects.Values.Any(item => item.Record.Target == id)
            || Labels.Values.Any(item => item.Record.Action is not (LabelAction.Drop or LabelAction.PopLookup) && item.Record.Target == id);
    }

    private CommandError Put<TKey, T>(Dictionary<TKey, Held<T>> table, TKey key, in T record, in CommandHeader header)
        where TKey : notnull
        where T : unmanaged
    {
        if (header.Operation == CommandOperation.Delete)
        {
            if (!table.Remove(key))
            {
                Violations.Add($"{header.Kind} {key} is deleted and was not there");
                return CommandError.NotFound;
            }

            Removed++;
            return CommandError.None;
        }

        if (!table.TryGetValue(key, out Held<T> held))
        {
            Created++;
        }
        else if (Same(held.Record, record))
        {
            Confirmed++;
        }
        else
        {
            Changed++;
        }

        table[key] = new Held<T>(record, header.Generation);
        return CommandError.None;
    }

    private CommandError Put<TKey, T>(
        Dictionary<TKey, Held<T>> table, TKey key, in T record, in CommandHeader header, RegionKind directory, uint id, ulong objectKey)
        where TKey : notnull
        where T : unmanaged
    {
        Span<ulong> keys = Channel.Elements<ulong>(directory);
        if (id >= keys.Length)
        {
            return CommandError.OutOfRange;
        }

        if (header.Operation == CommandOperation.Upsert && keys[(int)id] != 0 && keys[(int)id] != objectKey)
        {
            Violations.Add($"{header.Kind} {id} is another object's");
            return CommandError.Exists;
        }

        keys[(int)id] = header.Operation == CommandOperation.Delete ? 0 : objectKey;
        return Put(table, key, record, header);
    }

    private uint Sweep(uint generation)
    {
        return Sweep(CrossConnects, generation) + Sweep(Sessions, generation, RegionKind.L2tpSessionKeys) + Sweep(Labels, generation)
            + Sweep(Routes, generation) + Sweep(Adjacencies, generation, RegionKind.AdjacencyKeys)
            + Sweep(Interfaces, generation, RegionKind.InterfaceKeys) + Sweep(Vrfs, generation, RegionKind.VrfKeys);
    }

    private uint Sweep<TKey, T>(Dictionary<TKey, Held<T>> table, uint generation, RegionKind? directory = null)
        where TKey : notnull
        where T : unmanaged
    {
        List<TKey> gone = [.. table.Where(item => item.Value.Generation != generation).Select(item => item.Key)];
        foreach (TKey key in gone)
        {
            _ = table.Remove(key);
            Removed++;
            if (directory is RegionKind kind && key is uint id)
            {
                Channel.Elements<ulong>(kind)[(int)id] = 0;
            }
        }

        return (uint)gone.Count;
    }

    private void Note(bool wrong, string what)
    {
        if (wrong)
        {
            Violations.Add(what);
        }
    }

    public static bool Same<T>(T one, T other)
        where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref one)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref other)));

    public static UInt128 Number(Address16 address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(address);

    /// <summary>A record and the generation that confirmed it.</summary>
    internal readonly record struct Held<T>(T Record, uint Generation)
        where T : unmanaged;

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Raw
    {
        public CommandHeader Header;
    }
}
