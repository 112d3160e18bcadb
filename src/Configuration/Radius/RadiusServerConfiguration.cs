using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>servers</c> of a RADIUS group.</summary>
public sealed record RadiusServerConfiguration
{
    /// <summary>Registered UDP port of authentication (RFC 2865).</summary>
    public const ushort DefaultAuthPort = 1812;

    /// <summary>Registered UDP port of accounting (RFC 2866).</summary>
    public const ushort DefaultAcctPort = 1813;

    /// <summary>The server's address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>UDP port of authentication.</summary>
    public ushort AuthPort { get; init; } = DefaultAuthPort;

    /// <summary>UDP port of accounting.</summary>
    public ushort AcctPort { get; init; } = DefaultAcctPort;

    /// <summary>Shared secret.</summary>
    public required string Secret { get; init; }

    /// <summary>Answers must have a Message-Authenticator, without which who sees them can forge them (CVE-2024-3596); false for servers that send none.</summary>
    public bool RequireMessageAuthenticator { get; init; } = true;
}
