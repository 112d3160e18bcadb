using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Router.Configuration;

namespace Router.Controlplane.Radius;

/// <summary>A route behind a subscriber (RFC 2865 5.22, RFC 3162 2.5).</summary>
/// <param name="Prefix">Destination.</param>
/// <param name="Gateway">Next hop; null if it is the subscriber.</param>
/// <param name="Metric">Metric, 0 if not given.</param>
public readonly record struct FramedRoute(IpPrefix Prefix, IPAddress? Gateway, uint Metric)
{
    /// <summary>Reads "prefix[/length] [gateway [metric]]"; without a length it is that of the address's class.</summary>
    /// <param name="text">The attribute's text.</param>
    /// <param name="route">The route.</param>
    /// <returns>False if the text is not a route.</returns>
    public static bool TryParse(string text, out FramedRoute route)
    {
        ArgumentNullException.ThrowIfNull(text);
        route = default;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            return false;
        }

        string[] parts = words[0].Split('/');
        if (!IPAddress.TryParse(parts[0], out IPAddress? network) || parts.Length > 2)
        {
            return false;
        }

        int length = ClassLength(network);
        if (parts.Length == 2
            && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > IpPrefix.MaximumLength(network)))
        {
            return false;
        }

        IPAddress? gateway = null;
        if (words.Length > 1 && (!IPAddress.TryParse(words[1], out gateway) || gateway.AddressFamily != network.AddressFamily))
        {
            return false;
        }

        uint metric = 0;
        if (words.Length > 2 && !uint.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out metric))
        {
            return false;
        }

        bool subscriber = gateway is null || gateway.Equals(IPAddress.Any) || gateway.Equals(IPAddress.IPv6Any);
        route = new FramedRoute(new IpPrefix(network, length), subscriber ? null : gateway, metric);
        return true;
    }

    private static int ClassLength(IPAddress network)
    {
        if (network.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return 128;
        }

        return network.GetAddressBytes()[0] switch
        {
            < 128 => 8,
            < 192 => 16,
            < 224 => 24,
            _ => 32,
        };
    }
}
