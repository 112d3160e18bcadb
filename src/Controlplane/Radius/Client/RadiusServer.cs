using System.Net;
using System.Text;

namespace Router.Controlplane.Radius;

/// <summary>A RADIUS server.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Secret">The shared secret.</param>
public sealed record RadiusServer(IPAddress Address, string Secret)
{
    /// <summary>UDP port for Access-Requests; 0 if the server does none.</summary>
    public int AuthenticationPort { get; init; } = 1812;

    /// <summary>UDP port for Accounting-Requests; 0 if the server does none.</summary>
    public int AccountingPort { get; init; } = 1813;

    /// <summary>
    /// Replies to Access-Requests must have a Message-Authenticator; without it replies can be forged by who sees them
    /// (CVE-2024-3596). False only for servers that cannot.
    /// </summary>
    public bool RequireMessageAuthenticator { get; init; } = true;

    /// <summary>The address: secrets are for no log.</summary>
    public override string ToString() => Address.ToString();

    internal ReadOnlySpan<byte> SecretOctets => Encoding.UTF8.GetBytes(Secret);

    internal int Port(bool accounting) => accounting ? AccountingPort : AuthenticationPort;
}
