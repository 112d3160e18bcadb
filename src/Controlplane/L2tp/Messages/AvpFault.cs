using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>An AVP whose M bit does not allow to go on (RFC 2661 4.2 and 7.1, RFC 3931 5.2 and 7.1).</summary>
/// <param name="Error">Error code to send with result code 2.</param>
/// <param name="Vendor">Vendor of the AVP.</param>
/// <param name="Type">Type of the AVP.</param>
internal readonly record struct AvpFault(GeneralError Error, ushort Vendor, AvpType Type)
{
    /// <summary>Text for the Result Code AVP: names the AVP.</summary>
    public string Text => Error == GeneralError.UnknownMandatoryAvp
        ? $"unknown AVP vendor {Vendor} type {(ushort)Type}"
        : $"malformed AVP vendor {Vendor} type {(ushort)Type}";
}
