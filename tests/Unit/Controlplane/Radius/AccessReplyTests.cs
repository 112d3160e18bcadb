using System.Buffers.Binary;
using System.Text;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>Attributes of Access-Accept.</summary>
public sealed class AccessReplyTests
{
    private readonly List<byte> _attributes = [];

    [Fact]
    public void EverythingIsRead()
    {
        Add(8, [10, 1, 2, 3]);
        Add(9, [255, 255, 255, 248]);
        Add(88, "gold"u8);
        Add(97, [0, 64, 0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2]);
        Add(123, [0, 56, 0x20, 0x01, 0x0d, 0xb8, 0xff, 0, 0, .. new byte[9]]);
        Add(22, "192.0.2.0/24 0.0.0.0 5"u8);
        Add(22, "nonsense"u8);
        Add(99, "2001:db8:5::/48 :: 1"u8);
        Add(27, [0, 0, 0x0e, 0x10]);
        Add(28, [0, 0, 0, 60]);
        Add(85, [0, 0, 0, 10]);
        Add(25, [1, 2, 3]);
        Add(25, [4]);
        Add(18, "hello"u8);
        Add(11, "filter"u8);
        Add(96, [0, 0, 0, 0, 0, 0, 0, 9]);
        Vendor(311, 26, [7, .. Encoding.ASCII.GetBytes("S=" + new string('A', 40))]);
        Vendor(311, 28, [9, 9, 9, 9]);
        AccessReply reply = Parse();
        Assert.Equal("10.1.2.3", reply.Address!.ToString());
        Assert.Equal((29, "gold"), (reply.NetmaskLength, reply.Pool));
        Assert.Equal(("2001:db8:1:2::/64", "2001:db8:ff00::/56"), (reply.LinkPrefix.ToString(), reply.DelegatedPrefix.ToString()));
        Assert.Equal(["192.0.2.0/24  5", "2001:db8:5::/48  1"], reply.Routes.Select(static route => $"{route.Prefix} {route.Gateway} {route.Metric}"));
        Assert.Equal("nonsense", Assert.Single(reply.WrongRoutes));
        Assert.Equal((3600d, 60d, 60d), (reply.SessionTimeout!.Value.TotalSeconds, reply.IdleTimeout!.Value.TotalSeconds, reply.InterimInterval!.Value.TotalSeconds));
        Assert.Equal(["010203", "04"], reply.Classes.Select(Convert.ToHexString));
        Assert.Equal(("hello", "filter"), (reply.Message, reply.FilterId));
        PppAuthorization authorization = reply.ToAuthorization(null);
        Assert.Equal((9ul, "S=" + new string('A', 40), "9.9.9.9"), (authorization.InterfaceIdentifier, authorization.MsChapProof, authorization.PrimaryDns!.ToString()));
    }

    [Fact]
    public void WrongLengthsAreIgnored()
    {
        foreach (byte type in new byte[] { 8, 9, 27, 28, 85, 96, 97, 123, 168, 169 })
        {
            Add(type, [1]);
            Add(type, new byte[30]);
        }

        Add(97, [0, 129, .. new byte[16]]);
        Add(97, [0, 64, 1, 2]);
        Vendor(311, 28, [1]);
        Add(26, [0, 0]);
        Add(26, [0, 0, 0, 9, 1, 200, 5]);
        AccessReply reply = Parse();
        Assert.Null(reply.Address);
        Assert.Null(reply.LinkPrefix);
        Assert.Null(reply.SessionTimeout);
        Assert.Null(reply.PrimaryDns);
    }

