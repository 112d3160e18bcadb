using System.Buffers.Binary;
using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>Router Advertisements and Router Solicitations (RFC 4861 4.1, 4.2).</summary>
internal static class RouterAdvertisement
{
    private const byte Solicitation = 133;
    private const byte Advertisement = 134;
    private const byte PrefixInformation = 3;
    private const byte Mtu = 5;
    private const byte RecursiveDns = 25;
    private const byte OnLink = 0x80;
    private const byte Autonomous = 0x40;
    private const byte Managed = 0x80;
    private const byte Other = 0x40;

    /// <summary>True if the packet is a valid Router Solicitation (RFC 4861 6.1.1).</summary>
    public static bool IsSolicitation(in Ipv6Packet packet)
    {
        if (packet.NextHeader != Ipv6Packet.Icmpv6 || packet.HopLimit != 255 || packet.Payload[0] != Solicitation || packet.Payload[1] != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> options = packet.Payload[8..];
        while (options.Length >= 8 && options[1] != 0 && 8 * options[1] <= options.Length)
        {
            // An unspecified source has no link-layer address to tell.
            if (options[0] == 1 && packet.Source == 0)
            {
                return false;
            }

            options = options[(8 * options[1])..];
        }

        return options.IsEmpty;
    }

    /// <summary>Writes the ICMPv6 message without its checksum.</summary>
    /// <returns>Its length.</returns>
    public static int Write(
        Span<byte> message, Ipv6ServiceSettings settings, IpPrefix? prefix, ushort mtu, bool managed, IReadOnlyList<IPAddress> dns)
    {
        message.Clear();
        message[0] = Advertisement;
        message[4] = 64;
        message[5] = (byte)((managed ? Managed : 0) | (settings.Dhcpv6 ? Other : 0));
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)Math.Min(settings.RouterLifetime.TotalSeconds, 9000));
        int length = 16;

        // IPv6 needs links of 1280 octets; a smaller value would be ignored (RFC 4861 6.3.4).
        if (mtu >= 1280)
        {
            message[length] = Mtu;
            message[length + 1] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(message[(length + 4)..], mtu);
            length += 8;
        }

        if (prefix is { } link)
        {
            Span<byte> option = message.Slice(length, 32);
            option[0] = PrefixInformation;
            option[1] = 4;
            option[2] = link.Length;
            option[3] = (byte)(OnLink | (link.Length == 64 ? Autonomous : 0));
            BinaryPrimitives.WriteUInt32BigEndian(option[4..], Seconds(settings.ValidLifetime));
            BinaryPrimitives.WriteUInt32BigEndian(option[8..], Seconds(settings.PreferredLifetime));
            _ = link.Network.TryWriteBytes(option[16..], out _);
            length += 32;
        }

        if (dns.Count > 0)
        {
            Span<byte> option = message.Slice(length, 8 + (16 * dns.Count));
            option[0] = RecursiveDns;
            option[1] = (byte)(1 + (2 * dns.Count));
            BinaryPrimitives.WriteUInt32BigEndian(option[4..], (uint)(3 * settings.AdvertisementInterval.TotalSeconds));
            for (int i = 0; i < dns.Count; i++)
            {
                _ = dns[i].TryWriteBytes(option[(8 + (16 * i))..], out _);
            }

            length += option.Length;
        }

        return length;
    }

    public static uint Seconds(TimeSpan time) => (uint)Math.Min(time.TotalSeconds, uint.MaxValue);
}
