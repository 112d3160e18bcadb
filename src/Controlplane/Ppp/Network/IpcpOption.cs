namespace Router.Controlplane.Ppp;

/// <summary>Options of IPCP (RFC 1332 3, RFC 1877 1).</summary>
internal static class IpcpOption
{
    public const byte IpAddress = 3;
    public const byte PrimaryDns = 129;
    public const byte SecondaryDns = 131;
}
