namespace Router.Controlplane.Ppp;

/// <summary>Options of LCP (RFC 1661 6, RFC 1662 7.1).</summary>
internal static class LcpOption
{
    public const byte MaximumReceiveUnit = 1;
    public const byte ControlCharacterMap = 2;
    public const byte AuthenticationProtocol = 3;
    public const byte MagicNumber = 5;
    public const byte ProtocolCompression = 7;
    public const byte AddressCompression = 8;
}
