using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>
/// Decides on SCCRQs. Anybody can send them with any source address, so nothing is kept of those that are refused, and what
/// is kept of others is bounded.
/// </summary>
public sealed partial class L2tpEngine
{
    private ControlDropReason Consider(
        in L2tpEndpoint endpoint, in ControlHeader header, ReadOnlySpan<byte> octets, ulong hash, long now)
    {
        if (!MessageDecoder.TryDecode(header, octets, default, Message))
        {
            return ControlDropReason.MalformedRequest;
        }

        var request = new L2tpTunnelRequest(
            endpoint,
            header.Version,
            Printable.From(Message.Octets(AvpType.HostName)),
            (uint)Message.Number(AvpType.RouterId));
        if (Events.FindPeer(request) is not { } profile)
        {
            return ControlDropReason.UnknownPeer;
        }

        if (Message.HasUnrevealed && header.Version == 2 && profile.Secrets.Count > 0)
        {
            _ = MessageDecoder.TryDecode(header, octets, profile.Secrets[0].KeyForHiding(2), Message);
        }

        int version = ChooseVersion(endpoint, header, profile);
        if (version == 0)
        {
            return ControlDropReason.VersionNotAllowed;
        }

        ControlDropReason reason = Authenticate(octets, profile, version, out int secret, out bool canAnswer);
        if (reason != ControlDropReason.None)
        {
            return reason;
        }

        if (!canAnswer || !RequestCheck.IsExpectedPeer(Message, profile))
        {
            Refuse(endpoint, profile, version, secret, new L2tpResult(StopResult.NotAuthorized), now);
            return ControlDropReason.NotAuthenticated;
        }

        if (RequestCheck.Find(Message, version, profile) is { } refusal)
        {
            Refuse(endpoint, profile, version, secret, refusal, now);
            return ControlDropReason.MalformedRequest;
        }

        return BreakTie(endpoint, profile, version, secret, hash, now);
    }

    // RFC 3931 4.7.3: an SCCRQ of version 2 that carries what L2TPv3 needs is answered in version 3. 0 if neither will do.
    private int ChooseVersion(in L2tpEndpoint endpoint, in ControlHeader header, L2tpPeerProfile profile)
    {
        bool canV3 = profile.Versions != L2tpVersions.V2Only;
        bool canV2 = profile.Versions != L2tpVersions.V3Only && endpoint.Encapsulation == L2tpEncapsulation.Udp;
        bool asksForV3 = header.Version == 3 || Message.Has(AvpType.AssignedControlConnectionId);
        return asksForV3 && canV3 ? 3 : header.Version == 2 && canV2 ? 2 : 0;
    }

    private ControlDropReason Authenticate(
        ReadOnlySpan<byte> octets, L2tpPeerProfile profile, int version, out int secret, out bool canAnswer)
    {
        secret = 0;
        bool isRequired = profile.Authentication == L2tpAuthentication.Required;
        if (version == 2)
        {
            canAnswer = !Message.Has(AvpType.Challenge) || profile.Secrets.Count > 0;
            return ControlDropReason.None;
        }

        bool hasNonce = Message.Has(AvpType.Nonce);
        canAnswer = hasNonce ? profile.Secrets.Count > 0 : !isRequired;
        if (!canAnswer)
        {
            return ControlDropReason.None;
        }

        if (!MessageDigest.IsPresent(octets))
        {
            return hasNonce ? ControlDropReason.MissingDigest : ControlDropReason.None;
        }

        if (!hasNonce)
        {
            return MessageDigest.Verify(octets, L2tpSecret.Empty.DigestKey, default, default)
                ? ControlDropReason.None
                : ControlDropReason.BadDigest;
        }

        for (; secret < profile.Secrets.Count; secret++)
        {
            if (MessageDigest.Verify(octets, profile.Secrets[secret].DigestKey, default, default))
            {
                return ControlDropReason.None;
            }
        }

        return ControlDropReason.BadDigest;
    }