    [Theory]
    [InlineData("Cisco ip:vrf-id=blue", "blue", null, null)]
    [InlineData("Cisco lcp:interface-config=ip vrf forwarding blue", "blue", null, null)]
    [InlineData("Cisco lcp:interface-config#1=vrf forwarding blue", "blue", null, null)]
    [InlineData("Cisco lcp:interface-config=rate-limit output 2000000 8000 8000 conform-action transmit exceed-action drop", null, 2_000_000L, null)]
    [InlineData("Cisco lcp:interface-config=rate-limit input 64000 8000 8000", null, null, 64_000L)]
    [InlineData("Mikrotik 2M/10M", null, 10_000_000L, 2_000_000L)]
    [InlineData("Mikrotik 512k", null, 512_000L, 512_000L)]
    [InlineData("Mikrotik 1M/2M 2M/4M 0/0 8/8", null, 2_000_000L, 1_000_000L)]
    [InlineData("Mikrotik x/y", null, null, null)]
    [InlineData("Mikrotik 0/5M", null, 5_000_000L, 0L)]
    [InlineData("Mikrotik /", null, null, null)]
    [InlineData("Wispr 5000000 1000000", null, 5_000_000L, 1_000_000L)]
    [InlineData("Router red 100000 20000", "red", 100_000_000L, 20_000_000L)]
    [InlineData("Router red 100000 20000|Mikrotik 2M/10M|Cisco ip:vrf-id=blue|Wispr 1 1", "red", 100_000_000L, 20_000_000L)]
    [InlineData("Wispr 1 1|Mikrotik 2M/10M|Cisco ip:vrf-id=blue", "blue", 1L, 1L)]
    public void PolicyOfManyVendors(string attributes, string? vrf, long? down, long? up)
    {
        foreach (string attribute in attributes.Split('|'))
        {
            string[] words = attribute.Split(' ', 2);
            string[] numbers = words[1].Split(' ');
            switch (words[0])
            {
                case "Cisco":
                    Vendor(9, 1, Encoding.ASCII.GetBytes(words[1]));
                    break;
                case "Mikrotik":
                    Vendor(14988, 8, Encoding.ASCII.GetBytes(words[1]));
                    break;
                case "Wispr":
                    Vendor(14122, 8, Number(numbers[0]));
                    Vendor(14122, 7, Number(numbers[1]));
                    break;
                default:
                    Vendor(32473, 1, Encoding.ASCII.GetBytes(numbers[0]));
                    Vendor(32473, 2, Number(numbers[1]));
                    Vendor(32473, 3, Number(numbers[2]));
                    break;
            }
        }

        Assert.Equal(new SubscriberPolicy(vrf, (ulong?)down, (ulong?)up), Parse().Policy);
    }

    [Theory]
    [InlineData("10.0.0.0", "10.0.0.0/8", "", 0)]
    [InlineData("172.16.0.0/12 10.0.0.9 4 7 8", "172.16.0.0/12", "10.0.0.9", 4)]
    [InlineData("192.0.2.0", "192.0.2.0/24", "", 0)]
    public void RoutesAreRead(string text, string prefix, string gateway, int metric)
    {
        Assert.True(FramedRoute.TryParse(text, out FramedRoute route));
        Assert.Equal((prefix, gateway, (uint)metric), (route.Prefix.ToString(), $"{route.Gateway}", route.Metric));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8 ::1")]
    [InlineData("10.0.0.0/8 0.0.0.0 x")]
    public void WrongRoutesAreNot(string text) => Assert.False(FramedRoute.TryParse(text, out _));

    private static byte[] Number(string text)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, uint.Parse(text, null));
        return octets;
    }

    private void Add(byte type, ReadOnlySpan<byte> value) => _attributes.AddRange([type, (byte)(value.Length + 2), .. value]);

    private void Vendor(uint vendor, byte type, byte[] value) =>
        Add(26, [(byte)(vendor >> 24), (byte)(vendor >> 16), (byte)(vendor >> 8), (byte)vendor, type, (byte)(value.Length + 2), .. value]);

    private AccessReply Parse()
    {
        byte[] octets = [2, 1, (byte)((20 + _attributes.Count) >> 8), (byte)(20 + _attributes.Count), .. new byte[16], .. _attributes];
        Assert.True(RadiusPacket.TryParse(octets, out RadiusPacket packet));
        return AccessReply.Parse(packet, RadiusSettings.DocumentationVendorId);
    }
}
