using System.Runtime.CompilerServices;

namespace Router.Controlplane.L2tp.Service;

/// <content>Control messages as text.</content>
internal sealed partial class L2tpInspector
{
    /// <summary>Lets control messages go into the log, or stops that.</summary>
    /// <param name="peer">Name of the peer; null for all.</param>
    /// <param name="enabled">On or off.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The peers whose messages go into the log now; null if there is no such peer.</returns>
    public Task<List<string>?> LogAsync(string? peer, bool enabled, CancellationToken cancellation = default) => Ask(
        () =>
        {
            if (peer is not null && service.Peer(peer) is null)
            {
                return null;
            }

            List<string> names = [.. service.Peers.Select(static known => known.Configuration.Name)];
            foreach (string name in names.Where(name => peer is null || name == peer))
            {
                service.Debug.Log(name, enabled);
            }

            return names.FindAll(service.Debug.IsLogged);
        },
        cancellation);

    /// <summary>Begins to listen to control messages.</summary>
    /// <param name="peer">Name of the peer; null for all.</param>
    /// <returns>Null if there is no such peer.</returns>
    public Task<L2tpDebug.Listener?> ListenAsync(string? peer) => Ask(
        () => peer is null || service.Peer(peer) is not null ? service.Debug.Listen(peer) : null, CancellationToken.None);

    /// <summary>Ends listening. Whether the service still runs does not matter.</summary>
    /// <param name="listener">From <see cref="ListenAsync"/>.</param>
    public void Leave(L2tpDebug.Listener listener) => _ = service.AskAsync(() =>
    {
        service.Debug.Leave(listener);
        return true;
    });

    /// <summary>The messages until cancelled, and how many were lost before each.</summary>
    /// <param name="listener">From <see cref="ListenAsync"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async IAsyncEnumerable<(L2tpDebugText Line, long Lost)> WatchAsync(
        L2tpDebug.Listener listener, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long known = 0;
        await foreach (L2tpDebugText line in listener.Lines.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            long lost = listener.Lost;
            yield return (line, lost - known);
            known = lost;
        }
    }
}
