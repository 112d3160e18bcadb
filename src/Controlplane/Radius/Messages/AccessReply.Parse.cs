using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;
using Router.Configuration;

namespace Router.Controlplane.Radius;

/// <content>From octets.</content>
public sealed partial record AccessReply
{
    private static readonly TimeSpan MinimumInterim = TimeSpan.FromMinutes(1);

    private readonly List<FramedRoute> _routes = [];
    private readonly List<string> _wrongRoutes = [];
    private readonly List<IPAddress> _ipv6Dns = [];
    private readonly List<byte[]> _classes = [];

    /// <summary>Reads a packet that was verified.</summary>
    internal static AccessReply Parse(in RadiusPacket packet, uint vendorId)
    {
        AccessReply reply = new() { IsAccepted = packet.Code == RadiusCode.AccessAccept };
        SubscriberPolicyReader policy = new(vendorId);
        RadiusAttributeReader reader = packet.Attributes;
        while (reader.MoveNext())
        {
            if (reader.TryOpenVendor(out uint vendor, out RadiusAttributeReader inner))
            {
                while (inner.MoveNext())
                {
                    if (!policy.Take(vendor, inner) && vendor == RadiusVendor.Microsoft)
                    {
                        reply.TakeMicrosoft(inner);
                    }
                }
            }
            else
            {
                reply.Take(reader);
            }
        }

        reply.Policy = policy.Policy;
        reply.Pool ??= policy.AddressPool;
        return reply;
    }

    /// <summary>Reserved octet, length, as many octets of the prefix as there are (RFC 3162 2.3, RFC 4818 3).</summary>
    internal static bool TryReadPrefix(ReadOnlySpan<byte> value, out IpPrefix prefix)
    {
        prefix = default;
        if (value.Length is < 2 or > 18 || value[1] > 128 || value.Length - 2 < (value[1] + 7) / 8)
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        value[2..].CopyTo(octets);
        prefix = new IpPrefix(new IPAddress(octets), value[1]);
        return true;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    private void Take(in RadiusAttributeReader attribute)
    {
        ReadOnlySpan<byte> value = attribute.Value;
        switch (attribute.Type)
        {
            case RadiusAttribute.FramedIpAddress when attribute.TryReadUInt32(out uint address):
                RouterChoosesAddress = address == 0xffff_fffe;
                UserChoosesAddress = address == 0xffff_ffff;
                Address = address is 0 or >= 0xffff_fffe ? null : new IPAddress(value);
                break;
            case RadiusAttribute.FramedIpNetmask when attribute.TryReadUInt32(out uint mask):
                int length = BitOperations.LeadingZeroCount(~mask);
                NetmaskLength = mask == (length == 0 ? 0 : uint.MaxValue << (32 - length)) ? length : null;
                break;
            case RadiusAttribute.FramedPool:
                Pool = Text(value);
                break;
            case RadiusAttribute.FramedIpv6Prefix when TryReadPrefix(value, out IpPrefix prefix):
                LinkPrefix ??= prefix;
                break;
            case RadiusAttribute.DelegatedIpv6Prefix when TryReadPrefix(value, out IpPrefix prefix):
                DelegatedPrefix ??= prefix;
                break;
            case RadiusAttribute.FramedIpv6Pool:
                LinkPrefixPool = Text(value);
                break;
            case RadiusAttribute.DelegatedIpv6PrefixPool:
                DelegatedPrefixPool = Text(value);
                break;
            case RadiusAttribute.FramedIpv6Address when value.Length == 16:
                Ipv6Address = new IPAddress(value);
                break;
            case RadiusAttribute.DnsServerIpv6Address when value.Length == 16:
                _ipv6Dns.Add(new IPAddress(value));
                break;
            case RadiusAttribute.FramedInterfaceId when value.Length == 8:
                InterfaceIdentifier = BinaryPrimitives.ReadUInt64BigEndian(value);
                break;
            case RadiusAttribute.FramedRoute or RadiusAttribute.FramedIpv6Route:
                TakeRoute(Text(value));
                break;
            case RadiusAttribute.SessionTimeout when attribute.TryReadUInt32(out uint seconds):
                SessionTimeout = seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
                break;
            case RadiusAttribute.IdleTimeout when attribute.TryReadUInt32(out uint seconds):
                IdleTimeout = seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
                break;
            case RadiusAttribute.AcctInterimInterval when attribute.TryReadUInt32(out uint seconds):
                TimeSpan interval = TimeSpan.FromSeconds(seconds);
                InterimInterval = seconds == 0 ? null : interval < MinimumInterim ? MinimumInterim : interval;
                break;
            case RadiusAttribute.Class:
                _classes.Add(value.ToArray());
                break;
            case RadiusAttribute.ReplyMessage:
                Message += Text(value);
                break;
            case RadiusAttribute.FilterId:
                FilterId = Text(value);
                break;
            default:
                break;
        }
    }

    private void TakeMicrosoft(in RadiusAttributeReader attribute)
    {
        ReadOnlySpan<byte> value = attribute.Value;
        switch (attribute.Type)
        {
            case RadiusVendor.MsChap2Success when value.Length > 1:
                MsChapProof = Text(value[1..Math.Min(value.Length, 43)]);
                break;
            case RadiusVendor.MsChapError when value.Length > 1:
                MsChapError = Text(value[1..]);
                break;
            case RadiusVendor.MsPrimaryDns when value.Length == 4:
                PrimaryDns = new IPAddress(value);
                break;
            case RadiusVendor.MsSecondaryDns when value.Length == 4:
                SecondaryDns = new IPAddress(value);
                break;
            default:
                break;
        }
    }

    private void TakeRoute(string text)
    {
        if (FramedRoute.TryParse(text, out FramedRoute route))
        {
            _routes.Add(route);
        }
        else
        {
            _wrongRoutes.Add(text);
        }
    }
}
