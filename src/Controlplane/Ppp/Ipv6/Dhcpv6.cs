namespace Router.Controlplane.Ppp;

/// <summary>Numbers of DHCPv6 (RFC 8415 7, 21; RFC 3646 for DNS).</summary>
internal static class Dhcpv6
{
    public const ushort ClientPort = 546;
    public const ushort ServerPort = 547;

    public const byte Solicit = 1;
    public const byte Advertise = 2;
    public const byte Request = 3;
    public const byte Confirm = 4;
    public const byte Renew = 5;
    public const byte Rebind = 6;
    public const byte Reply = 7;
    public const byte Release = 8;
    public const byte Decline = 9;
    public const byte InformationRequest = 11;

    public const ushort OptionClientId = 1;
    public const ushort OptionServerId = 2;
    public const ushort OptionIaNa = 3;
    public const ushort OptionIaAddress = 5;
    public const ushort OptionRequest = 6;
    public const ushort OptionStatus = 13;
    public const ushort OptionRapidCommit = 14;
    public const ushort OptionDns = 23;
    public const ushort OptionIaPd = 25;
    public const ushort OptionIaPrefix = 26;

    public const ushort Success = 0;
    public const ushort NoAddressAvailable = 2;
    public const ushort NoBinding = 3;
    public const ushort NotOnLink = 4;
    public const ushort UseMulticast = 5;
    public const ushort NoPrefixAvailable = 6;
}
