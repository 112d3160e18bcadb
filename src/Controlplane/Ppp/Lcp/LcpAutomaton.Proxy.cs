namespace Router.Controlplane.Ppp;

/// <content>LCP that a LAC negotiated (RFC 2661 4.4.5).</content>
internal sealed partial class LcpAutomaton
{
    private byte[]? _initialReceived;
    private byte[]? _lastSent;
    private byte[]? _lastReceived;

    /// <summary>The requests, while <see cref="PppSettings.KeepProxyData"/> keeps them.</summary>
    public (byte[]? InitialReceived, byte[]? LastSent, byte[]? LastReceived) Requests => (_initialReceived, _lastSent, _lastReceived);

    /// <summary>
    /// Opens with what the LAC and the peer agreed on, if this end would have agreed too: what it would have asked for itself
    /// must be there, and nothing that it would have refused.
    /// </summary>
    public bool TryAdopt(ReadOnlySpan<byte> lastSent, ReadOnlySpan<byte> lastReceived)
    {
        // Without options there is nothing that says that LCP took place.
        if (lastSent.IsEmpty || lastReceived.IsEmpty || !OptionReader.IsWellFormed(lastSent) || !OptionReader.IsWellFormed(lastReceived))
        {
            return false;
        }

        ResetOptions();
        LcpOptions own = Parse(lastSent);
        IReadOnlyList<PppAuthenticationMethod> required = Settings.RequiredAuthentication;
        bool fits = own.Mru <= Settings.Mru && own.Mru >= MinimumMru
            && (own.Authentication == PppAuthenticationMethod.None ? required.Count == 0 : required.Contains(own.Authentication));
        OptionReader sent = new(lastSent);
        while (sent.MoveNext() && fits)
        {
            fits = sent.Type switch
            {
                LcpOption.MaximumReceiveUnit => sent.Value.Length == 2,
                LcpOption.AuthenticationProtocol => own.Authentication != PppAuthenticationMethod.None,
                LcpOption.ControlCharacterMap or LcpOption.MagicNumber => sent.Value.Length == 4,
                LcpOption.ProtocolCompression or LcpOption.AddressCompression => sent.Value.IsEmpty,
                _ => false,
            };
        }

        _own.Magic = own.Magic;
        Span<byte> buffer = stackalloc byte[MaximumPacket];
        OptionWriter naks = new(buffer);
        OptionReader received = new(lastReceived);
        while (received.MoveNext() && fits)
        {
            fits = Judge(received.Type, received.Value, ref naks) == OptionVerdict.Ack;
        }

        if (!fits)
        {
            return false;
        }

        _own = own;
        _peer = Parse(lastReceived);
        AdoptOpened();
        return true;
    }

    protected override void Negotiated(bool sent, ReadOnlySpan<byte> options)
    {
        if (!Settings.KeepProxyData)
        {
            return;
        }

        byte[] copy = options.ToArray();
        if (sent)
        {
            _lastSent = copy;
        }
        else
        {
            _initialReceived ??= copy;
            _lastReceived = copy;
        }
    }
}
