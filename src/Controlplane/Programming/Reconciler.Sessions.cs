using Router.Channel;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Programming;

/// <content>Single L2TP sessions.</content>
public sealed partial class Reconciler
{
    /// <summary>Sends what changes with some L2TP sessions, new ways before old ones go, and waits until it is in force.</summary>
    /// <param name="differences">The changes to what the dataplane holds.</param>
    /// <exception cref="ChannelLostException">The dataplane went away; attach and replay.</exception>
    public ProgramResult Program(SessionDifferences differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        _errors.Clear();
        _sent.Clear();
        foreach (SessionObjects session in differences.Changed)
        {
            foreach (DesiredAdjacency adjacency in session.Sending)
            {
                _adjacencies.Upsert(adjacency, SendAdjacency);
            }

            foreach (DesiredRoute route in session.Routes)
            {
                _routes.Upsert(route, SendRoute);
            }

            _sessions.Upsert(session.Receiving, SendSession);
            if (session.CrossConnect is { } connect)
            {
                _crossConnects.Upsert(connect, SendCrossConnect);
            }
        }

        int commands = Settle();
        foreach (ulong key in differences.GoneCrossConnects)
        {
            _crossConnects.Delete(key, DeleteCrossConnect);
        }

        foreach (ulong key in differences.GoneSessions)
        {
            _sessions.Delete(key, DeleteSession);
        }

        foreach (RouteKey key in differences.GoneRoutes)
        {
            _routes.Delete(key, DeleteRoute);
        }

        foreach (ulong key in differences.GoneAdjacencies)
        {
            _adjacencies.Delete(key, DeleteAdjacency);
        }

        commands += Settle();
        return new ProgramResult(commands, [.. _errors]);
    }
}
