using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Programming;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <content>Requests.</content>
public sealed partial class ControlLoop
{
    private const string EditSource = "api";

    private void Execute(ControlRequest request)
    {
        try
        {
            switch (request)
            {
                case ApplyRequest apply:
                    apply.Complete(Apply(apply.Text, apply.Source));
                    break;
                case EditRequest edit:
                    edit.Complete(Edit(edit.Edit));
                    break;
                case RollbackRequest rollback:
                    rollback.Complete(RollBack());
                    break;
                case SessionChanges changes:
                    Apply(changes);
                    Applied(changes);
                    break;
                case TracePackets trace:
                    trace.Complete(Trace(trace));
                    break;
                default:
                    request.Fail(new NotSupportedException(request.GetType().Name));
                    break;
            }
        }
        catch (Exception exception)
        {
            // A request must not end the loop, whatever is wrong with it.
            _logger.LogError(exception, "Request {Request} failed", request.GetType().Name);
            request.Fail(exception);
        }
    }

    private ApplyOutcome Apply(string text, string source)
    {
        ConfigurationResult result = ConfigurationReader.Parse(text, source);
        return result.Configuration is null
            ? Refused(result.Errors)
            : Enforce(result.Configuration, source, () => _store.Commit(result.Configuration, text, source));
    }

    private ApplyOutcome Edit(Func<RouterConfiguration, RouterConfiguration> edit)
    {
        RouterConfiguration edited;
        try
        {
            edited = edit(_store.Running.Configuration);
        }
        catch (ConfigurationEditException exception)
        {
            return Refused([new ConfigurationError(EditSource, 0, 0, exception.Key, exception.Message)]);
        }

        // The text is read back: an edit passes the same checks as a file.
        return Apply(ConfigurationWriter.ToYaml(edited), EditSource);
    }

    private ApplyOutcome RollBack() => _store.History.Count == 0
        ? Refused([new ConfigurationError(EditSource, 0, 0, "", "there is no configuration before the running one")])
        : Enforce(_store.History[0].Configuration, _store.History[0].Source, _store.RollBack);

    /// <summary>Puts a valid configuration in force: programs it, keeps it, or undoes what was programmed.</summary>
    private ApplyOutcome Enforce(RouterConfiguration configuration, string source, Action keep)
    {
        RouterConfiguration before = _store.Running.Configuration;
        if (configuration.Instance != before.Instance)
        {
            return Refused([new ConfigurationError(
                source, 0, 0, "instance", $"is {before.Instance} in the running router; another instance is another router")]);
        }

        DesiredState wanted = Build(configuration);
        List<ConfigurationError> errors = ConfigurationProblems.Errors(wanted, source);
        if (errors.Count == 0)
        {
            errors = Program(wanted, source, keep);
        }

        if (errors.Count > 0)
        {
            Guarded(Reconcile);
            return Refused(errors);
        }

        _timers.ProbeSoon();
        Guarded(Reconcile);
        _logger.LogInformation("Configuration {Number} from {Source} is in force", _store.Running.Number, source);
        return new ApplyOutcome
        {
            Revision = _store.Running,
            Changes = ConfigurationDiff.Compare(before, configuration),
            Programmed = _converged && _client.File is not null,
        };
    }

    private List<ConfigurationError> Program(DesiredState wanted, string source, Action keep)
    {
        // Before the first replay, and while no dataplane is there, nothing can be refused.
        if (_client.File is not null && !_replay)
        {
            ProgramResult result = new(0, []);
            Guarded(() => result = _reconciler.Program(wanted, allOrNothing: true));
            if (!result.Succeeded)
            {
                return [.. result.Errors.Select(error => new ConfigurationError(source, 0, 0, "", $"the dataplane refused it: {error}"))];
            }
        }

        try
        {
            keep();
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new ConfigurationError(source, 0, 0, "", $"the running configuration cannot be kept: {exception.Message}")];
        }
    }

    private ApplyOutcome Refused(IReadOnlyList<ConfigurationError> errors) => new() { Errors = errors, Revision = _store.Running };

    private bool Trace(TracePackets request)
    {
        if (_client.File is null)
        {
            return false;
        }

        uint port = uint.MaxValue;
        if (request.Port is not null)
        {
            PortFacts? facts = _ports.FirstOrDefault(item => item.Name == request.Port);
            if (facts is null)
            {
                return false;
            }

            port = facts.Index;
        }

        bool sent = false;
        Guarded(() =>
        {
            _client.Send(CommandKind.Trace, CommandOperation.Upsert, 0, new TraceRecord { Count = request.Count, Port = port });
            _client.Sync();
            sent = true;
        });
        return sent;
    }
}
