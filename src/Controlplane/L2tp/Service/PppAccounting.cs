using Router.Channel;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.Desired;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Router.Controlplane.Radius.Service;
using Router.Controlplane.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>RADIUS accounting of PPP calls (RFC 2866): start, interim, stop.</summary>
/// <param name="router">Where the counters are.</param>
internal sealed class PppAccounting(IRouterService router)
{
    private readonly PriorityQueue<(PppCall Call, string Id), long> _interim = new();

    /// <summary>A call has its first network protocol up.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Time.</param>
    public void Start(PppCall call, long now)
    {
        if (call.Profile?.Radius is { } group && !call.IsAccounted)
        {
            call.IsAccounted = true;
            Send(group, call, AccountingStatus.Start, TerminateCause.None);
            Schedule(group, call, now);
        }
    }

    /// <summary>A call is over.</summary>
    /// <param name="call">The call.</param>
    public void Stop(PppCall call)
    {
        if (call.Profile?.Radius is { } group && call.IsAccounted)
        {
            call.IsAccounted = false;
            Send(group, call, AccountingStatus.Stop, TerminateCauses.From(call.Reason));
        }
    }

    /// <summary>Sends the interim reports that are due.</summary>
    /// <param name="now">Time.</param>
    public void Tick(long now)
    {
        while (_interim.TryPeek(out (PppCall Call, string Id) next, out long due) && due <= now)
        {
            _ = _interim.Dequeue();
            if (next.Call is { IsAccounted: true, Profile.Radius: { } group } call && call.AccountingId == next.Id)
            {
                Send(group, call, AccountingStatus.Interim, TerminateCause.None);
                Schedule(group, call, now);
            }
        }
    }

    /// <summary>Traffic of a call, in octets of IP.</summary>
    /// <param name="call">The call.</param>
    public AccountingCounters CountersOf(PppCall call)
    {
        RouterSnapshot snapshot = router.Snapshot;
        return snapshot.Negotiated.TryGetValue(call.Name, out SessionObjects? objects)
            && router.TryReadChannel(channel => Read(channel, snapshot, objects), out AccountingCounters counters)
            ? counters
            : default;
    }

    private static AccountingCounters Read(ChannelFile channel, RouterSnapshot snapshot, SessionObjects objects)
    {
        (PacketCounter received, PacketCounter sent) = SessionTraffic.Of(snapshot, channel, objects);
        return new AccountingCounters(received.Bytes, sent.Bytes, received.Packets, sent.Packets);
    }

    private void Schedule(RadiusGroup group, PppCall call, long now)
    {
        TimeSpan interval = call.InterimInterval ?? group.Configuration.InterimInterval;
        if (interval > TimeSpan.Zero)
        {
            _interim.Enqueue((call, call.AccountingId), now + (long)interval.TotalMilliseconds);
        }
    }

    private void Send(RadiusGroup group, PppCall call, AccountingStatus status, TerminateCause cause)
    {
        DateTimeOffset time = DateTimeOffset.UtcNow;
        _ = group.SendAsync(new AccountingRequest(status, time)
        {
            Session = call.RadiusSession,
            UserName = call.User,
            Classes = call.Classes,
            Address = call.Ipv4?.Peer ?? call.LastAddress,
            LinkPrefix = call.Ipv6?.LinkPrefix,
            DelegatedPrefix = call.Delegated.Count > 0 ? call.Delegated.First() : null,
            Counters = CountersOf(call),
            SessionTime = time - call.Since,
            Cause = cause,
        });
    }
}
