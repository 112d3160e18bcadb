using System.Buffers.Binary;
using System.Text;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>Value of a Result Code AVP (RFC 2661 4.4.2, RFC 3931 5.4.2).</summary>
/// <param name="Result">Result code; its meaning depends on the message.</param>
/// <param name="Error">Error code, 0 if absent.</param>
/// <param name="Message">Text for humans.</param>
public readonly record struct L2tpResult(ushort Result, ushort Error = 0, string? Message = null)
{
    private const int MaximumMessage = 200;

    /// <summary>A result of StopCCN.</summary>
    /// <param name="result">Result code.</param>
    /// <param name="error">Error code.</param>
    /// <param name="message">Text for humans.</param>
    public L2tpResult(StopResult result, GeneralError error = GeneralError.None, string? message = null)
        : this((ushort)result, (ushort)error, message)
    {
    }

    /// <summary>A result of CDN.</summary>
    /// <param name="result">Result code.</param>
    /// <param name="error">Error code.</param>
    /// <param name="message">Text for humans.</param>
    public L2tpResult(DisconnectResult result, GeneralError error = GeneralError.None, string? message = null)
        : this((ushort)result, (ushort)error, message)
    {
    }

    /// <summary>Reads a value of 2 octets, or 4 and a text.</summary>
    /// <param name="value">The AVP's value.</param>
    public static L2tpResult Parse(ReadOnlySpan<byte> value)
    {
        ushort result = value.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;
        ushort error = value.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(value[2..]) : (ushort)0;
        string? message = value.Length > 4 ? Printable.From(value[4..]) : null;
        return new L2tpResult(result, error, message);
    }

    /// <summary>Writes the value: 2 octets if there is neither error nor text.</summary>
    /// <param name="destination">At least 256 octets.</param>
    /// <returns>Octets written.</returns>
    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Result);
        if (Error == 0 && string.IsNullOrEmpty(Message))
        {
            return 2;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Error);
        ReadOnlySpan<char> text = Message.AsSpan();
        text = text[..Math.Min(text.Length, MaximumMessage / 3)];
        return 4 + Encoding.UTF8.GetBytes(text, destination[4..]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Message is null ? $"result {Result} error {Error}" : $"result {Result} error {Error} ({Message})";
}
