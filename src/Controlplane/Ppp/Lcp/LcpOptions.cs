namespace Router.Controlplane.Ppp;

/// <summary>What one side asked for in LCP.</summary>
internal struct LcpOptions
{
    public const ushort DefaultMru = 1500;

    public ushort Mru;
    public PppAuthenticationMethod Authentication;
    public uint Magic;
    public bool ProtocolCompression;
    public bool AddressCompression;

    public static LcpOptions Default => new() { Mru = DefaultMru };
}
