using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Router.Controlplane.Radius.Service;

namespace Router.Controlplane.L2tp.Service;

/// <content>Users that a RADIUS server knows.</content>
internal sealed partial class PppCalls
{
    /// <summary>Carries out what a RADIUS server asks unasked (RFC 5176).</summary>
    /// <param name="request">Disconnect or CoA.</param>
    /// <param name="now">Time.</param>
    public DynamicAuthorizationError Change(DynamicAuthorizationRequest request, long now)
    {
        List<PppCall> calls = [.. _calls.Values.Where(call => call.Profile is not null && IsMeant(call, request))];
        if (calls.Count == 0)
        {
            return DynamicAuthorizationError.SessionContextNotFound;
        }

        bool hasRates = request.Policy is { RateUp: not null } or { RateDown: not null };
        if (!request.IsDisconnect && (request.Policy is { Vrf: not null } || (request.SessionTimeout is null && !hasRates)))
        {
            return DynamicAuthorizationError.UnsupportedAttribute;
        }

        foreach (PppCall call in calls)
        {
            if (request.IsDisconnect)
            {
                logger.LogInformation("PPP {Call}: user {User}: RADIUS ends the session", call.Name, call.User ?? "-");
                Close(call, now);
            }
            else
            {
                if (hasRates)
                {
                    SetRates(call, request.Policy!.Value);
                }

                if (request.SessionTimeout is not null)
                {
                    call.Ppp?.SetSessionTimeout(request.SessionTimeout);
                    Reschedule(call);
                }
            }
        }

        return DynamicAuthorizationError.None;
    }

    /// <summary>What RADIUS does not say stays.</summary>
    private void SetRates(PppCall call, SubscriberPolicy policy)
    {
        call.RateUp = LimitOf(policy.RateUp) ?? call.RateUp;
        call.RateDown = LimitOf(policy.RateDown) ?? call.RateDown;
        logger.LogInformation(
            "PPP {Call}: user {User}: RADIUS sets the rates to {Up} bit/s up, {Down} bit/s down",
            call.Name, call.User ?? "-", call.RateUp?.BitsPerSecond ?? 0, call.RateDown?.BitsPerSecond ?? 0);
        outbox.Change(call.ToNegotiated());
    }

    private static RateLimit? LimitOf(ulong? rate) => rate is { } bits ? new RateLimit(bits) : null;

    /// <summary>All that the request names must fit (RFC 5176 3).</summary>
    private static bool IsMeant(PppCall call, DynamicAuthorizationRequest request)
    {
        // The reader has seen that it names something.
        return (request.Port is null || request.Port == call.Session.LocalId)
            && (request.CallingStation is null || request.CallingStation == call.CallingStation)
            && (request.LinkPrefix is null || request.LinkPrefix == call.Ipv6?.LinkPrefix)
            && (request.SessionId is null || request.SessionId == call.AccountingId)
            && (request.UserName is null || request.UserName == call.User)
            && (request.Address is null || request.Address.Equals(call.Ipv4?.Peer))
            && (request.PortId is null || request.PortId == call.Name);
    }

    private async Task AskRadiusAsync(RadiusGroup group, PppCall call, PppSession session, PppAuthenticationRequest request)
    {
        RadiusResult result;
        try
        {
            result = await group.SendAsync(new AccessRequest(call.RadiusSession, request)).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            result = new RadiusResult(RadiusOutcome.NotSent);
        }

        post(() => TakeAnswer(call, session, request, result, Environment.TickCount64));
    }

    private void TakeAnswer(PppCall call, PppSession session, PppAuthenticationRequest request, RadiusResult result, long now)
    {
        if (!ReferenceEquals(call.Ppp, session) || !_calls.ContainsKey(call.Key))
        {
            return;
        }

        Now = now;
        if (result.Access is not { IsAccepted: true } reply)
        {
            string why = result.Outcome == RadiusOutcome.Answered ? "access denied" : "no RADIUS server answers";
            logger.LogInformation("PPP {Call}: user {User}: {Why}", call.Name, request.Name, why);
            _ = session.Reject(request, result.Access?.MsChapError ?? result.Access?.Message, now);
        }
        else if (HasTooMany(call, request))
        {
            _ = session.Reject(request, "Too many sessions", now);
        }
        else
        {
            if (!request.IsRenewal)
            {
                Admit(call, request.Name, RoutesOf(reply), LimitOf(reply.Policy.RateUp), LimitOf(reply.Policy.RateDown));
                call.Classes = reply.Classes;
                call.InterimInterval = reply.InterimInterval;
            }

            _ = session.Accept(request, reply.ToAuthorization(pools.Find(reply.Pool) ?? call.Profile!.PoolWithRoom()), now);
        }

        Reschedule(call);
    }

    /// <summary>Framed-Route to the subscriber itself, and the network that Framed-IP-Netmask makes of its address.</summary>
    private static List<IpPrefix> RoutesOf(AccessReply reply)
    {
        List<IpPrefix> routes = [.. reply.Routes.Where(static route => route.Gateway is null).Select(static route => route.Prefix)];
        if (reply is { Address: { } address, NetmaskLength: int length and < 32 and > 0 })
        {
            uint bits = Ipv4Pool.ToUInt32(address) & (uint.MaxValue << (32 - length));
            routes.Add(new IpPrefix(Ipv4Pool.ToAddress(bits), length));
        }

        return routes;
    }
}
