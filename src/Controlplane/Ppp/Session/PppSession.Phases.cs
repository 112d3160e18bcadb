using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <content>From phase to phase (RFC 1661 3).</content>
public sealed partial class PppSession : IAutomatonHost, IAuthenticationHost
{
    private const int MaximumName = 253;
    private const ulong LinkLocal = 0xfe80_0000_0000_0000;

    /// <inheritdoc/>
    void IAutomatonHost.SendControl(ushort protocol, ReadOnlySpan<byte> packet) => Send(protocol, packet);

    /// <inheritdoc/>
    void IAuthenticationHost.SendControl(ushort protocol, ReadOnlySpan<byte> packet) => Send(protocol, packet);

    /// <inheritdoc/>
    void IAutomatonHost.LayerUp(Automaton automaton, long now)
    {
        switch (automaton)
        {
            case LcpAutomaton:
                EnterAuthentication(null, now);
                break;
            case IpcpAutomaton ipcp when _settings.RequestAddress && ipcp.Own == 0:
                // The peer acknowledged that it gives no address.
                NetworkFailed(ipcp, now);
                break;
            case IpcpAutomaton ipcp:
                _owner.Ipv4Up(this, new PppIpv4(
                    Ipv4Pool.ToAddress(ipcp.Own),
                    Ipv4Pool.ToAddress(ipcp.Peer),
                    Ipv4Pool.ToAddress(ipcp.PrimaryDns),
                    Ipv4Pool.ToAddress(ipcp.SecondaryDns)));
                break;
            case Ipv6cpAutomaton ipv6cp:
                Ipv6Up(ipv6cp, now);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    void IAutomatonHost.LayerDown(Automaton automaton, long now)
    {
        switch (automaton)
        {
            case LcpAutomaton:
                LeaveNetwork(now);
                if (Phase != PppPhase.Terminate)
                {
                    Phase = PppPhase.Establish;
                }

                break;
            case IpcpAutomaton { Own: 0 } when _settings.RequestAddress:
                break;
            case IpcpAutomaton:
                _owner.Ipv4Down(this);
                break;
            default:
                _ipv6?.Stop();
                _ipv6 = null;
                _owner.Ipv6Down(this);
                break;
        }
    }

    /// <inheritdoc/>
    void IAutomatonHost.LayerFinished(Automaton automaton, long now)
    {
        if (automaton is LcpAutomaton)
        {
            _reason ??= PppDownReason.NoAnswer;
            End(now);
        }
        else if (Phase == PppPhase.Network && !IsAlive(_ipcp) && !IsAlive(_ipv6cp))
        {
            Close(now, PppDownReason.NoNetworkProtocol);
        }
    }

    /// <inheritdoc/>
    void IAutomatonHost.PeerTerminated(Automaton automaton)
    {
        if (automaton is LcpAutomaton)
        {
            _reason ??= PppDownReason.PeerTerminated;
        }
    }

    /// <inheritdoc/>
    void IAutomatonHost.ProtocolRejected(ushort protocol, long now)
    {
        switch (protocol)
        {
            case PppProtocol.Ipcp or PppProtocol.Ipv4:
                _ipcp?.RejectedByPeer(now);
                break;
            case PppProtocol.Ipv6cp or PppProtocol.Ipv6:
                _ipv6cp?.RejectedByPeer(now);
                break;
            case PppProtocol.Pap or PppProtocol.Chap when Phase == PppPhase.Authenticate:
                Close(now, PppDownReason.AuthenticationRefused);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    void IAutomatonHost.NegotiationFailed(Automaton automaton, PppDownReason reason, long now)
    {
        if (automaton is LcpAutomaton)
        {
            Close(now, reason);
        }
        else
        {
            NetworkFailed(automaton, now);
        }
    }

    /// <inheritdoc/>
    void IAuthenticationHost.Verify(PppAuthenticationRequest request, long now)
    {
        if (request.NameOctets.Length is 0 or > MaximumName)
        {
            // No RADIUS attribute takes it: a server would not answer and look dead.
            _ = Reject(request, "Access denied", now);
            return;
        }

        if (_settings.LocalUsers is null)
        {
            _owner.Authenticate(this, request, now);
            return;
        }

        // An unknown user takes as long as a known one with a wrong password.
        bool known = _settings.LocalUsers.TryGetValue(request.Name, out string? password);
        if (request.Verify(password ?? "", out string? proof) & known)
        {
            _ = Accept(request, PppAuthorization.Default with { MsChapProof = proof }, now);
        }
        else
        {
            _ = Reject(request, "Access denied", now);
        }
    }

    /// <inheritdoc/>
    void IAuthenticationHost.PeerNotAuthenticated(PppDownReason reason, long now) => Close(now, reason);

    /// <inheritdoc/>
    void IAuthenticationHost.AuthenticatedAtPeer(long now) => EnterNetwork(now);

    internal void SendIpv6(ReadOnlySpan<byte> packet) => Send(PppProtocol.Ipv6, packet);

    internal void ReportDelegation(IpPrefix prefix, IPAddress nextHop, bool delegated) =>
        _owner.PrefixDelegated(this, prefix, nextHop, delegated);

    private static bool IsAlive(Automaton? automaton) => automaton?.State >= AutomatonState.Closing;

    private void Send(ushort protocol, ReadOnlySpan<byte> information)
    {
        Span<byte> frame = stackalloc byte[PppFrame.HeaderLength + information.Length];
        PppFrame.WriteHeader(frame, protocol);
        information.CopyTo(frame[PppFrame.HeaderLength..]);
        _owner.Send(this, frame);
    }

    private void EnterAuthentication(PppAuthenticationRequest? proxy, long now)
    {
        Phase = PppPhase.Authenticate;
        _lcp.ResetEcho();
        _echoDue = _settings.EchoInterval > TimeSpan.Zero ? now + (long)_settings.EchoInterval.TotalMilliseconds : Automaton.Never;
        if (_lcp.Peer.Authentication != PppAuthenticationMethod.None)
        {
            _peerAuthentication ??= new PeerAuthentication(this, _settings);
            _peerAuthentication.Start(_lcp.Peer.Authentication, now);
        }

        if (_lcp.Own.Authentication != PppAuthenticationMethod.None)
        {
            _authenticator ??= new Authenticator(this, _settings);
            if (proxy is null)
            {
                _authenticator.Start(_lcp.Own.Authentication, now);
            }
            else
            {
                _authenticator.StartWith(proxy, now);
            }
        }

        EnterNetwork(now);
    }

    /// <summary>Goes on when both sides have authenticated as agreed.</summary>
    private void EnterNetwork(long now)
    {
        if (Phase != PppPhase.Authenticate
            || (_lcp.Own.Authentication != PppAuthenticationMethod.None && _authenticator?.IsAuthenticated != true)
            || (_lcp.Peer.Authentication != PppAuthenticationMethod.None && _peerAuthentication?.IsAuthenticated != true))
        {
            return;
        }

        Phase = PppPhase.Network;
        _openedAt = now;
        _authorization ??= PppAuthorization.Default;
        SetSessionTimeout(_authorization.SessionTimeout);
        bool ipv4 = _settings.Ipv4 && _authorization.Ipv4;
        bool ipv6 = _settings.Ipv6 && _authorization.Ipv6;
        _lease = new AddressLease();
        if (!_lease.TryTake(_settings, _authorization, ipv4 && !_settings.RequestAddress, ipv6))
        {
            Close(now, PppDownReason.NoAddress);
            return;
        }

        // An LNS with no address to assign has no IPv4: the peer's own would be unchecked.
        ipv4 &= _settings.RequestAddress || _authorization.PeerChoosesAddress || _lease.Address != 0;
        if (!ipv4 && !ipv6)
        {
            Close(now, PppDownReason.NoNetworkProtocol);
            return;
        }

        if (ipv6)
        {
            _ipv6cp = new Ipv6cpAutomaton(this, _settings) { Assigned = _authorization.InterfaceIdentifier };
        }

        if (ipv4)
        {
            _ipcp = new IpcpAutomaton(this, _settings);
            _ipcp.Assign(
                _lease.Address, Number(_authorization.PrimaryDns ?? _settings.PrimaryDns), Number(_authorization.SecondaryDns ?? _settings.SecondaryDns));
        }

        Start(_ipcp, now);
        Start(_ipv6cp, now);
    }

    private static uint Number(IPAddress? address) => address is null ? 0 : Ipv4Pool.ToUInt32(address);

    private static void Start(Automaton? automaton, long now)
    {
        automaton?.Open(now);
        automaton?.Up(now);
    }

    private void LeaveNetwork(long now)
    {
        _authenticator?.Stop();
        _peerAuthentication?.Stop();
        _echoDue = _sessionEnd = Automaton.Never;
        (IpcpAutomaton? ipcp, Ipv6cpAutomaton? ipv6cp) = (_ipcp, _ipv6cp);
        (_ipcp, _ipv6cp) = (null, null);
        ipcp?.Down(now);
        ipv6cp?.Down(now);
        _lease?.Release();
        _lease = null;
        _authorization = null;
    }

    private void Ipv6Up(Ipv6cpAutomaton ipv6cp, long now)
    {
        IPAddress peer = Ipv6PrefixPool.ToAddress(new UInt128(LinkLocal, ipv6cp.Peer));
        UInt128 local = new(LinkLocal, ipv6cp.Own);
        _owner.Ipv6Up(this, new PppIpv6(Ipv6PrefixPool.ToAddress(local), peer, _lease?.LinkPrefix, _lease?.DelegatedPrefix));
        if (_settings.Ipv6Service is not null && ipv6cp.State == AutomatonState.Opened && _authorization is not null && _lease is not null)
        {
            _ipv6 = new Ipv6Service(this, _settings.Ipv6Service, _settings.Random, local, _lease, _authorization);
            _ipv6.Start(now);
        }
    }

    private void NetworkFailed(Automaton automaton, long now)
    {
        automaton.Close(now);
        if (Phase == PppPhase.Network && !IsNegotiating(_ipcp) && !IsNegotiating(_ipv6cp))
        {
            Close(now, PppDownReason.NoNetworkProtocol);
        }
    }

    private static bool IsNegotiating(Automaton? automaton) => automaton?.State >= AutomatonState.RequestSent;

    private void ReceiveInPhase(ushort protocol, ReadOnlySpan<byte> information, long now)
    {
        switch (protocol)
        {
            case PppProtocol.Pap or PppProtocol.Chap:
                _authenticator?.Receive(protocol, information, now);
                _peerAuthentication?.Receive(protocol, information, now);
                break;
            case PppProtocol.Ipcp when _ipcp is not null:
                _ipcp.Receive(information, now);
                break;
            case PppProtocol.Ipv6cp when _ipv6cp is not null:
                _ipv6cp.Receive(information, now);
                break;
            case PppProtocol.Ipv6 when _ipv6cp is not null:
                _ipv6?.Receive(information, now);
                break;
            case PppProtocol.Ipv4 when _ipcp is not null:
                break;
            default:
                if (Phase == PppPhase.Network)
                {
                    _lcp.SendProtocolReject(protocol, information);
                }

                break;
        }
    }

    private void Echo(long now)
    {
        _echoDue = now + (long)_settings.EchoInterval.TotalMilliseconds;
        if (!_lcp.CanEcho)
        {
            _echoDue = Automaton.Never;
        }
        else if (_lcp.EchoesUnanswered >= _settings.EchoFailures)
        {
            Close(now, PppDownReason.KeepaliveLost);
        }
        else
        {
            _lcp.SendEcho();
        }
    }

    private void End(long now)
    {
        if (Phase != PppPhase.Dead)
        {
            LeaveNetwork(now);
            Phase = PppPhase.Dead;
            _owner.Down(this, _reason ?? PppDownReason.Closed);
        }
    }
}
