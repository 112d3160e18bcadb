using Router.Channel;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Programming;

/// <content>One method for each kind of command.</content>
public sealed partial class Reconciler
{
    private bool SendVrf(DesiredVrf item, DesiredVrf? held) =>
        Fits(Ids.Vrfs.TryAllocate(item.Key, out _), CommandKind.Vrf, item)
        && (_encoder.TryEncode(item, out VrfRecord record) ? Send(CommandKind.Vrf, record, item, held) : Dangles(CommandKind.Vrf, item));

    private bool SendInterface(DesiredInterface item, DesiredInterface? held) =>
        Fits(Ids.Interfaces.TryAllocate(item.Key, out _), CommandKind.Interface, item)
        && (_encoder.TryEncode(item, out InterfaceRecord record)
            ? Send(CommandKind.Interface, record, item, held)
            : Dangles(CommandKind.Interface, item));

    /// <summary>An adjacency with a rate or a session's numbers refers to its session's index, before the session is sent.</summary>
    private bool SendAdjacency(DesiredAdjacency item, DesiredAdjacency? held) =>
        Fits(
            (!RecordEncoder.NamesSession(item) || Ids.Sessions.TryAllocate(StableKey.OfSession(item.Session), out _))
                && Ids.Adjacencies.TryAllocate(item.Key, out _),
            CommandKind.Adjacency,
            item)
        && (_encoder.TryEncode(item, out AdjacencyRecord record)
            ? Send(CommandKind.Adjacency, record, item, held)
            : Dangles(CommandKind.Adjacency, item));

    private bool SendRoute(DesiredRoute item, DesiredRoute? held) =>
        _encoder.TryEncode(item, out RouteRecord record) ? Send(CommandKind.Route, record, item, held) : Dangles(CommandKind.Route, item);

    private bool SendLabel(DesiredLabel item, DesiredLabel? held) =>
        _encoder.TryEncode(item, out LabelRecord record) ? Send(CommandKind.Label, record, item, held) : Dangles(CommandKind.Label, item);

    private bool SendSession(DesiredSession item, DesiredSession? held) =>
        Fits(Ids.Sessions.TryAllocate(item.Key, out _), CommandKind.L2tpSession, item)
        && (_encoder.TryEncode(item, out L2tpSessionRecord record)
            ? Send(CommandKind.L2tpSession, record, item, held)
            : Dangles(CommandKind.L2tpSession, item));

    private bool SendCrossConnect(DesiredCrossConnect item, DesiredCrossConnect? held) =>
        _encoder.TryEncode(item, out CrossConnectRecord record)
            ? Send(CommandKind.CrossConnect, record, item, held)
            : Dangles(CommandKind.CrossConnect, item);

    private void DeleteVrf(DesiredVrf item)
    {
        _ = _encoder.TryEncode(item, out VrfRecord record);
        Delete(CommandKind.Vrf, record, item);
    }

    private void DeleteInterface(DesiredInterface item)
    {
        _ = _encoder.TryEncode(item, out InterfaceRecord record);
        Delete(CommandKind.Interface, record, item);
    }

    private void DeleteAdjacency(DesiredAdjacency item)
    {
        _ = _encoder.TryEncode(item, out AdjacencyRecord record);
        Delete(CommandKind.Adjacency, record, item);
    }

    private void DeleteRoute(DesiredRoute item)
    {
        _ = _encoder.TryEncode(item, out RouteRecord record);
        Delete(CommandKind.Route, record, item);
    }

    private void DeleteLabel(DesiredLabel item)
    {
        _ = _encoder.TryEncode(item, out LabelRecord record);
        Delete(CommandKind.Label, record, item);
    }

    private void DeleteSession(DesiredSession item)
    {
        _ = _encoder.TryEncode(item, out L2tpSessionRecord record);
        Delete(CommandKind.L2tpSession, record, item);
    }

    private void DeleteCrossConnect(DesiredCrossConnect item)
    {
        _ = _encoder.TryEncode(item, out CrossConnectRecord record);
        Delete(CommandKind.CrossConnect, record, item);
    }

    private bool Send<T>(CommandKind kind, in T record, object item, object? held)
        where T : unmanaged
    {
        _sent.Add(new SentCommand(kind, CommandOperation.Upsert, item, held));
        _client.Send(kind, CommandOperation.Upsert, (ulong)(_sent.Count - 1), record);
        return true;
    }

    private void Delete<T>(CommandKind kind, in T record, object item)
        where T : unmanaged
    {
        _sent.Add(new SentCommand(kind, CommandOperation.Delete, item, item));
        _client.Send(kind, CommandOperation.Delete, (ulong)(_sent.Count - 1), record);
    }

    private bool Fits(bool allocated, CommandKind kind, object item)
    {
        if (!allocated)
        {
            _errors.Add(new ProgrammingError(kind, CommandOperation.Upsert, ObjectNames.Of(item, _names), CommandError.NoSpace));
        }

        return allocated;
    }

    /// <summary>Nothing is sent about an object that refers to one without an index: that one has its own error.</summary>
    private bool Dangles(CommandKind kind, object item)
    {
        _errors.Add(new ProgrammingError(kind, CommandOperation.Upsert, ObjectNames.Of(item, _names), CommandError.NotFound));
        return false;
    }
}
