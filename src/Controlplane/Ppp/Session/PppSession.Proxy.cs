namespace Router.Controlplane.Ppp;

/// <content>Both ends of L2TP's proxy AVPs (RFC 2661 4.4.5).</content>
public sealed partial class PppSession
{
    /// <summary>
    /// What a LAC tells the LNS about this session, from the moment that <see cref="IPppOwner.Authenticate"/> was called; needs
    /// <see cref="PppSettings.KeepProxyData"/>. The LAC then stops calling the session and passes the peer's frames on.
    /// </summary>
    /// <param name="request">What the peer authenticated with; null if it did not.</param>
    public PppProxyData ExportProxy(PppAuthenticationRequest? request)
    {
        (byte[]? initial, byte[]? sent, byte[]? received) = _lcp.Requests;
        return new PppProxyData
        {
            InitialReceived = initial,
            LastSent = sent,
            LastReceived = received,
            Authentication = request?.Method switch
            {
                PppAuthenticationMethod.Pap => PppProxyAuthentication.Pap,
                PppAuthenticationMethod.Chap or PppAuthenticationMethod.MsChapV2 => PppProxyAuthentication.Chap,
                _ => PppProxyAuthentication.None,
            },
            Name = request?.NameOctets ?? default,
            Challenge = request?.Challenge ?? default,
            Identifier = request?.Identifier ?? 0,
            Response = request?.Response ?? default,
        };
    }

    /// <summary>The authentication that fits what LCP agreed on; null if this end must do it.</summary>
    private PppAuthenticationRequest? ProxyRequest(PppProxyData proxy)
    {
        PppAuthenticationMethod method = _lcp.Own.Authentication;
        bool fits = (method, proxy.Authentication) switch
        {
            (PppAuthenticationMethod.Pap, PppProxyAuthentication.Pap) => true,
            (PppAuthenticationMethod.Chap, PppProxyAuthentication.Chap) =>
                proxy.Response.Length == ChapMd5.ResponseLength && !proxy.Challenge.IsEmpty,
            (PppAuthenticationMethod.MsChapV2, PppProxyAuthentication.Chap) =>
                proxy.Response.Length == MsChapV2.ResponseLength && proxy.Challenge.Length == MsChapV2.ChallengeLength,
            _ => false,
        };
        return !fits || !_settings.AcceptProxyAuthentication ? null : new PppAuthenticationRequest
        {
            Method = method,
            Identifier = proxy.Identifier,
            NameOctets = proxy.Name,
            Challenge = proxy.Challenge,
            Response = proxy.Response,
            IsProxy = true,
        };
    }
}
