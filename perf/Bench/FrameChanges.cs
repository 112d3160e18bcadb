using System.Buffers.Binary;

namespace Router.Bench;

/// <summary>Frames that are like a given one but for one thing.</summary>
internal static class FrameChanges
{
    /// <summary>Octets whose bits are changed: more than all headers.</summary>
    private const int Headers = 80;

    private const int Shortest = 14;

    /// <summary>The change in words, and the changed frame.</summary>
    public static IEnumerable<(string Change, byte[] Frame)> Of(byte[] frame)
    {
        int ipv4 = Ipv4Header(frame);
        for (int bit = 0; bit < Math.Min(frame.Length, Headers) * 8; bit++)
        {
            byte[] changed = [.. frame];
            changed[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            yield return ($"bit {bit % 8} of octet {bit / 8} is changed", changed);
            if (ipv4 != 0 && bit / 8 >= ipv4 && bit / 8 < ipv4 + 20)
            {
                yield return ($"bit {bit % 8} of octet {bit / 8} is changed, the checksum is right", Checked(changed, ipv4));
            }
        }

        for (int octet = 0; octet < Math.Min(frame.Length, Headers); octet++)
        {
            foreach (byte value in (byte[])[0, 1, 127, 255])
            {
                byte[] changed = [.. frame];
                changed[octet] = value;
                yield return ($"octet {octet} is {value}", changed);
                if (ipv4 != 0 && octet >= ipv4 && octet < ipv4 + 20)
                {
                    yield return ($"octet {octet} is {value}, the checksum is right", Checked(changed, ipv4));
                }
            }
        }

        foreach (int length in Enumerable.Range(Shortest, frame.Length - Shortest).Concat([frame.Length + 1, frame.Length + 100]).Concat(Enumerable.Range(1500, 150)))
        {
            byte[] changed = [.. frame];
            Array.Resize(ref changed, length);
            yield return ($"{length} octets", changed);
            yield return ($"{length} octets, as the headers say", Measured(changed, ipv4));
        }
    }

    /// <summary>Offset of the IPv4 header behind Ethernet or a label, 0 if there is none.</summary>
    private static int Ipv4Header(byte[] frame)
    {
        int type = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12));
        return type == 0x0800 ? 14 : type == 0x8847 && frame[18] >> 4 == 4 ? 18 : 0;
    }

    /// <summary>The frame with IP and UDP lengths that fit its own.</summary>
    private static byte[] Measured(byte[] frame, int ipv4)
    {
        byte[] changed = [.. frame];
        if (ipv4 != 0 && frame.Length >= ipv4 + 28)
        {
            int total = frame.Length - ipv4;
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ipv4 + 2), (ushort)total);
            if (changed[ipv4 + 9] == 17)
            {
                BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ipv4 + 24), (ushort)(total - 20));
            }

            return Checked(changed, ipv4);
        }

        if (changed[12] == 0x86 && changed[13] == 0xdd && frame.Length >= 54)
        {
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(18), (ushort)(frame.Length - 54));
        }

        return changed;
    }

    /// <summary>The frame with the right checksum in its IPv4 header.</summary>
    private static byte[] Checked(byte[] frame, int ipv4)
    {
        byte[] changed = [.. frame];
        Packets.WriteIpv4Checksum(changed.AsSpan(ipv4, 20));
        return changed;
    }
}
