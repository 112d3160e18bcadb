using Router.Controlplane.Programming;

namespace Router.Controlplane.Service;

/// <content>Negotiated L2TP sessions.</content>
public sealed partial class ControlLoop
{
    /// <summary>Who waits for sessions that the next desired state brings.</summary>
    private readonly List<Action> _applied = [];

    private bool _sessionsChanged;

    private void Apply(SessionChanges changes)
    {
        bool complete = _negotiated.Take(changes, out SessionDifferences differences);
        if (!complete || _dirty || _replay || _client.File is null)
        {
            // A new desired state has all of it, or will when there is a dataplane.
            _dirty = true;
            return;
        }

        Guarded(() =>
        {
            ProgramResult result = _reconciler.Program(differences);
            if (!result.Succeeded)
            {
                _logger.LogError("{Count} commands of L2TP sessions refused, first: {First}", result.Errors.Count, result.Errors[0]);
                _timers.Failed();
                _errors = result.Errors;
                _converged = false;
            }
        });
        _sessionsChanged = true;
    }

    /// <summary>Tells who waits for changes that they are in force: when all else is, if they wait for that.</summary>
    private void Applied(SessionChanges changes)
    {
        if (changes.Applied is not { } applied)
        {
            return;
        }

        if (_dirty)
        {
            _applied.Add(applied);
        }
        else
        {
            applied();
        }
    }

    private void TellApplied()
    {
        foreach (Action applied in _applied)
        {
            applied();
        }

        _applied.Clear();
    }

    /// <summary>Readers find counters by table indices, which change with every session: now and then is often enough.</summary>
    private void PublishSessions()
    {
        if (_sessionsChanged && !_dirty && _timers.SessionsDue())
        {
            _sessionsChanged = false;
            Publish();
        }
    }
}
