using System.Net;
using System.Text;

namespace Router.Controlplane.Radius;

/// <summary>Who may send CoA- and Disconnect-Requests (RFC 5176 6.1).</summary>
/// <param name="Address">Its address.</param>
/// <param name="Secret">The shared secret.</param>
public sealed record DynamicAuthorizationClient(IPAddress Address, string Secret)
{
    /// <summary>Requests must have a Message-Authenticator.</summary>
    public bool RequireMessageAuthenticator { get; init; }

    /// <summary>The address: secrets are for no log.</summary>
    public override string ToString() => Address.ToString();

    internal ReadOnlySpan<byte> SecretOctets => Encoding.UTF8.GetBytes(Secret);
}
