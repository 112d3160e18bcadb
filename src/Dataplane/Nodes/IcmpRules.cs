using System.Runtime.CompilerServices;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Nodes;

/// <summary>When an ICMP error must not be sent (RFC 1812 4.3.2.7, RFC 4443 2.4 e).</summary>
internal static unsafe class IcmpRules
{
    /// <summary>Judges an IPv4 packet of at least 20 octets.</summary>
    public static bool MayAnswerIpv4(byte* header, int length)
    {
        byte source = header[Ipv4.SourceOffset];
        byte destination = header[Ipv4.DestinationOffset];
        if (source is 0 or 127 or >= 224 || destination >= 224)
        {
            return false;
        }

        if ((Wire.Load16(header + Ipv4.FragmentOffset) & Ipv4.FragmentOffsetMask) != 0)
        {
            return false;
        }

        int headerLength = (header[0] & 0xf) * 4;
        if (headerLength < Ipv4.HeaderLength || headerLength > length)
        {
            return false;
        }

        if (header[Ipv4.ProtocolOffset] != Ipv4.ProtocolIcmp)
        {
            return true;
        }

        // Only queries and replies (RFC 792): 0, 8, 13 to 18; redirects, errors and unknown types stay unanswered.
        return length > headerLength && header[headerLength] is 0 or 8 or (>= 13 and <= 18);
    }

    /// <summary>Judges an IPv6 packet of at least 40 octets. Only packet-too-big may answer a multicast (RFC 4443 2.4 e.3).</summary>
    public static bool MayAnswerIpv6(byte* header, int length, DropReason reason)
    {
        if (length < Ipv6.HeaderLength)
        {
            return false;
        }

        byte* source = header + Ipv6.SourceOffset;
        if (source[0] == 0xff || (source[0] == 0 && Ipv6Forward.IsIllegalSource(source)))
        {
            return false;
        }

        if (header[Ipv6.DestinationOffset] == 0xff && reason != DropReason.Ip6MtuExceeded)
        {
            return false;
        }

        return !CarriesIcmpError(header, length);
    }

    private static bool CarriesIcmpError(byte* header, int length)
    {
        byte next = header[Ipv6.NextHeaderOffset];
        int at = Ipv6.HeaderLength;
        for (int depth = 0; depth < 8; depth++)
        {
            switch (next)
            {
                case Ipv6.NextHeaderIcmp:
                    return at >= length || header[at] < 128 || header[at] == 137;
                case 0 or 43 or 60:
                    if (at + 2 > length)
                    {
                        return false;
                    }

                    next = header[at];
                    at += (header[at + 1] + 1) * 8;
                    break;
                case Ipv6.NextHeaderFragment:
                    if (at + 8 > length)
                    {
                        return false;
                    }

                    if ((Wire.Load16(header + at + 2) & 0xfff8) != 0)
                    {
                        return false;
                    }

                    next = header[at];
                    at += 8;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
