using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>Set-up of a control connection (RFC 2661 5.1 and 7.2.1, RFC 3931 3.3.1 and 7.2).</summary>
public sealed partial class ControlConnection
{
    /// <summary>Sends the SCCRQ.</summary>
    /// <param name="now">Time.</param>
    /// <returns>False if no id is free.</returns>
    internal bool Start(long now)
    {
        IsVersionOpen = Profile.Versions == L2tpVersions.V3OrV2 && Endpoint.Encapsulation == L2tpEncapsulation.Udp;
        SetVersion(Profile.Versions == L2tpVersions.V2Only || IsVersionOpen ? 2 : 3);
        LocalId = Engine.Tunnels.Register(this, isSmall: Version == 2);
        if (LocalId == 0)
        {
            return false;
        }

        StartedAt = now;
        _establishedBy = now + Profile.EstablishMilliseconds;
        _channel.MaximumRepetitions = Profile.Retransmit.MaximumOfRequest;
        if (Profile.Authentication == L2tpAuthentication.Required && (Version == 3 || IsVersionOpen))
        {
            BeginAuthentication();
        }

        TieBreaker = Profile.TieBreaker ? RandomIds.Next64() : null;
        State = TunnelState.WaitControlReply;
        Engine.Tunnels.AddOutstanding(this);
        SendRequest(now);
        return true;
    }

    /// <summary>This router's SCCRQ is void: what waits for the control connection stays.</summary>
    /// <param name="now">Time.</param>
    internal void Reset(long now)
    {
        LeaveSetUp();
        Engine.RestTunnelId(LocalId, now + FullCycle);
        LocalId = 0;
        State = TunnelState.Idle;
        _channel = new ReliableChannel(this, Profile.Retransmit, Profile.ReceiveWindow);
        _localNonce = [];
        _peerNonce = [];
        _challenge = [];
        _refusal = null;
        _isAuthenticating = false;
        Engine.Timers.Set(this, long.MaxValue);
    }

    /// <summary>Answers an SCCRQ that was found acceptable.</summary>
    /// <param name="from">Where it came from.</param>
    /// <param name="message">The SCCRQ.</param>
    /// <param name="version">Version to answer in.</param>
    /// <param name="secret">Index of the secret that its digest was made with.</param>
    /// <param name="hash">Fingerprint of the SCCRQ.</param>
    /// <param name="now">Time.</param>
    /// <returns>False if no id is free.</returns>
    internal bool Answer(in L2tpEndpoint from, ControlMessage message, int version, int secret, ulong hash, long now)
    {
        IsInitiator = false;
        Endpoint = from;
        IsVersionOpen = false;
        SetVersion(version);
        LocalId = Engine.Tunnels.Register(this, isSmall: version == 2);
        if (LocalId == 0)
        {
            return false;
        }

        StartedAt = now;
        _establishedBy = now + Profile.EstablishMilliseconds;
        _secret = secret;
        RequestHash = hash;
        if (version == 3 && message.Has(AvpType.Nonce))
        {
            BeginAuthentication();
            _peerNonce = message.Octets(AvpType.Nonce).ToArray();
        }

        TakeIdentity(message, version);
        PeerId = (uint)message.Number(version == 2 ? AvpType.AssignedTunnelId : AvpType.AssignedControlConnectionId);
        AgreedPhb = message.Has(AvpType.ControlConnectionDs) ? Profile.ControlPhb : null;
        if (version == 2)
        {
            _peerChallenge = message.Octets(AvpType.Challenge).ToArray();
        }

        State = TunnelState.WaitControlConnection;
        Engine.Tunnels.AddRequest(this);
        Engine.Tunnels.AddHalfOpen(this);
        _channel.AcceptRequest();
        SendReply(now);
        Reschedule();
        return true;
    }

    private void OnReply(ControlMessage message, long now)
    {
        LeaveSetUp();
        PeerId = message.AssignedConnectionId;
        if (RequestCheck.Find(message, Version, Profile) is { } refusal)
        {
            Stop(L2tpDownCause.ProtocolError, refusal, now);
            return;
        }

        TakeIdentity(message, Version);
        if (Version == 2)
        {
            _peerChallenge = message.Octets(AvpType.Challenge).ToArray();
        }

        bool isAnswered = Version == 3 || _challenge.Length == 0 || VerifyResponse(message);
        bool canAnswer = Version == 3
            ? _isAuthenticating || !message.Has(AvpType.Nonce)
            : _peerChallenge.Length == 0 || Secret is not null;
        if (!isAnswered || !canAnswer || !RequestCheck.IsExpectedPeer(message, Profile))
        {
            Stop(L2tpDownCause.Authentication, new L2tpResult(StopResult.NotAuthorized), now);
            return;
        }

        if (message.Has(AvpType.ControlConnectionDs) && Profile.ControlPhb is { } phb)
        {
            if (message.Number(AvpType.ControlConnectionDs) != phb)
            {
                Stop(L2tpDownCause.NotSupported, new L2tpResult(StopResult.ControlConnectionDsMismatch), now);
                return;
            }

            AgreedPhb = phb;
        }

        SendConnected(now);
        Establish(now);
    }

    private void OnConnected(ControlMessage message, long now)
    {
        LeaveSetUp();
        if (Version == 2 && _challenge.Length > 0 && !VerifyResponse(message))
        {
            Stop(L2tpDownCause.Authentication, new L2tpResult(StopResult.NotAuthorized), now);
            return;
        }

        Establish(now);
    }

    private void Establish(long now)
    {
        State = TunnelState.Established;
        _isKnownToOwner = true;
        _establishedBy = long.MaxValue;
        IsAuthenticated |= _isAuthenticating;
        _peerChallenge = [];
        _challenge = [];
        ChooseHelloInterval();
        Heard(now);
        Engine.LogTunnelUp(this);
        Engine.Events.TunnelUp(this);
        if (State == TunnelState.Established)
        {
            Engine.Sessions.StartWaiting(this, now);
        }
    }

    private void TakeIdentity(ControlMessage message, int version)
    {
        PeerHostName = Printable.From(message.Octets(AvpType.HostName));
        PeerVendorName = Printable.From(message.Octets(AvpType.VendorName));
        PeerRouterId = (uint)message.Number(AvpType.RouterId);
        PeerReceiveWindow = message.Has(AvpType.ReceiveWindowSize)
            ? (ushort)message.Number(AvpType.ReceiveWindowSize)
            : (ushort)ReliableChannel.DefaultWindow;
        _channel.SetPeerWindow(PeerReceiveWindow);
        _channel.MaximumRepetitions = Profile.MaximumRepetitions(version);
        if (version == 2)
        {
            PeerFramingCapabilities = (uint)message.Number(AvpType.FramingCapabilities);
            PeerBearerCapabilities = (uint)message.Number(AvpType.BearerCapabilities);
        }
        else
        {
            PeerPseudowireTypes = message.PseudowireCapabilities();
        }
    }

    private void SetVersion(int version)
    {
        Version = version;
        if (version == 2 && !IsVersionOpen)
        {
            _isAuthenticating = false;
        }
    }

    // Out of the tables of those that wait for the peer.
    private void LeaveSetUp()
    {
        if (IsInitiator)
        {
            // The address is what the entry is found by; the port is not.
            Engine.Tunnels.RemoveOutstanding(this);
        }
        else
        {
            Engine.Tunnels.RemoveHalfOpen(this);
        }
    }
}
