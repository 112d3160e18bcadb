using System.Text;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>The examples of RFC 2865 7.</summary>
public sealed class RadiusVectorTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("xyzzy5461");

    [Fact]
    public void UserPasswordOfTheFirstExample()
    {
        byte[] authenticator = Convert.FromHexString("0F403F9473978057BD83D5CB98F4227A");
        Assert.Equal(
            "0DBE708D93D413CE3196E43F782A0AEE", Convert.ToHexString(RadiusSecurity.HidePassword("arctangent"u8, Secret, authenticator)));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(128, 128)]
    [InlineData(300, 128)]
    public void HiddenPasswordsHaveWholeBlocks(int length, int hidden) =>
        Assert.Equal(hidden, RadiusSecurity.HidePassword(new byte[length], Secret, new byte[16]).Length);

    [Theory]
    [InlineData("02000026" + "86FE220E7624BA2A1005F6BF9B55E0B2" + "060600000001" + "0F0600000000" + "0E06C0A80103", "0F403F9473978057BD83D5CB98F4227A")]
    [InlineData(
        "02010038" + "15EFBC7DAB26CFA3DC34D9C03C8601A4" + "060600000002" + "070600000001" + "0806FFFFFFFE" + "0A0600000002" + "0D0600000001" + "0C06000005DC",
        "2AEE86F08D0D55969CA5978E0D3367A2")]
    public void ResponseAuthenticators(string response, string request)
    {
        byte[] octets = Convert.FromHexString(response);
        byte[] authenticator = Convert.FromHexString(request);
        Assert.True(RadiusPacket.TryParse(octets, out RadiusPacket packet));
        Assert.True(RadiusSecurity.IsGenuine(packet, authenticator, Secret, false));
        Assert.False(RadiusSecurity.IsGenuine(packet, authenticator, Secret, true));
        Assert.False(RadiusSecurity.IsGenuine(packet, authenticator, Encoding.ASCII.GetBytes("xyzzy5462"), false));
        octets[^1] ^= 1;
        Assert.False(RadiusSecurity.IsGenuine(packet, authenticator, Secret, false));
    }

    [Fact]
    public void TheSecondExampleLeavesTheAddressToTheRouter()
    {
        Assert.True(RadiusPacket.TryParse(Convert.FromHexString("02010020" + new string('0', 32) + "0806FFFFFFFE" + "0C06000005DC"), out RadiusPacket packet));
        AccessReply reply = AccessReply.Parse(packet, RadiusSettings.DocumentationVendorId);
        Assert.True(reply.IsAccepted);
        Assert.True(reply.RouterChoosesAddress);
        Assert.Null(reply.Address);
    }

    [Fact]
    public void AnAccessRequestSaysWhatThePeerSaid()
    {
        byte[] response = [.. Enumerable.Range(0, 48).Select(static value => (byte)value), 99];
        (PppAuthenticationMethod Method, byte[] Response, string Expected)[] cases =
        [
            (PppAuthenticationMethod.Pap, Encoding.ASCII.GetBytes("arctangent"), "0212"),
            (PppAuthenticationMethod.Chap, response[..16], "031316" + "000102030405060708090A0B0C0D0E0F" + "3C12" + new string('5', 32)),
            (PppAuthenticationMethod.MsChapV2, response, "1A18" + "00000137" + "0B12" + new string('5', 32)
                + "1A3A" + "00000137" + "1934" + "1663" + Convert.ToHexString(response[..48])),
        ];
        foreach ((PppAuthenticationMethod method, byte[] value, string expected) in cases)
        {
            AccessRequest request = new(new RadiusSession { Id = "s1", Port = 7 }, new PppAuthenticationRequest
            {
                Method = method,
                Identifier = 0x16,
                NameOctets = Encoding.ASCII.GetBytes("nemo"),
                Challenge = Convert.FromHexString(new string('5', 32)),
                Response = value,
            });
            byte[] buffer = new byte[4096];
            int length = request.Write(buffer, new RadiusWriteContext
            {
                Identifier = 3,
                Secret = Secret,
                Random = new byte[16],
                Nas = new RadiusNas { Identifier = "lns" },
                Delay = TimeSpan.Zero,
            });
            string hex = Convert.ToHexString(buffer.AsSpan(0, length));
            Assert.StartsWith("0103" + length.ToString("X4", null) + new string('0', 32) + "5012", hex, StringComparison.Ordinal);
            Assert.Contains("01066E656D6F" + expected, hex, StringComparison.Ordinal);

            // The signature is over the packet with zeros in its place.
            byte[] signed = buffer[..length];
            byte[] signature = signed[22..38];
            signed.AsSpan(22, 16).Clear();
#pragma warning disable CA5351
            Assert.Equal(System.Security.Cryptography.HMACMD5.HashData(Secret, signed), signature);
#pragma warning restore CA5351
        }
    }

    [Fact]
    public void AnAccountingRequestIsSignedAndCountsBeyond32Bits()
    {
        AccountingRequest request = new(AccountingStatus.Stop, DateTimeOffset.UnixEpoch.AddSeconds(0x5000_0000))
        {
            Session = new RadiusSession { Id = "s1" },
            UserName = "nemo",
            Classes = ["class"u8.ToArray()],
            Counters = new AccountingCounters(0x3_0000_0001, 0x4_0000_0002, 5, 6),
            SessionTime = TimeSpan.FromSeconds(77),
            Cause = TerminateCause.LostCarrier,
        };
        byte[] buffer = new byte[4096];
        int length = request.Write(buffer, new RadiusWriteContext
        {
            Identifier = 3,
            Secret = Secret,
            Random = new byte[16],
            Nas = new RadiusNas(),
            Delay = TimeSpan.FromSeconds(9),
        });
        Assert.True(RadiusPacket.TryParse(buffer.AsSpan(0, length), out RadiusPacket packet));
        Assert.True(RadiusSecurity.IsGenuine(packet, new byte[16], Secret, false));
        string hex = Convert.ToHexString(packet.Octets);
        foreach (string attribute in new[]
        {
            "280600000002", "1907636C617373", "2E060000004D", "2A0600000001", "2B0600000002", "340600000003", "350600000004",
            "2F0600000005", "300600000006", "310600000002", "370650000000", "290600000009",
        })
        {
            Assert.Contains(attribute, hex, StringComparison.Ordinal);
        }
    }
}
