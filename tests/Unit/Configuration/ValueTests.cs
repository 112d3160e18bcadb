using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Router.Configuration;
using Router.Configuration.Syntax;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>Prefixes, MAC addresses, cookies, lists and edit distance.</summary>
public sealed class ValueTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithReplay(11, 13);

    [Fact]
    public void MacAddressRoundTrips() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), value =>
    {
        var address = new MacAddress(value & 0xffff_ffff_ffff);
        Assert.True(MacAddress.TryParse(address.ToString(), out MacAddress parsed));
        Assert.Equal(address, parsed);
        byte[] octets = new byte[6];
        address.CopyTo(octets);
        Assert.Equal(address.ToString(), string.Join(':', octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture))));
    }).Check(Quick);

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:01")]
    [InlineData("02-00-00-00-01-01")]
    [InlineData("02:00:00:00:01:0g")]
    [InlineData("02:00:00:00:01:1 ")]
    [InlineData("+2:00:00:00:01:01")]
    [InlineData("02:00:00:00:01:01:02")]
    public void NotAMacAddress(string text) => Assert.False(MacAddress.TryParse(text, out _));

    [Theory]
    [InlineData("02:00:00:00:00:01", true, false)]
    [InlineData("03:00:00:00:00:01", false, true)]
    [InlineData("ff:ff:ff:ff:ff:ff", false, true)]
    [InlineData("00:00:00:00:00:00", false, false)]
    public void KindsOfMacAddress(string text, bool isUnicast, bool isMulticast)
    {
        Assert.True(MacAddress.TryParse(text, out MacAddress address));
        Assert.Equal((isUnicast, isMulticast), (address.IsUnicast, address.IsMulticast));
    }

    [Fact]
    public void CookieRoundTrips() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
    {
        foreach (int length in new[] { 0, 4, 8 }.Where(length => length <= octets.Length))
        {
            var cookie = new L2tpCookie(octets.AsSpan(0, length));
            Assert.True(L2tpCookie.TryParse(cookie.ToString(), out L2tpCookie parsed));
            Assert.Equal(cookie, parsed);
            byte[] copy = new byte[length];
            parsed.CopyTo(copy);
            Assert.Equal(octets[..length], copy);
        }
    }).Check(Quick);

    [Fact]
    public void CookiesOfDifferentLengthDiffer() => Assert.NotEqual(new L2tpCookie([0, 0, 0, 0]), L2tpCookie.None);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public void CookieHasThreeLengths(int length) => Assert.Throws<ArgumentException>(() => new L2tpCookie(new byte[length]));

    [Theory]
    [InlineData("10.1.2.3", 16, "10.1.0.0/16")]
    [InlineData("10.1.2.3", 0, "0.0.0.0/0")]
    [InlineData("10.1.2.3", 31, "10.1.2.2/31")]
    [InlineData("10.1.2.3", 32, "10.1.2.3/32")]
    [InlineData("2001:db8:ffff::1", 33, "2001:db8:8000::/33")]
    [InlineData("2001:db8::1", 128, "2001:db8::1/128")]
    public void PrefixClearsHostBits(string address, int length, string expected) =>
        Assert.Equal(expected, new IpPrefix(IPAddress.Parse(address), length).ToString());

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.255.255", true)]
    [InlineData("10.1.0.0/16", "10.2.0.0", false)]
    [InlineData("10.1.2.0/23", "10.1.3.1", true)]
    [InlineData("10.1.2.0/23", "10.1.4.1", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    public void PrefixContains(string prefix, string address, bool expected) =>
        Assert.Equal(expected, Prefix(prefix).Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.1.0.0/16", "10.2.0.0/16", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    public void PrefixOverlaps(string left, string right, bool expected) => Assert.Equal(expected, Prefix(left).Overlaps(Prefix(right)));

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::", true)]
    [InlineData("10.1", false)]
    [InlineData("010.0.0.1", false)]
    [InlineData("0x0a.0.0.1", false)]
    [InlineData("10.0.0.1 ", false)]
    [InlineData("10.0.0.1.", false)]
    [InlineData("167772161", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("[::1]", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("", false)]
    public void AddressesAreStrict(string text, bool expected) => Assert.Equal(expected, AddressScalars.TryParse(text, out _));

    [Fact]
    public void ListsCompareByElements()
    {
        ConfigurationList<int> left = [1, 2];
        ConfigurationList<int> right = [1, 2];
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.NotEqual(left, right.Add(3));
        Assert.Equal(left, right.Add(3).RemoveAll(item => item == 3));
    }

    [Theory]
    [InlineData("cokie", "cookie", 1)]
    [InlineData("cookei", "cookie", 1)]
    [InlineData("Cookie", "cookie", 0)]
    [InlineData("", "vlan", 4)]
    [InlineData("kitten", "sitting", 3)]
    public void EditDistances(string left, string right, int expected)
    {
        Assert.Equal(expected, EditDistance.Between(left, right));
        Assert.Equal(expected, EditDistance.Between(right, left));
    }

    [Fact]
    public void NothingIsNearAStrangeWord() => Assert.Null(EditDistance.Nearest("firewall", ["ports", "routes", "mpls"]));

    private static IpPrefix Prefix(string text)
    {
        string[] parts = text.Split('/');
        return new IpPrefix(IPAddress.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
