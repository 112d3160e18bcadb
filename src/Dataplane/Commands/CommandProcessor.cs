using System.Runtime.CompilerServices;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Commands;

/// <summary>What became of an object.</summary>
internal enum Outcome
{
    Created,
    Changed,
    Confirmed,
    Removed,
}

/// <summary>
/// Takes commands from the channel and applies them to the tables. Each command is copied out of shared memory before
/// it is checked, so that the writer cannot change it underneath, and is either applied whole or refused whole.
/// </summary>
internal sealed unsafe class CommandProcessor
{
    /// <summary>Tag of the sync that starts a replay.</summary>
    public const ulong StartTag = ulong.MaxValue;

    private readonly ChannelFile _channel;
    private readonly ForwardingState _state;
    private readonly Worker** _workers;
    private readonly InterfaceCommands _interfaces;
    private readonly ForwardingCommands _forwarding;
    private readonly L2tpCommands _l2tp;

    /// <param name="channel">Where commands come from.</param>
    /// <param name="state">The tables.</param>
    /// <param name="mirrors">Makes mirrors.</param>
    /// <param name="workers">The workers, for traces; as many as the channel says.</param>
    public CommandProcessor(ChannelFile channel, ForwardingState state, IMirrors mirrors, Worker** workers)
    {
        _channel = channel;
        _state = state;
        _workers = workers;
        _interfaces = new InterfaceCommands(state, mirrors);
        _forwarding = new ForwardingCommands(state);
        _l2tp = new L2tpCommands(state);
    }

    /// <summary>True once the start sync of a replay has arrived.</summary>
    public bool StartSeen { get; private set; }

    /// <summary>Applies at most <paramref name="max"/> commands; returns how many there were.</summary>
    public int Process(int max)
    {
        int done = 0;
        Command<Payload> command;
        for (; done < max; done++)
        {
            byte* slot = _channel.Commands.PeekSlot();
            if (slot == null || _channel.Completions.Count >= _channel.Completions.Capacity)
            {
                break;
            }

            command = Unsafe.ReadUnaligned<Command<Payload>>(slot);
            ulong sequence = _channel.Commands.Consumed;
            _channel.Commands.Release();
            Execute(command.Header, (byte*)&command.Record, sequence);
        }

        return done;
    }

    private void Execute(in CommandHeader header, byte* record, ulong sequence)
    {
        uint removed = 0;
        Outcome outcome = Outcome.Changed;
        bool counted = true;
        CommandError error;
        bool delete = header.Operation == CommandOperation.Delete;
        if (header.Operation > CommandOperation.Delete)
        {
            error = CommandError.Malformed;
        }
        else
        {
            switch (header.Kind)
            {
                case CommandKind.Vrf:
                    error = _interfaces.Vrf(*(VrfRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.Interface:
                    error = _interfaces.Interface(*(InterfaceRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.CrossConnect:
                    error = _interfaces.CrossConnect(*(CrossConnectRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.Adjacency:
                    error = _forwarding.Adjacency(*(AdjacencyRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.Route:
                    error = _forwarding.Route(*(RouteRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.Label:
                    error = _forwarding.Label(*(LabelRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.L2tpSession:
                    error = _l2tp.Session(*(L2tpSessionRecord*)record, delete, header.Generation, out outcome);
                    break;
                case CommandKind.Sweep:
                    removed = Sweep(header.Generation);
                    error = CommandError.None;
                    counted = false;
                    break;
                case CommandKind.Sync:
                    _state.Reclamation.Synchronize();
                    StartSeen |= header.Tag == StartTag;
                    error = CommandError.None;
                    counted = false;
                    break;
                case CommandKind.Trace:
                    error = Trace(*(TraceRecord*)record);
                    counted = false;
                    break;
                default:
                    error = CommandError.Malformed;
                    break;
            }
        }

        Report(header, sequence, error, counted, outcome, removed);
    }

    private void Report(in CommandHeader header, ulong sequence, CommandError error, bool counted, Outcome outcome, uint removed)
    {
        ref ChannelHeader totals = ref _channel.Header;
        totals.Routes = _state.Rib.Count;
        totals.CommandsRemoved += removed;
        if (error != CommandError.None)
        {
            totals.CommandsRefused++;
        }
        else if (counted)
        {
            switch (outcome)
            {
                case Outcome.Created:
                    totals.CommandsCreated++;
                    break;
                case Outcome.Changed:
                    totals.CommandsChanged++;
                    break;
                case Outcome.Confirmed:
                    totals.CommandsConfirmed++;
                    break;
                default:
                    totals.CommandsRemoved++;
                    break;
            }
        }

        if (error != CommandError.None || header.Kind is CommandKind.Sync or CommandKind.Sweep)
        {
            _channel.Completions.TryWrite(new CompletionRecord
            {
                Tag = header.Tag,
                Kind = header.Kind,
                Operation = header.Operation,
                Error = error,
                Sequence = sequence,
                Generation = header.Generation,
                Removed = removed,
            });
        }
    }

    /// <summary>Removes what the generation did not confirm, referrers before what they refer to.</summary>
    private uint Sweep(uint generation) =>
        _forwarding.SweepRoutesAndLabels(generation)
        + _l2tp.Sweep(generation)
        + _interfaces.SweepCrossConnects(generation)
        + _forwarding.SweepAdjacencies(generation)
        + _interfaces.SweepInterfaces(generation)
        + _interfaces.SweepVrfs(generation);

    private CommandError Trace(in TraceRecord record)
    {
        if (record.Count > ChannelLimits.TraceSteps)
        {
            return CommandError.OutOfRange;
        }

        for (int i = 0; i < _channel.WorkerCount; i++)
        {
            _workers[i]->TracePort = record.Port;
            System.Threading.Volatile.Write(ref _workers[i]->TraceRemaining, record.Count);
        }

        return CommandError.None;
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 240)]
    private struct Payload
    {
    }
}
