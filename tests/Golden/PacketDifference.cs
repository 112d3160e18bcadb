using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Router.Golden.Tests;

/// <summary>Compares packets and shows where they part.</summary>
internal static class PacketDifference
{
    private const int Width = 16;

    /// <summary>A copy with the ignored bits cleared.</summary>
    public static byte[] Mask(byte[] packet, IEnumerable<IgnoredBits> ignored)
    {
        byte[] copy = (byte[])packet.Clone();
        foreach (IgnoredBits entry in ignored)
        {
            byte[] bits = Convert.FromHexString(entry.Bits);
            for (int at = 0; at < bits.Length && entry.Offset + at < copy.Length; at++)
            {
                copy[entry.Offset + at] &= (byte)~bits[at];
            }
        }

        return copy;
    }

    /// <summary>Both packets in hex, line by line, with the differing octets marked and the layer of the first one named.</summary>
    public static string Show(byte[]? wanted, byte[]? got)
    {
        StringBuilder text = new();
        byte[] left = wanted ?? [];
        byte[] right = got ?? [];
        int first = left.AsSpan().CommonPrefixLength(right);
        text.AppendLine(CultureInfo.InvariantCulture, $"  wanted {Length(wanted)}, got {Length(got)}; first difference at octet {first} ({Layer(left.Length > 0 ? left : right, first)})");
        for (int at = 0; at < Math.Max(left.Length, right.Length); at += Width)
        {
            ReadOnlySpan<byte> one = Line(left, at);
            ReadOnlySpan<byte> two = Line(right, at);
            bool same = one.SequenceEqual(two);
            if (same && at + Width < first - (2 * Width))
            {
                continue;
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  {(same ? ' ' : 'w')} {at:x4}  {Hex(one)}");
            if (!same)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  g {at:x4}  {Hex(two)}");
                text.AppendLine(CultureInfo.InvariantCulture, $"           {Marks(one, two)}");
            }

            if (at > first + (6 * Width))
            {
                text.AppendLine("    …");
                break;
            }
        }

        return text.ToString();
    }

    private static string Length(byte[]? packet) => packet is null ? "nothing" : $"{packet.Length} octets";

    private static ReadOnlySpan<byte> Line(byte[] packet, int at) =>
        at >= packet.Length ? [] : packet.AsSpan(at, Math.Min(Width, packet.Length - at));

    private static string Hex(ReadOnlySpan<byte> line)
    {
        StringBuilder text = new();
        foreach (byte octet in line)
        {
            text.Append(CultureInfo.InvariantCulture, $"{octet:x2} ");
        }

        return text.ToString();
    }

    private static string Marks(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two)
    {
        StringBuilder text = new();
        for (int at = 0; at < Math.Max(one.Length, two.Length); at++)
        {
            bool same = at < one.Length && at < two.Length && one[at] == two[at];
            text.Append(same ? "   " : "^^ ");
        }

        return text.ToString();
    }

    /// <summary>Walks the well-known headers up to an octet.</summary>
    private static string Layer(ReadOnlySpan<byte> packet, int octet)
    {
        int start = 0;
        string name = "Ethernet";
        int length = 14;
        int type = packet.Length >= 14 ? BinaryPrimitives.ReadUInt16BigEndian(packet[12..]) : 0;
        while (octet >= start + length && start + length < packet.Length)
        {
            start += length;
            ReadOnlySpan<byte> rest = packet[start..];
            (name, length, type) = Next(rest, type);
            if (length == 0)
            {
                break;
            }
        }

        return $"{name} + {octet - start}";
    }

    private static (string Name, int Length, int Type) Next(ReadOnlySpan<byte> rest, int type)
    {
        const int Protocol = 0x10000;
        switch (type)
        {
            case 0x8100 or 0x88a8 when rest.Length >= 4:
                return ("VLAN tag", 4, BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            case 0x8847 when rest.Length >= 4:
                int below = rest.Length > 4 && rest[4] >> 4 == 6 ? 0x86dd : 0x0800;
                return ("label", 4, (rest[2] & 1) == 0 ? 0x8847 : below);
            case 0x0800 when rest.Length >= 20:
                return ("IPv4", Math.Max(20, (rest[0] & 15) * 4), Protocol + rest[9]);
            case 0x86dd when rest.Length >= 40:
                return ("IPv6", 40, Protocol + rest[6]);
            case Protocol + 17:
                return ("UDP", 8, -1);
            case Protocol + 1:
                return ("ICMP", 8, 0x0800);
            case Protocol + 58:
                return ("ICMPv6", 8, 0x86dd);
            case Protocol + 115:
                return ("L2TPv3", 0, -1);
            default:
                return ("payload", 0, -1);
        }
    }
}
