using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Router.Configuration.Syntax;

/// <summary>Parsers of IP addresses, prefixes and endpoints. Stricter than <see cref="IPAddress.Parse(string)"/>, which takes 10.1 and 010.0.0.1.</summary>
internal static class AddressScalars
{
    /// <summary>A unicast host address of either family.</summary>
    public static string? Unicast(ScalarNode node, [NotNull] out IPAddress value)
    {
        if (!TryParse(node.Text, out value))
        {
            return $"'{node.Shown}' is not an IP address; write for example 10.0.2.2 or 2001:db8::2";
        }

        return WhyNotUnicast(value) is { } reason ? $"{value} is {reason}; write a unicast address" : null;
    }

    /// <summary>A unicast IPv4 address.</summary>
    public static string? Ipv4(ScalarNode node, [NotNull] out IPAddress value) =>
        Unicast(node, out value) is { } problem ? problem
        : value.AddressFamily == AddressFamily.InterNetwork ? null
        : $"{value} is an IPv6 address; write an IPv4 address, for example 10.255.0.1";

    /// <summary>A unicast host address, also one of this machine.</summary>
    public static string? Server(ScalarNode node, [NotNull] out IPAddress value) =>
        TryParse(node.Text, out value) && IPAddress.IsLoopback(value) ? null : Unicast(node, out value);

    /// <summary>A unicast host address, or a prefix of them.</summary>
    public static string? UnicastOrPrefix(ScalarNode node, [NotNull] out IpPrefix value)
    {
        if (node.Text.Contains('/', StringComparison.Ordinal))
        {
            return UnicastPrefix(node, out value);
        }

        string? problem = Unicast(node, out IPAddress address);
        value = problem is null ? IpPrefix.Host(address) : default;
        return problem;
    }

    /// <summary>A prefix of unicast host addresses; 0.0.0.0/0 and ::/0 are every address.</summary>
    public static string? UnicastPrefix(ScalarNode node, [NotNull] out IpPrefix value) =>
        Prefix(node, out value) is { } problem ? problem
        : value.Length > 0 && WhyNotUnicast(value.Network) is { } reason ? $"{value.Network} is {reason}; write a prefix of unicast addresses"
        : null;

    /// <summary>A destination prefix, host bits zero.</summary>
    public static string? Prefix(ScalarNode node, [NotNull] out IpPrefix value)
    {
        value = default;
        if (SplitPrefix(node, "10.1.0.0/16 or 2001:db8:1::/48", out IPAddress address, out byte length) is { } problem)
        {
            return problem;
        }

        value = new IpPrefix(address, length);
        return value.Network.Equals(address) ? null : $"{node.Shown} has bits set after the prefix; write {value}";
    }

    /// <summary>An interface's address with its prefix length.</summary>
    public static string? Interface(ScalarNode node, [NotNull] out InterfaceAddress value)
    {
        value = default;
        if (SplitPrefix(node, "10.0.1.1/24 or 2001:db8:1::1/64", out IPAddress address, out byte length) is { } problem)
        {
            return problem;
        }

        value = new InterfaceAddress(address, length);
        if (WhyNotUnicast(address) is { } reason)
        {
            return $"{address} is {reason}; write the router's own unicast address";
        }

        if (length == 0)
        {
            return $"{node.Shown} makes every address a neighbour; write the prefix length of the subnet";
        }

        return WhyNotHost(value) is { } role ? $"{address} is the {role} of {value.Subnet}; write a host address of that subnet" : null;
    }

    /// <summary>IPv4 address or [IPv6 address], colon, TCP port.</summary>
    public static string? Endpoint(ScalarNode node, [NotNull] out IPEndPoint value)
    {
        value = new IPEndPoint(IPAddress.Loopback, 1);
        string rule = "write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464";
        int colon = node.Text.LastIndexOf(':');
        if (colon < 0)
        {
            return $"'{node.Shown}' has no port; {rule}";
        }

        ReadOnlySpan<char> host = node.Text.AsSpan(0, colon);
        bool isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (!TryParse((isBracketed ? host[1..^1] : host).ToString(), out IPAddress address)
            || isBracketed != (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            return $"'{host}' is not an IP address; {rule}";
        }

        ReadOnlySpan<char> port = node.Text.AsSpan(colon + 1);
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0)
        {
            return $"'{port}' is not a TCP port from 1 to 65535; {rule}";
        }

        value = new IPEndPoint(address, number);
        return null;
    }

    /// <summary>Four decimal octets without leading zeros, or IPv6 without zone and brackets.</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.Any;
        bool isIpv6 = text.Contains(':', StringComparison.Ordinal);
        if (isIpv6 ? text.AsSpan().ContainsAny('%', '[', '/') : !IsDottedQuad(text))
        {
            return false;
        }

        if (!IPAddress.TryParse(text, out IPAddress? parsed) || parsed.IsIPv4MappedToIPv6)
        {
            return false;
        }

        address = parsed;
        return true;
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int octets = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> octet = text[range];
            octets++;
            if (!byte.TryParse(octet, NumberStyles.None, CultureInfo.InvariantCulture, out _) || (octet.Length > 1 && octet[0] == '0'))
            {
                return false;
            }
        }

        return octets == 4;
    }

    private static string? SplitPrefix(ScalarNode node, string example, out IPAddress address, out byte length)
    {
        length = 0;
        int slash = node.Text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParse(slash < 0 ? node.Text : node.Text[..slash], out address))
        {
            return $"'{node.Shown}' is not an address with a prefix length; write for example {example}";
        }

        if (slash < 0)
        {
            return $"'{node.Shown}' has no prefix length; write for example {example}";
        }

        int maximum = IpPrefix.MaximumLength(address);
        ReadOnlySpan<char> digits = node.Text.AsSpan(slash + 1);
        bool isValid = byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length <= maximum && (digits.Length == 1 || digits[0] != '0');
        return isValid ? null : $"'/{digits}' is not a prefix length; write a number from 0 to {maximum} after the slash";
    }

    private static string? WhyNotUnicast(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6Multicast ? "a multicast address"
                : address.Equals(IPAddress.IPv6Any) ? "the unspecified address"
                : IPAddress.IsLoopback(address) ? "the loopback address"
                : null;
        }

        Span<byte> octets = stackalloc byte[4];
        _ = address.TryWriteBytes(octets, out _);
        return octets[0] switch
        {
            0 => "in 0.0.0.0/8 (this network)",
            127 => "a loopback address",
            >= 224 and < 240 => "a multicast address",
            >= 240 => "in 240.0.0.0/4 (reserved, broadcast)",
            _ => null,
        };
    }

    // RFC 3021: both addresses of a /31 are hosts. RFC 6164: so are both of a /127.
    private static string? WhyNotHost(InterfaceAddress entry)
    {
        bool isIpv4 = entry.Address.AddressFamily == AddressFamily.InterNetwork;
        if (entry.PrefixLength >= IpPrefix.MaximumLength(entry.Address) - 1)
        {
            return null;
        }

        if (entry.Subnet.Network.Equals(entry.Address))
        {
            return isIpv4 ? "network address" : "subnet-router anycast address (RFC 4291 2.6.1)";
        }

        return isIpv4 && IsBroadcast(entry) ? "broadcast address" : null;
    }

    private static bool IsBroadcast(InterfaceAddress entry)
    {
        Span<byte> octets = stackalloc byte[4];
        _ = entry.Address.TryWriteBytes(octets, out _);
        uint hostMask = (uint)((1UL << (32 - entry.PrefixLength)) - 1);
        uint address = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(octets);
        return (address & hostMask) == hostMask;
    }
}
