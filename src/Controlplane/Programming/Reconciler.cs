using Router.Channel;
using Router.Controlplane.Desired;
using Router.Controlplane.Ids;

namespace Router.Controlplane.Programming;

/// <summary>
/// Makes the dataplane hold the desired state: sends the differences in an order in which no object ever refers to one
/// that is not there, new ways before old ones go (make before break).
/// </summary>
public sealed partial class Reconciler
{
    private readonly ChannelClient _client;
    private readonly ObjectTable<ulong, DesiredVrf> _vrfs = new(CommandKind.Vrf, static item => item.Key);
    private readonly ObjectTable<ulong, DesiredInterface> _interfaces = new(CommandKind.Interface, static item => item.Key);
    private readonly ObjectTable<ulong, DesiredAdjacency> _adjacencies = new(CommandKind.Adjacency, static item => item.Key);
    private readonly ObjectTable<RouteKey, DesiredRoute> _routes = new(CommandKind.Route, static item => item.Key);
    private readonly ObjectTable<LabelKey, DesiredLabel> _labels = new(CommandKind.Label, static item => item.Key);
    private readonly ObjectTable<ulong, DesiredSession> _sessions = new(CommandKind.L2tpSession, static item => item.Key);
    private readonly ObjectTable<ulong, DesiredCrossConnect> _crossConnects = new(CommandKind.CrossConnect, static item => item.Interface);
    private readonly Dictionary<CommandKind, IObjectTable> _tables;
    private readonly List<SentCommand> _sent = [];
    private readonly List<ProgrammingError> _errors = [];
    private RecordEncoder _encoder = null!;
    private DesiredState _names = DesiredState.Empty;

    /// <summary>Creates a reconciler that knows of nothing in the dataplane.</summary>
    /// <param name="client">The way to the dataplane.</param>
    public Reconciler(ChannelClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _client.OnCompletion = Complete;
        IObjectTable[] tables = [_vrfs, _interfaces, _adjacencies, _routes, _labels, _sessions, _crossConnects];
        _tables = tables.ToDictionary(table => table.Kind);
        Ids = new ObjectIds(1, 0, 1, 0);
    }

    /// <summary>Table indices of the attached dataplane.</summary>
    public ObjectIds Ids { get; private set; }

    /// <summary>What the dataplane holds as far as this process knows.</summary>
    public DesiredState Programmed => new()
    {
        Vrfs = _vrfs.Objects,
        Interfaces = _interfaces.Objects,
        Adjacencies = _adjacencies.Objects,
        Routes = _routes.Objects,
        Labels = _labels.Objects,
        Sessions = _sessions.Objects,
        CrossConnects = _crossConnects.Objects,
    };

    /// <summary>
    /// Programs a dataplane to which the client has just attached: takes over the indices of what it holds, sends
    /// everything that is desired and lets it remove the rest. What is there and desired is only confirmed.
    /// </summary>
    /// <param name="desired">The desired state.</param>
    /// <exception cref="ChannelLostException">The dataplane went away; attach and start again.</exception>
    public ProgramResult Replay(DesiredState desired)
    {
        Forget();

        // A control plane before this one may have left commands in the ring: the directories are right after them.
        _client.Sync();
        Ids = ObjectIds.Adopt(_client.File ?? throw new ChannelLostException("no dataplane is attached"));
        _encoder = new RecordEncoder(Ids);
        ProgramResult first = Program(desired);
        _client.Send(CommandKind.Sweep, CommandOperation.Upsert, 0, default(TraceRecord));
        _client.Sync();
        Ids.Vrfs.Retain(_vrfs.Objects.ContainsKey);
        Ids.Interfaces.Retain(_interfaces.Objects.ContainsKey);
        Ids.Adjacencies.Retain(_adjacencies.Objects.ContainsKey);
        Ids.Sessions.Retain(_sessions.Objects.ContainsKey);
        if (first.Succeeded)
        {
            return first;
        }

        // What was in the way may be swept by now.
        ProgramResult second = Program(desired);
        return second with { Commands = first.Commands + second.Commands };
    }

