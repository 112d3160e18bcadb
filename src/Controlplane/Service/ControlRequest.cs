using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <summary>Something that is asked of the control loop.</summary>
public abstract record ControlRequest
{
    /// <summary>Tells the asker that there will be no answer.</summary>
    /// <param name="why">Why.</param>
    public abstract void Fail(Exception why);
}

/// <summary>A request with an answer.</summary>
/// <typeparam name="T">The answer.</typeparam>
public abstract record ControlRequest<T> : ControlRequest
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer.</summary>
    public Task<T> Answer => _answer.Task;

    /// <summary>Answers.</summary>
    /// <param name="value">The answer.</param>
    public void Complete(T value) => _answer.TrySetResult(value);

    /// <inheritdoc/>
    public override void Fail(Exception why) => _answer.TrySetException(why);
}

/// <summary>Put a configuration in force.</summary>
/// <param name="Text">YAML.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ApplyRequest(string Text, string Source) : ControlRequest<ApplyOutcome>;

/// <summary>Put the configuration before the running one in force again.</summary>
public sealed record RollbackRequest : ControlRequest<ApplyOutcome>;

/// <summary>Change the running configuration.</summary>
/// <param name="Edit">Makes the new configuration.</param>
public sealed record EditRequest(Func<RouterConfiguration, RouterConfiguration> Edit) : ControlRequest<ApplyOutcome>;

/// <summary>L2TP sessions came up, changed or went. Nobody waits for it.</summary>
/// <param name="Changed">Sessions that are new or changed.</param>
/// <param name="Gone">Names of sessions that are no more.</param>
public sealed record SessionChanges(IReadOnlyList<NegotiatedSession> Changed, IReadOnlyList<string> Gone) : ControlRequest
{
    /// <summary>Called, on the control loop's thread, once the dataplane has been told.</summary>
    public Action? Applied { get; init; }

    /// <inheritdoc/>
    public override void Fail(Exception why) => Applied?.Invoke();
}

/// <summary>Trace packets.</summary>
/// <param name="Count">Packets by worker.</param>
/// <param name="Port">Name of the port, null for any.</param>
public sealed record TracePackets(uint Count, string? Port) : ControlRequest<bool>;
