using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Messages;

/// <summary>Control messages as text.</summary>
public static class MessageText
{
    /// <summary>Describes a message.</summary>
    /// <param name="octets">The message, header first.</param>
    public static string Describe(ReadOnlySpan<byte> octets) =>
        ControlHeader.TryParse(octets, out ControlHeader header) == ControlDropReason.None ? $"{MessageDecoder.PeekType(octets)} {header}" : "malformed";
}