    /// <summary>Sends the differences between what the dataplane holds and what is desired, and waits until they are in force.</summary>
    /// <param name="desired">The desired state.</param>
    /// <param name="allOrNothing">
    /// True keeps what is no longer desired when something is refused, so that the state before can be put back without a gap.
    /// </param>
    /// <exception cref="ChannelLostException">The dataplane went away; attach and replay.</exception>
    public ProgramResult Program(DesiredState desired, bool allOrNothing = false)
    {
        ArgumentNullException.ThrowIfNull(desired);
        _errors.Clear();
        _names = desired;
        int commands = 0;
        HashSet<ulong> moving = InterfacesInTheWay(desired);
        if (moving.Count > 0)
        {
            // Two interfaces cannot have one VLAN even for a moment: those that hold what others want go first.
            commands += Pass(desired.Without(moving), false, out _);
            _errors.Clear();
        }

        commands += Pass(desired, allOrNothing, out bool deleted);
        if (_errors.Count > 0 && deleted)
        {
            // What has gone may have been in the way.
            _errors.Clear();
            commands += Pass(desired, allOrNothing, out _);
        }

        return new ProgramResult(commands, [.. _errors]);
    }

    /// <summary>Forgets what the dataplane holds: it is another one, or gone.</summary>
    public void Forget()
    {
        _vrfs.Clear();
        _interfaces.Clear();
        _adjacencies.Clear();
        _routes.Clear();
        _labels.Clear();
        _sessions.Clear();
        _crossConnects.Clear();
        _sent.Clear();
        _errors.Clear();
        Ids = new ObjectIds(1, 0, 1, 0);
    }

    private int Pass(DesiredState desired, bool allOrNothing, out bool deleted)
    {
        _sent.Clear();
        _vrfs.Upsert(desired.Vrfs, SendVrf);
        _interfaces.Upsert(desired.Interfaces, SendInterface);
        _adjacencies.Upsert(desired.Adjacencies, SendAdjacency);
        _routes.Upsert(desired.Routes, SendRoute);
        _labels.Upsert(desired.Labels, SendLabel);
        _sessions.Upsert(desired.Sessions, SendSession);
        _crossConnects.Upsert(desired.CrossConnects, SendCrossConnect);
        int commands = Settle();
        deleted = false;
        if (allOrNothing && _errors.Exists(static error => error.Error != CommandError.NoSpace))
        {
            return commands;
        }

        References? kept = _errors.Count > 0 ? ReferencesOfHeld() : null;
        _crossConnects.Delete(desired.CrossConnects, DeleteCrossConnect);
        _sessions.Delete(desired.Sessions, DeleteSession);
        _labels.Delete(desired.Labels, DeleteLabel);
        _routes.Delete(desired.Routes, DeleteRoute);
        _adjacencies.Delete(desired.Adjacencies, DeleteAdjacency, kept?.Adjacencies);
        _interfaces.Delete(desired.Interfaces, DeleteInterface, kept?.Interfaces);
        _vrfs.Delete(desired.Vrfs, DeleteVrf, kept?.Vrfs);
        int deletions = Settle();
        deleted = deletions > 0;
        return commands + deletions;
    }

    /// <summary>Waits until what was sent is in force.</summary>
    private int Settle()
    {
        int commands = _sent.Count;
        if (commands > 0)
        {
            _client.Sync();
            ReleaseIds();
            _sent.Clear();
        }

        return commands;
    }

