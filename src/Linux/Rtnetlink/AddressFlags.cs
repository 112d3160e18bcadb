namespace Router.Linux;

/// <summary>Flags of an address (IFA_F_*).</summary>
[Flags]
public enum AddressFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IPv4: another address of the subnet is the primary one.</summary>
    Secondary = 0x01,

    /// <summary>IPv6: no duplicate address detection.</summary>
    NoDad = 0x02,

    /// <summary>IPv6: duplicate address detection found another owner; the address is not used.</summary>
    DadFailed = 0x08,

    /// <summary>IPv6: duplicate address detection is not yet done; the address is not used.</summary>
    Tentative = 0x40,

    /// <summary>It does not expire.</summary>
    Permanent = 0x80,
}
