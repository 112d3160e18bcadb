using System.Text;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>Octets of a peer as text for logs.</summary>
internal static class Printable
{
    private const int Maximum = 256;

    /// <summary>Printable ASCII as it is, anything else as a dot.</summary>
    /// <param name="octets">Octets from the wire.</param>
    public static string From(ReadOnlySpan<byte> octets)
    {
        octets = octets[..Math.Min(octets.Length, Maximum)];
        return string.Create(octets.Length, octets, static (text, source) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = source[i] is >= 0x20 and < 0x7F ? (char)source[i] : '.';
            }
        });
    }

    /// <summary>Text as octets for the wire.</summary>
    /// <param name="text">The text.</param>
    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