    /// <summary>
    /// What the dataplane's objects refer to. After a refusal some are not as desired and still use what is not desired.
    /// </summary>
    private References ReferencesOfHeld()
    {
        References references = new([], [], []);
        IEnumerable<DesiredTarget> targets = _routes.Objects.Values.Select(static item => item.Target)
            .Concat(_labels.Objects.Values.Select(static item => item.Target))
            .Concat(_sessions.Objects.Values.Select(static item => item.Target))
            .Concat(_crossConnects.Objects.Values.Select(static item => item.Target));
        foreach (DesiredTarget target in targets)
        {
            HashSet<ulong>? set = target.Kind switch
            {
                TargetKind.Adjacency => references.Adjacencies,
                TargetKind.Glean => references.Interfaces,
                TargetKind.LookupVrf => references.Vrfs,
                _ => null,
            };
            _ = set?.Add(target.Key);
        }

        references.Interfaces.UnionWith(_adjacencies.Objects.Values.Select(static item => item.Interface));
        references.Interfaces.UnionWith(_crossConnects.Objects.Keys);
        references.Interfaces.UnionWith(_sessions.Objects.Values.Select(static item => item.Interface));
        references.Vrfs.UnionWith(_interfaces.Objects.Values.Select(static item => item.Vrf));
        references.Vrfs.UnionWith(_routes.Objects.Keys.Select(static key => key.Vrf));
        references.Vrfs.UnionWith(_labels.Objects.Values.Select(static item => item.Vrf));
        references.Vrfs.UnionWith(_sessions.Objects.Values.Select(static item => item.Vrf));
        return references;
    }

    /// <summary>Interfaces whose VLAN on a port is wanted by another interface.</summary>
    private HashSet<ulong> InterfacesInTheWay(DesiredState desired)
    {
        Dictionary<(ushort, ushort, ushort, ushort), ulong> holders = [];
        foreach (DesiredInterface held in _interfaces.Objects.Values.Where(static item => item.Port != InterfaceRecord.NoPort))
        {
            holders[PlaceOf(held)] = held.Key;
        }

        HashSet<ulong> moving = [];
        foreach (DesiredInterface wanted in desired.Interfaces.Values.Where(static item => item.Port != InterfaceRecord.NoPort))
        {
            if (holders.TryGetValue(PlaceOf(wanted), out ulong holder) && holder != wanted.Key)
            {
                _ = moving.Add(holder);
                _ = moving.Add(wanted.Key);
            }
        }

        return moving;
    }

    private static (ushort Port, ushort Tpid, ushort Outer, ushort Inner) PlaceOf(DesiredInterface entry) =>
        (entry.Port, entry.OuterVlan == 0 ? (ushort)0 : entry.OuterTpid, entry.OuterVlan, entry.InnerVlan);

    private void Complete(CompletionRecord completion)
    {
        if (completion.Error == CommandError.None || completion.Tag >= (ulong)_sent.Count)
        {
            return;
        }

        SentCommand sent = _sent[(int)completion.Tag];
        if (sent.Kind != completion.Kind || sent.Operation != completion.Operation)
        {
            return;
        }

        // A deletion of what is not there has done its work.
        if (sent.Operation == CommandOperation.Delete && completion.Error == CommandError.NotFound)
        {
            return;
        }

        _tables[sent.Kind].Restore(sent.Item, sent.Operation == CommandOperation.Delete ? sent.Item : sent.Held);
        _sent[(int)completion.Tag] = sent with { Refused = true };
        _errors.Add(new ProgrammingError(sent.Kind, sent.Operation, ObjectNames.Of(sent.Item, _names), completion.Error));
    }

    /// <summary>Gives back the indices of what is really gone, and of what never came to be.</summary>
    private void ReleaseIds()
    {
        foreach (SentCommand sent in _sent)
        {
            bool gone = sent.Operation == CommandOperation.Delete ? !sent.Refused : sent.Refused && sent.Held is null;
            if (gone)
            {
                Release(sent.Item);
            }
        }
    }

    private void Release(object item)
    {
        switch (item)
        {
            case DesiredVrf vrf:
                Ids.Vrfs.Release(vrf.Key);
                break;
            case DesiredInterface entry:
                Ids.Interfaces.Release(entry.Key);
                break;
            case DesiredAdjacency adjacency:
                Ids.Adjacencies.Release(adjacency.Key);
                break;
            case DesiredSession session:
                Ids.Sessions.Release(session.Key);
                break;
            default:
                break;
        }
    }

    private sealed record References(HashSet<ulong> Adjacencies, HashSet<ulong> Interfaces, HashSet<ulong> Vrfs);

    /// <summary>A command in flight.</summary>
    private readonly record struct SentCommand(CommandKind Kind, CommandOperation Operation, object Item, object? Held, bool Refused = false);
}
