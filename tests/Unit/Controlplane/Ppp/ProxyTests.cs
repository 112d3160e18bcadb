using System.Text;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>A LAC begins, an LNS goes on (RFC 2661 4.4.5).</summary>
public sealed class ProxyTests
{
    [Theory]
    [Trait("l2tp", "H120")]
    [InlineData(PppAuthenticationMethod.Pap)]
    [InlineData(PppAuthenticationMethod.Chap)]
    [InlineData(PppAuthenticationMethod.MsChapV2)]
    public void TheLnsTakesOverWhatTheLacBegan(PppAuthenticationMethod method)
    {
        (Link lac, PppProxyData proxy) = Begin(method);
        Lns lns = new(lac, TestSettings.Server(method));
        Assert.True(lns.Session.OpenWithProxy(proxy, lac.Now));
        Assert.True(lac.Run(2000, () => lac.RightOwner.Ipv4 is not null && lns.Owner.Ipv4 is not null));
        Assert.DoesNotContain(lns.Frames, static frame => frame is [_, _, 0xc0, 0x21, ..]);
        Assert.Equal("alice", lns.Session.PeerName);
        Assert.Null(lac.RightOwner.Reason);
    }

    [Fact]
    public void AWrongPasswordIsRefusedByTheLns()
    {
        (Link lac, PppProxyData proxy) = Begin(PppAuthenticationMethod.Chap, "wrong");
        Lns lns = new(lac, TestSettings.Server());
        Assert.True(lns.Session.OpenWithProxy(proxy, lac.Now));
        lac.Run(20_000);
        Assert.Equal(PppDownReason.AuthenticationFailed, lac.RightOwner.Reason);
    }

    [Fact]
    [Trait("l2tp", "H120")]
    public void LcpThatDoesNotFitIsNegotiatedAnew()
    {
        (Link lac, PppProxyData proxy) = Begin(PppAuthenticationMethod.Pap);

        // The LNS wants CHAP: the LAC agreed on PAP.
        Lns lns = new(lac, TestSettings.Server(PppAuthenticationMethod.Chap));
        Assert.False(lns.Session.OpenWithProxy(proxy, lac.Now));
        Assert.True(lac.Run(20_000, () => lac.RightOwner.Ipv4 is not null && lns.Owner.Ipv4 is not null));
        Assert.Contains(lns.Frames, static frame => frame is [_, _, 0xc2, 0x23, 1, ..]);
    }

    [Theory]
    [Trait("l2tp", "H120")]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void TheSettingsSayWhatIsTaken(bool takeAuthentication, bool sendsChallenge, bool takeLcp)
    {
        (Link lac, PppProxyData proxy) = Begin(PppAuthenticationMethod.Chap);
        PppSettings settings = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.Chap],
            LocalUsers = TestSettings.Users,
            Ipv4Pool = TestSettings.Pool(),
            AcceptProxyAuthentication = takeAuthentication,
            AcceptProxyLcp = takeLcp,
        };
        Lns lns = new(lac, settings);
        Assert.Equal(takeLcp, lns.Session.OpenWithProxy(proxy, lac.Now));
        Assert.True(lac.Run(20_000, () => lac.RightOwner.Ipv4 is not null));
        bool challenged = lns.Frames.Exists(static frame => frame is [_, _, 0xc2, 0x23, 1, ..]);
        Assert.Equal(!(takeAuthentication && takeLcp), challenged);
        _ = sendsChallenge;
    }

    [Theory]
    [Trait("l2tp", "H120")]
    [InlineData("", "050601020304")]
    [InlineData("0305C22305", "")]
    [InlineData("0305C22305", "0506")]
    [InlineData("0305C22305", "1104 05DC")]
    [InlineData("0305C22305 0D0306", "050601020304")]
    [InlineData("0304C023", "050601020304")]
    [InlineData("050601020304", "050601020305")]
    [InlineData("0305C22305 0104FFFF", "050601020305")]
    [InlineData("0305C22305 050601020304", "050601020304")]
    public void WhatTheLnsWouldNotHaveAgreedToIsNotTaken(string sent, string received)
    {
        TestOwner owner = new();
        PppSession session = new(TestSettings.Server(), owner);
        PppProxyData proxy = new()
        {
            LastSent = Convert.FromHexString(sent.Replace(" ", "", StringComparison.Ordinal)),
            LastReceived = Convert.FromHexString(received.Replace(" ", "", StringComparison.Ordinal)),
            Authentication = PppProxyAuthentication.Chap,
            Name = Encoding.ASCII.GetBytes("alice"),
            Challenge = new byte[16],
            Response = new byte[16],
        };
        Assert.False(session.OpenWithProxy(proxy, 1000));
        Assert.Equal(1, Assert.Single(owner.Sent)[4]);
    }

    [Fact]
    [Trait("l2tp", "H120")]
    public void WithoutAuthenticationDataTheLnsAsks()
    {
        TestOwner owner = new();
        PppSession session = new(TestSettings.Server(), owner);
        PppProxyData proxy = new()
        {
            LastSent = Convert.FromHexString("0305C22305050601020304"),
            LastReceived = Convert.FromHexString("010405D4050601020305"),
            Authentication = PppProxyAuthentication.None,
        };
        Assert.True(session.OpenWithProxy(proxy, 1000));
        Assert.Equal([0xff, 0x03, 0xc2, 0x23, 1], Assert.Single(owner.Sent)[..5]);
        Assert.Equal(1492, session.Link.Mtu);
    }

    private static (Link Lac, PppProxyData Proxy) Begin(PppAuthenticationMethod method, string password = "wonderland")
    {
        PppSettings settings = new() { Name = "lac", RequiredAuthentication = [method], KeepProxyData = true };
        Link lac = new Link(settings, TestSettings.Client(password: password)).Open();
        Assert.True(lac.Run(2000, () => lac.LeftOwner.LastRequest is not null));
        PppProxyData proxy = lac.Left.ExportProxy(lac.LeftOwner.LastRequest);
        Assert.Equal("alice", Encoding.ASCII.GetString(proxy.Name.Span));
        Assert.NotEqual(0, proxy.InitialReceived.Length);
        return (lac, proxy);
    }

    /// <summary>Takes the LAC's place on the link.</summary>
    private sealed class Lns
    {
        public Lns(Link lac, PppSettings settings)
        {
            Session = new PppSession(settings, Owner);
            Owner.Transmit = frame =>
            {
                Frames.Add(frame);
                lac.Deliver(lac.Right, frame);
            };
            lac.Replace(Session);
        }

        public TestOwner Owner { get; } = new();

        public PppSession Session { get; }

        public List<byte[]> Frames { get; } = [];
    }
}
