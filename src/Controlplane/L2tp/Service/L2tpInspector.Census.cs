using System.Runtime.InteropServices;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp.Service;

/// <content>Numbers for metrics.</content>
internal sealed partial class L2tpInspector
{
    /// <summary>Counts. Sessions are looked at in steps, so that they are not all of one moment.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">The service does not run.</exception>
    public async Task<L2tpCensus> CensusAsync(CancellationToken cancellation = default)
    {
        L2tpCensus census = await Ask(Begin, cancellation).ConfigureAwait(false);
        await Visit(session => Count(census, session), cancellation).ConfigureAwait(false);
        return census;
    }

    private L2tpCensus Begin()
    {
        L2tpRecorder recorder = service.Recorder;
        recorder.Keep(
            service.Peers.Select(static peer => peer.Configuration.Name).ToHashSet(StringComparer.Ordinal),
            (service.Followed?.L2tp.Pseudowires ?? []).Select(static pseudowire => pseudowire.Name).ToHashSet(StringComparer.Ordinal));
        L2tpCensus census = new()
        {
            HalfOpen = service.Engine.HalfOpenCount,
            Counters = service.Engine.Counters,
            TunnelSetups = recorder.TunnelSetups,
            TunnelFailures = [.. recorder.TunnelFailures],
            TunnelTeardowns = [.. recorder.TunnelTeardowns],
            SessionSetups = recorder.SessionSetups.ToDictionary(),
            SessionFailures = [.. recorder.SessionFailures],
            SessionTeardowns = [.. recorder.SessionTeardowns],
            Accepted = service.Calls.Accepted,
            Rejected = service.Calls.Rejected,
            PppDowns = [.. service.Calls.Downs],
            UnknownFrames = service.Calls.UnknownFrames,
            Overflows = service.Sockets.ReceiveOverflows,
            SendFailures = service.Sockets.SendFailures,
        };
        census.Peers.AddRange(service.Peers.Select(static peer => peer.Configuration.Name));
        census.Profiles.AddRange((service.Followed?.Ppp.Profiles ?? []).Select(static profile => profile.Name));
        census.Pools.AddRange(PoolViews());
        foreach (ControlConnection tunnel in service.Engine.AllTunnels)
        {
            if (service.PeerBehind(tunnel) is { } peer)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(census.Tunnels, (peer.Configuration.Name, L2tpWords.Of(tunnel.State)), out _)++;
            }
        }

        return census;
    }

    private void Count(L2tpCensus census, L2tpSession session)
    {
        if (service.PeerBehind(session.Tunnel) is { } peer)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(
                census.Sessions, (peer.Configuration.Name, session.PseudowireType, L2tpWords.Of(session.State)), out _)++;
        }

        if (session.Owner is PppCall { Ppp: { } ppp } call && call.Profile?.Configuration.Name is { } profile)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(census.Subscribers, (profile, ppp.Phase), out _)++;
        }
    }
}
