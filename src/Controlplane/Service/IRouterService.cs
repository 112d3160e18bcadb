using System.Diagnostics.CodeAnalysis;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <summary>
/// What the API and the metrics ask of the control plane. Every member may be called on any thread: reading is from
/// an immutable snapshot, changing goes through the control loop's mailbox.
/// </summary>
public interface IRouterService
{
    /// <summary>The state as of the last change.</summary>
    /// <exception cref="InvalidOperationException">The control loop has not started.</exception>
    RouterSnapshot Snapshot { get; }

    /// <summary>Start of the control plane.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>
    /// Reads from the shared memory, which cannot be unmapped meanwhile. Keep it short and keep no span.
    /// </summary>
    /// <param name="read">The reader. What it reads was written by another process: check indices and lengths.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>False if no dataplane is attached.</returns>
    bool TryReadChannel<T>(Func<ChannelFile, T> read, [MaybeNullWhen(false)] out T result);

    /// <summary>Checks a configuration, and compares it with the one in force, without a change.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Name for error messages.</param>
    ApplyOutcome Check(string text, string source);

    /// <summary>Puts a configuration in force, or changes nothing.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Name for error messages and the revision.</param>
    /// <param name="cancellation">Gives up waiting, not the change.</param>
    Task<ApplyOutcome> ApplyAsync(string text, string source, CancellationToken cancellation = default);

    /// <summary>Puts the configuration before the running one in force again.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> RollbackAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Changes the running configuration, as one transaction with its check: two edits at the same time follow one another.
    /// </summary>
    /// <param name="edit">Returns the new configuration; it may throw <see cref="ConfigurationEditException"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> EditAsync(Func<RouterConfiguration, RouterConfiguration> edit, CancellationToken cancellation = default);

    /// <summary>Adds an L2TP tunnel to the running configuration.</summary>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> AddTunnelAsync(L2tpTunnelConfiguration tunnel, CancellationToken cancellation = default);

    /// <summary>Removes an L2TP tunnel with its sessions and their cross-connects.</summary>
    /// <param name="tunnelId">Our tunnel id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> RemoveTunnelAsync(uint tunnelId, CancellationToken cancellation = default);

    /// <summary>Adds an L2TP session to the running configuration.</summary>
    /// <param name="session">The session; its tunnel by name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> AddSessionAsync(L2tpSessionConfiguration session, CancellationToken cancellation = default);

    /// <summary>Removes an L2TP session and its cross-connect.</summary>
    /// <param name="tunnelId">Our tunnel id.</param>
    /// <param name="sessionId">Our session id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<ApplyOutcome> RemoveSessionAsync(uint tunnelId, uint sessionId, CancellationToken cancellation = default);

    /// <summary>Lets every worker trace packets from now on; the steps are in <see cref="RegionKind.Trace"/>.</summary>
    /// <param name="count">Packets by worker; 0 stops.</param>
    /// <param name="port">Name of the port they arrive on; null for any.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>False if no dataplane is attached or it has no such port.</returns>
    Task<bool> TraceAsync(uint count, string? port, CancellationToken cancellation = default);
}
