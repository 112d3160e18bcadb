using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Router.Configuration.Writing;

/// <summary>Scalars as YAML text that every YAML reader takes for what it is, not only this one.</summary>
internal static partial class YamlText
{
    /// <summary>A string, in quotes unless no reader can take it for something else.</summary>
    public static string Of(string text) => PlainPattern().IsMatch(text) && !IsSpecial(text) ? text : Quoted(text);

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whole seconds.</summary>
    public static string Of(TimeSpan value) => Of((long)value.TotalSeconds);

    /// <summary>IPv4 plain; IPv6 in quotes for its colons.</summary>
    public static string Of(IPAddress address) => OfAddress(address, address.ToString());

    public static string Of(IpPrefix prefix) => OfAddress(prefix.Network, prefix.ToString());

    public static string Of(InterfaceAddress address) => OfAddress(address.Address, address.ToString());

    // YAML 1.1 takes 52:54:00:12:34:56 for a number of base 60.
    public static string Of(MacAddress address) => Quoted(address.ToString());

    public static string Of(L2tpCookie cookie) => Quoted(cookie.ToString());

    public static string Of(TcpMss mss) => mss == TcpMss.Off ? Quoted("off") : mss.ToString();

    public static string Of(IPEndPoint endpoint) => Quoted(endpoint.ToString());

    public static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    public static string Of<T>(ConfigurationList<T> items, Func<T, string> format) => $"[{string.Join(", ", items.Select(format))}]";

    private static string OfAddress(IPAddress address, string text) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? Quoted(text) : text;

    private static string Quoted(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c is '"' or '\\' ? result.Append('\\').Append(c)
                : c is >= ' ' and <= '~' ? result.Append(c)
                : result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return result.Append('"').ToString();
    }

    private static bool IsSpecial(string text) =>
        text.ToUpperInvariant() is "NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPattern();
}
