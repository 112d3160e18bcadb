using System.Diagnostics.CodeAnalysis;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <summary>
/// What the rest of the program asks of the control plane. Every member may be called on any thread: reading is from
/// an immutable snapshot, changing goes through the control loop's mailbox.
/// </summary>
/// <param name="channel">The mapping of the shared memory.</param>
public sealed class RouterService(SharedChannel channel) : IRouterService
{
    private RouterSnapshot? _snapshot;
    private Action<ControlRequest>? _post;

    /// <summary>The state as of the last change.</summary>
    /// <exception cref="InvalidOperationException">The control loop has not started.</exception>
    public RouterSnapshot Snapshot => Volatile.Read(ref _snapshot) ?? throw new InvalidOperationException("The control loop has not started.");

    /// <summary>Start of the control plane.</summary>
    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>
    /// Reads from the shared memory, which cannot be unmapped meanwhile. Keep it short and keep no span.
    /// </summary>
    /// <param name="read">The reader. What it reads was written by another process: check indices and lengths.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>False if no dataplane is attached.</returns>
    public bool TryReadChannel<T>(Func<ChannelFile, T> read, [MaybeNullWhen(false)] out T result) => channel.TryRead(read, out result);

    /// <summary>Checks a configuration, and compares it with the one in force, without a change.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Name for error messages.</param>
    public ApplyOutcome Check(string text, string source)
    {
        RouterSnapshot snapshot = Snapshot;
        ConfigurationResult result = ConfigurationReader.Parse(text, source);
        if (result.Configuration is not { } configuration)
        {
            return new ApplyOutcome { Errors = result.Errors, Revision = snapshot.Revision };
        }

        IEnumerable<NeighbourEntry> kernel = snapshot.Neighbours.Where(static entry => entry.Origin != NeighbourOrigin.Configuration);
        DesiredState wanted = DesiredStateBuilder.Build(new BuildInputs
        {
            Configuration = configuration,
            Ports = snapshot.Channel.Attached ? snapshot.Ports : PortReader.Assume(configuration),
            Neighbours = NeighbourMerge.Usable(NeighbourMerge.Merge(configuration, kernel)),
        });
        return new ApplyOutcome
        {
            Errors = ConfigurationProblems.Errors(wanted, source),
            Changes = ConfigurationDiff.Compare(snapshot.Configuration, configuration),
            Revision = snapshot.Revision,
        };
    }

    /// <summary>Puts a configuration in force, or changes nothing.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Name for error messages and the revision.</param>
    /// <param name="cancellation">Gives up waiting, not the change.</param>
    public Task<ApplyOutcome> ApplyAsync(string text, string source, CancellationToken cancellation = default) =>
        Ask(new ApplyRequest(text, source), cancellation);

    /// <summary>Puts the configuration before the running one in force again.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> RollbackAsync(CancellationToken cancellation = default) => Ask(new RollbackRequest(), cancellation);

    /// <summary>
    /// Changes the running configuration, as one transaction with its check: two edits at the same time follow one another.
    /// </summary>
    /// <param name="edit">Returns the new configuration; it may throw <see cref="ConfigurationEditException"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> EditAsync(Func<RouterConfiguration, RouterConfiguration> edit, CancellationToken cancellation = default) =>
        Ask(new EditRequest(edit), cancellation);

    /// <summary>Adds an L2TP tunnel to the running configuration.</summary>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> AddTunnelAsync(L2tpTunnelConfiguration tunnel, CancellationToken cancellation = default) =>
        EditAsync(running => L2tpEdits.AddTunnel(running, tunnel), cancellation);

    /// <summary>Removes an L2TP tunnel with its sessions and their cross-connects.</summary>
    /// <param name="tunnelId">Our tunnel id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> RemoveTunnelAsync(uint tunnelId, CancellationToken cancellation = default) =>
        EditAsync(running => L2tpEdits.RemoveTunnel(running, tunnelId), cancellation);

    /// <summary>Adds an L2TP session to the running configuration.</summary>
    /// <param name="session">The session; its tunnel by name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> AddSessionAsync(L2tpSessionConfiguration session, CancellationToken cancellation = default) =>
        EditAsync(running => L2tpEdits.AddSession(running, session), cancellation);

    /// <summary>Removes an L2TP session and its cross-connect.</summary>
    /// <param name="tunnelId">Our tunnel id.</param>
    /// <param name="sessionId">Our session id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApplyOutcome> RemoveSessionAsync(uint tunnelId, uint sessionId, CancellationToken cancellation = default) =>
        EditAsync(running => L2tpEdits.RemoveSession(running, tunnelId, sessionId), cancellation);

    /// <summary>Lets every worker trace packets from now on; the steps are in <see cref="RegionKind.Trace"/>.</summary>
    /// <param name="count">Packets by worker; 0 stops.</param>
    /// <param name="port">Name of the port they arrive on; null for any.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>False if no dataplane is attached or it has no such port.</returns>
    public Task<bool> TraceAsync(uint count, string? port, CancellationToken cancellation = default) =>
        Ask(new TracePackets(count, port), cancellation);

    /// <summary>Makes a new state visible.</summary>
    /// <param name="snapshot">The state.</param>
    internal void Publish(RouterSnapshot snapshot) => Volatile.Write(ref _snapshot, snapshot);

    /// <summary>Names the mailbox.</summary>
    /// <param name="post">Puts a request into it.</param>
    internal void Bind(Action<ControlRequest> post) => _post = post;

    private Task<T> Ask<T>(ControlRequest<T> request, CancellationToken cancellation)
    {
        Action<ControlRequest> post = _post ?? throw new InvalidOperationException("The control loop has not started.");
        post(request);
        return request.Answer.WaitAsync(cancellation);
    }
}