    // Both ends asked each other at once (RFC 2661 4.4.3, RFC 3931 5.4.3).
    private ControlDropReason BreakTie(
        in L2tpEndpoint endpoint, L2tpPeerProfile profile, int version, int secret, ulong hash, long now)
    {
        ControlConnection? own = Tunnels.FindOutstanding(endpoint, (uint)Message.Number(AvpType.RouterId));
        ulong? theirs = Message.Has(AvpType.TieBreaker) ? Message.Number(AvpType.TieBreaker) : null;
        switch (own is null ? TieOutcome.None : TieBreak.Resolve(own.TieBreaker, theirs))
        {
            case TieOutcome.Won:
                if (version == 3)
                {
                    Refuse(endpoint, profile, version, secret, new L2tpResult(StopResult.AlreadyExists), now);
                }

                return ControlDropReason.TieLost;
            case TieOutcome.Equal:
                own!.Reset(now);
                if (!own.Start(now))
                {
                    own.Abort(L2tpDownCause.NoResources, now);
                }

                return ControlDropReason.TieLost;
            case TieOutcome.Lost:
                // What waits for this end's own control connection gets the peer's.
                own!.Reset(now);
                return Answer(own, endpoint, version, secret, hash, now);
            default:
                return MakeRoom(endpoint, now) is var reason && reason != ControlDropReason.None
                    ? reason
                    : Answer(new ControlConnection(this, endpoint, profile, isInitiator: false), endpoint, version, secret, hash, now);
        }
    }

    private ControlDropReason Answer(
        ControlConnection tunnel, in L2tpEndpoint endpoint, int version, int secret, ulong hash, long now)
    {
        if (tunnel.Answer(endpoint, Message, version, secret, hash, now))
        {
            return ControlDropReason.None;
        }

        Refuse(endpoint, tunnel.Profile, version, secret, new L2tpResult(StopResult.GeneralError, GeneralError.NoResources), now);
        tunnel.Abort(L2tpDownCause.NoResources, now);
        return ControlDropReason.TunnelLimit;
    }

    private ControlDropReason MakeRoom(in L2tpEndpoint endpoint, long now)
    {
        if (Tunnels.IsFull)
        {
            return ControlDropReason.TunnelLimit;
        }

        if (Tunnels.HalfOpenOf(endpoint) >= Options.MaximumHalfOpenPerSource)
        {
            return ControlDropReason.HalfOpenSourceLimit;
        }

        if (Tunnels.HalfOpen < Options.MaximumHalfOpen)
        {
            return ControlDropReason.None;
        }

        if (Tunnels.OldestHalfOpen is not { } oldest || now - oldest.StartedAt < Options.HalfOpenGraceMilliseconds)
        {
            return ControlDropReason.HalfOpenLimit;
        }

        oldest.Abort(L2tpDownCause.Timeout, now);
        return ControlDropReason.None;
    }

    // One StopCCN without state: it is not repeated, the peer's next SCCRQ is answered again.
    private void Refuse(
        in L2tpEndpoint endpoint, L2tpPeerProfile profile, int version, int secret, in L2tpResult result, long now)
    {
        uint peerId = (uint)Message.Number(version == 2 ? AvpType.AssignedTunnelId : AvpType.AssignedControlConnectionId);
        if (!_refusals.TryTake(now))
        {
            return;
        }

        bool signs = version == 3 && Message.Has(AvpType.Nonce) && secret < profile.Secrets.Count;
        Writer.Begin(MessageType.StopControlConnectionNotification, version, peerId, digest: signs ? profile.Digest : null);
        Writer.AddResult(result);
        uint id = RandomIds.Next32() | 1;
        if (version == 2)
        {
            Writer.Add16(AvpType.AssignedTunnelId, (ushort)id);
        }
        else
        {
            Writer.Add32(AvpType.AssignedControlConnectionId, id);
        }

        Span<byte> message = Writer.Finish();
        Span<byte> octets = message[ControlMessageWriter.Prefix..];
        ControlHeader.WriteNumbers(octets, 0, 1);
        if (signs)
        {
            MessageDigest.Sign(octets, profile.Secrets[secret].DigestKey, default, Message.Octets(AvpType.Nonce));
        }

        Transmit(endpoint, message);
    }
}
