namespace Router.Controlplane.Radius;

/// <summary>Enterprise numbers, and the types below them that are used here.</summary>
internal static class RadiusVendor
{
    public const uint Cisco = 9;
    public const byte CiscoAvPair = 1;

    /// <summary>Microsoft (RFC 2548).</summary>
    public const uint Microsoft = 311;
    public const byte MsChapError = 2;
    public const byte MsChapChallenge = 11;
    public const byte MsChap2Response = 25;
    public const byte MsChap2Success = 26;
    public const byte MsPrimaryDns = 28;
    public const byte MsSecondaryDns = 29;

    public const uint Wispr = 14122;
    public const byte WisprBandwidthMaxUp = 7;
    public const byte WisprBandwidthMaxDown = 8;

    public const uint Mikrotik = 14988;
    public const byte MikrotikRateLimit = 8;

    /// <summary>Below <see cref="RadiusSettings.VendorId"/>.</summary>
    public const byte RouterVrf = 1;
    public const byte RouterRateDown = 2;
    public const byte RouterRateUp = 3;
}
