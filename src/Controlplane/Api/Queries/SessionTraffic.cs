using Router.Channel;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>
/// Traffic of an L2TP session as its user sees it: Ethernet frames, or the IP packets of a PPP session, without the tunnel's
/// headers in either direction.
/// </summary>
/// <param name="Received">Out of the session.</param>
/// <param name="Sent">Into the session.</param>
internal readonly record struct SessionTraffic(PacketCounter Received, PacketCounter Sent)
{
    /// <summary>Reads the counters; 0 of what the dataplane does not hold.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="channel">The counters.</param>
    /// <param name="objects">What the dataplane should hold of the session.</param>
    public static SessionTraffic Of(RouterSnapshot snapshot, ChannelFile channel, SessionObjects objects)
    {
        PacketCounter received = snapshot.Ids.Sessions.TryGetValue(objects.Receiving.Key, out uint session)
            ? WorkerSums.Packets(channel, RegionKind.L2tpSessionReceived, session)
            : default;
        PacketCounter sent = default;
        foreach (DesiredAdjacency sending in objects.Sending)
        {
            if (sending.Kind != AdjacencyKind.Incomplete && snapshot.Ids.Adjacencies.TryGetValue(sending.Key, out uint adjacency))
            {
                // An adjacency counts whole frames, with the headers that it puts in front.
                PacketCounter frames = WorkerSums.Packets(channel, RegionKind.AdjacencyCounters, adjacency);
                sent.Packets += frames.Packets;
                sent.Bytes += frames.Bytes - Math.Min(frames.Bytes, frames.Packets * (ulong)sending.Rewrite.Length);
            }
        }

        return new SessionTraffic(received, sent);
    }
}
