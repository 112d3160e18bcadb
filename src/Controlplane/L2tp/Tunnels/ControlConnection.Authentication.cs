using System.Security.Cryptography;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>Secrets, nonces and digests of a control connection (RFC 2661 4.3 and 5.1.1, RFC 3931 4.3, 5.3 and 5.4.1).</summary>
public sealed partial class ControlConnection
{
    private byte[] _localNonce = [];
    private byte[] _peerNonce = [];
    private bool _isAuthenticating;
    private int _secret;

    // While the version is open, the SCCRQ is signed too: a peer that speaks L2TPv3 demands it.
    private bool SignsMessages => (Version == 3 || IsVersionOpen)
        && (_isAuthenticating || Profile.Authentication == L2tpAuthentication.IntegrityOnly);

    private byte[]? KeyForHiding() =>
        Profile.HideAvps && (Version == 2 || _isAuthenticating) ? Secret?.KeyForHiding(Version) : null;

    private ReadOnlySpan<byte> KeyForRevealing() =>
        (Version == 2 || _isAuthenticating) && Secret is { } secret ? secret.KeyForHiding(Version) : default;

    private void BeginAuthentication()
    {
        _isAuthenticating = true;
        _localNonce = RandomNumberGenerator.GetBytes(NonceSize);
    }

    private void Sign(Span<byte> message)
    {
        if (!SignsMessages)
        {
            return;
        }

        bool isRequest = MessageDecoder.PeekType(message) == MessageType.StartControlConnectionRequest;
        L2tpSecret secret = _isAuthenticating && Secret is { } shared ? shared : L2tpSecret.Empty;
        MessageDigest.Sign(message, secret.DigestKey, isRequest ? default : _localNonce, isRequest ? default : _peerNonce);
    }

    // Before anything of a message is used (RFC 3931 5.4.1).
    private ControlDropReason VerifyDigest(ReadOnlySpan<byte> message, MessageType type)
    {
        bool isPresent = MessageDigest.IsPresent(message);
        if (!_isAuthenticating)
        {
            return !isPresent || MessageDigest.Verify(message, L2tpSecret.Empty.DigestKey, default, default)
                ? ControlDropReason.None
                : ControlDropReason.BadDigest;
        }

        if (!isPresent)
        {
            return ControlDropReason.MissingDigest;
        }

        ReadOnlySpan<byte> sender = _peerNonce;
        ReadOnlySpan<byte> receiver = _localNonce;
        if (type == MessageType.StartControlConnectionRequest)
        {
            sender = default;
            receiver = default;
        }
        else if (type == MessageType.StartControlConnectionReply && State == TunnelState.WaitControlReply)
        {
            sender = AvpScan.Find(message, AvpType.Nonce);
            if (sender.IsEmpty)
            {
                return ControlDropReason.MissingDigest;
            }
        }

        bool isStopOfRequester = type == MessageType.StopControlConnectionNotification && State == TunnelState.WaitControlConnection;
        if (!VerifyWithSecrets(message, sender, receiver)
            && !(isStopOfRequester && VerifyWithSecrets(message, sender, default)))
        {
            return ControlDropReason.BadDigest;
        }

        if (_peerNonce.Length == 0 && type == MessageType.StartControlConnectionReply)
        {
            _peerNonce = sender.ToArray();
        }

        return ControlDropReason.None;
    }

    private bool VerifyWithSecrets(ReadOnlySpan<byte> message, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> receiver)
    {
        int count = Profile.Secrets.Count;
        for (int i = 0; i < count; i++)
        {
            int index = (_secret + i) % count;
            if (MessageDigest.Verify(message, Profile.Secrets[index].DigestKey, sender, receiver))
            {
                _secret = index;
                return true;
            }
        }

        return false;
    }

    private bool VerifyResponse(ControlMessage message)
    {
        ReadOnlySpan<byte> response = message.Octets(AvpType.ChallengeResponse);
        for (int i = 0; i < Profile.Secrets.Count; i++)
        {
            if (ChallengeResponse.Verify(message.Type, Profile.Secrets[i].Value, _challenge, response))
            {
                IsAuthenticated = true;
                return true;
            }
        }

        return false;
    }
}
