using System.Net;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>An LNS and a client, back to back.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(PppAuthenticationMethod.None)]
    [InlineData(PppAuthenticationMethod.Pap)]
    [InlineData(PppAuthenticationMethod.Chap)]
    [InlineData(PppAuthenticationMethod.MsChapV2)]
    public void ComesUpAndGoesDown(PppAuthenticationMethod method)
    {
        Ipv4Pool pool = TestSettings.Pool();
        Link link = new Link(TestSettings.Server(method, pool), TestSettings.Client()).Open();
        Assert.True(link.Run(1000, () => link.LeftOwner.Ipv4 is not null && link.RightOwner.Ipv4 is not null));
        Assert.Equal("ipv4 10.0.0.1 10.64.0.1", Assert.Single(link.LeftOwner.Events));
        PppIpv4 client = link.RightOwner.Ipv4!.Value;
        Assert.Equal(
            ("10.64.0.1", "10.0.0.1", "9.9.9.9", "149.112.112.112"),
            (client.Local.ToString(), client.Peer.ToString(), client.PrimaryDns.ToString(), client.SecondaryDns.ToString()));
        Assert.Equal(method == PppAuthenticationMethod.None ? null : "alice", link.Left.PeerName);
        Assert.Equal(new PppLink(1500, 1500, false, false), link.Left.Link);
        Assert.Equal(1, pool.Used);
        link.Run(600_000);
        Assert.Equal(PppPhase.Network, link.Left.Phase);
        link.Right.Close(link.Now);
        link.Run(20_000);
        Assert.Equal(PppDownReason.PeerTerminated, link.LeftOwner.Reason);
        Assert.Equal(PppDownReason.Closed, link.RightOwner.Reason);
        Assert.Equal(0, pool.Used);
        Assert.Equal(long.MaxValue, Math.Min(link.Left.NextDeadline, link.Right.NextDeadline));
    }

    [Theory]
    [InlineData(PppAuthenticationMethod.Pap, "alice", "wrong")]
    [InlineData(PppAuthenticationMethod.Chap, "alice", "wrong")]
    [InlineData(PppAuthenticationMethod.MsChapV2, "alice", "wrong")]
    [InlineData(PppAuthenticationMethod.Pap, "nobody", "")]
    [InlineData(PppAuthenticationMethod.Chap, "nobody", "")]
    [InlineData(PppAuthenticationMethod.MsChapV2, "nobody", "")]
    [InlineData(PppAuthenticationMethod.Chap, "", "")]
    public void WrongCredentialsEndTheSession(PppAuthenticationMethod method, string user, string password)
    {
        Link link = new Link(TestSettings.Server(method), TestSettings.Client(user, password)).Open();
        link.Run(30_000);
        Assert.Equal(PppDownReason.AuthenticationFailed, link.LeftOwner.Reason);
        Assert.Equal(PppDownReason.AuthenticationFailed, link.RightOwner.Reason);
        Assert.Null(link.RightOwner.Ipv4);
    }

    [Fact]
    public void AClientDoesNotTrustAServerThatCannotProveItself()
    {
        // The server says yes without knowing the password (RFC 2759 5).
        Link link = new(TestSettings.Server(PppAuthenticationMethod.MsChapV2, local: false), TestSettings.Client());
        link.LeftOwner.OnAuthenticate = static (session, request, now) =>
            session.Accept(request, PppAuthorization.Default with { MsChapProof = "S=" + new string('0', 40) }, now);
        link.Open().Run(30_000);
        Assert.Equal(PppDownReason.AuthenticationFailed, link.RightOwner.Reason);
    }

    [Fact]
    public void TheOwnerMayAnswerLaterAndSaysWhatThePeerGets()
    {
        Ipv4Pool pool = TestSettings.Pool();
        Link link = new Link(TestSettings.Server(PppAuthenticationMethod.Pap, pool, local: false), TestSettings.Client()).Open();
        Assert.False(link.Run(8000, () => link.LeftOwner.Ipv4 is not null));
        PppAuthenticationRequest request = link.LeftOwner.LastRequest!;
        Assert.Equal(("alice", "wonderland"), (request.Name, System.Text.Encoding.ASCII.GetString(request.Response.Span)));
        PppAuthorization authorization = new()
        {
            Address = IPAddress.Parse("10.64.3.4"),
            PrimaryDns = IPAddress.Parse("1.1.1.1"),
            SessionTimeout = TimeSpan.FromMinutes(5),
        };
        Assert.True(link.Left.Accept(request, authorization, link.Now));
        Assert.False(link.Left.Accept(request, authorization, link.Now));
        Assert.True(link.Run(2000, () => link.RightOwner.Ipv4 is not null));
        Assert.Equal("10.64.3.4", link.RightOwner.Ipv4!.Value.Local.ToString());
        Assert.Equal("1.1.1.1", link.RightOwner.Ipv4!.Value.PrimaryDns.ToString());
        Assert.False(pool.TryReserve(IPAddress.Parse("10.64.3.4")));
        Assert.Equal(["authenticate alice", "ipv4 10.0.0.1 10.64.3.4"], link.LeftOwner.Events);
        link.Run(290_000);
        Assert.Equal(PppPhase.Network, link.Left.Phase);
        link.Run(20_000);
        Assert.Equal(PppDownReason.SessionTimeout, link.LeftOwner.Reason);
        Assert.Equal(0, pool.Used);
    }

    [Fact]
    public void AnAnswerAfterTheTimeIsOfNoUse()
    {
        Link link = new Link(TestSettings.Server(PppAuthenticationMethod.Chap, local: false), TestSettings.Client()).Open();
        link.Run(60_000);
        Assert.Equal(PppDownReason.AuthenticationTimeout, link.LeftOwner.Reason);
        Assert.False(link.Left.Accept(link.LeftOwner.LastRequest!, PppAuthorization.Default, link.Now));
        Assert.False(link.Left.Reject(link.LeftOwner.LastRequest!, null, link.Now));
    }

    [Fact]
    public void TheClientsChoiceOfAuthenticationIsTaken()
    {
        PppSettings server = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.MsChapV2, PppAuthenticationMethod.Chap, PppAuthenticationMethod.Pap],
            LocalUsers = TestSettings.Users,
            Ipv4Pool = TestSettings.Pool(),
        };
        PppSettings client = new()
        {
            User = "alice",
            Password = "wonderland",
            RequestAddress = true,
            AllowedAuthentication = [PppAuthenticationMethod.Pap],
        };
        Link link = new Link(server, client).Open();
        Assert.True(link.Run(1000, () => link.LeftOwner.Ipv4 is not null));
        link = new Link(TestSettings.Server(PppAuthenticationMethod.MsChapV2), client).Open();
        link.Run(60_000);
        Assert.Equal(PppDownReason.AuthenticationRefused, link.LeftOwner.Reason);
    }

    [Fact]
    public void AClientWithoutAUserRefuses()
    {
        Link link = new Link(TestSettings.Server(), new PppSettings { RequestAddress = true }).Open();
        link.Run(60_000);
        Assert.Equal(PppDownReason.AuthenticationRefused, link.LeftOwner.Reason);
    }

    [Fact]
    public void BothSidesMayAuthenticate()
    {
        PppSettings server = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.Chap],
            LocalUsers = TestSettings.Users,
            User = "bob",
            Password = "builder",
            Ipv4Pool = TestSettings.Pool(),
            LocalAddress = IPAddress.Parse("10.0.0.1"),
        };
        PppSettings client = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.MsChapV2],
            LocalUsers = TestSettings.Users,
            User = "alice",
            Password = "wonderland",
            RequestAddress = true,
        };
        Link link = new Link(server, client).Open();
        Assert.True(link.Run(1000, () => link.LeftOwner.Ipv4 is not null && link.RightOwner.Ipv4 is not null));
        Assert.Equal(("alice", "bob"), (link.Left.PeerName, link.Right.PeerName));
    }

    [Fact]
    public void ThePeerIsChallengedAgain()
    {
        PppSettings server = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.MsChapV2],
            Ipv4Pool = TestSettings.Pool(),
            RechallengeInterval = TimeSpan.FromMinutes(1),
        };
        Link link = new(server, TestSettings.Client());
        int asked = 0;
        bool good = true;
        link.LeftOwner.OnAuthenticate = (session, request, now) =>
        {
            Assert.Equal(asked++ > 0, request.IsRenewal);
            bool verified = request.Verify("wonderland", out string? proof) & good;
            _ = verified
                ? session.Accept(request, PppAuthorization.Default with { MsChapProof = proof }, now)
                : session.Reject(request, null, now);
        };
        link.Open().Run(605_000);
        Assert.Equal(11, asked);
        Assert.Equal(1, link.LeftOwner.Events.Count(static text => text.StartsWith("ipv4", StringComparison.Ordinal)));
        good = false;
        link.Run(70_000);
        Assert.Equal(PppDownReason.AuthenticationFailed, link.LeftOwner.Reason);
    }

    [Fact]
    public void AnOpenLayerIsNegotiatedAnew()
    {
        Ipv4Pool pool = TestSettings.Pool();
        Link link = new Link(TestSettings.Server(PppAuthenticationMethod.MsChapV2, pool), TestSettings.Client()).Open();
        Assert.True(link.Run(1000, () => link.RightOwner.Ipv4 is not null));
        link.Run(100);

        // A new LCP request, as from a client that has restarted.
        link.Left.Receive(Convert.FromHexString("FF03C0210101000A050612345678"), link.Now);
        Assert.Null(link.LeftOwner.Ipv4);
        Assert.Equal(0, pool.Used);
        Assert.True(link.Run(20_000, () => link.LeftOwner.Ipv4 is not null && link.RightOwner.Ipv4 is not null));
        Assert.Equal(1, pool.Used);
        Assert.Equal("10.64.0.2", link.RightOwner.Ipv4!.Value.Local.ToString());
        Assert.Null(link.LeftOwner.Reason);
    }

    [Fact]
    public void IpcpIsNegotiatedAnewAlone()
    {
        Link link = new Link(TestSettings.Server(), TestSettings.Client()).Open();
        Assert.True(link.Run(1000, () => link.RightOwner.Ipv4 is not null));
        link.Run(100);
        link.Left.Receive(Convert.FromHexString("FF03802101630004"), link.Now);
        Assert.Null(link.LeftOwner.Ipv4);
        Assert.True(link.Run(20_000, () => link.LeftOwner.Ipv4 is not null && link.RightOwner.Ipv4 is not null));
        Assert.Equal("10.64.0.1", link.RightOwner.Ipv4!.Value.Local.ToString());
    }

    [Fact]
    public void AnEmptyPoolEndsTheSession()
    {
        Ipv4Pool pool = new(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.1"));
        Assert.True(pool.TryAllocate(out IPAddress? _));
        Link link = new Link(TestSettings.Server(pool: pool), TestSettings.Client()).Open();
        link.Run(20_000);
        Assert.Equal(PppDownReason.NoAddress, link.LeftOwner.Reason);
    }

    [Fact]
    public void AnAddressInUseIsNotGivenTwice()
    {
        Ipv4Pool pool = TestSettings.Pool();
        PppSettings server = TestSettings.Server(pool: pool, local: false);
        Link first = new(server, TestSettings.Client());
        Link second = new(server, TestSettings.Client());
        first.LeftOwner.OnAuthenticate = second.LeftOwner.OnAuthenticate = static (session, request, now) =>
            session.Accept(request, new PppAuthorization { Address = IPAddress.Parse("10.64.0.7") }, now);
        first.Open().Run(1000);
        second.Open().Run(20_000);
        Assert.NotNull(first.LeftOwner.Ipv4);
        Assert.Equal(PppDownReason.NoAddress, second.LeftOwner.Reason);
        Assert.Equal(1, pool.Used);
    }

    [Fact]
    public void APeerThatIsNoClientGetsItsAddressAllTheSame()
    {
        // It asks for one of its own first, and for none of the name servers.
        PppSettings peer = new() { User = "alice", Password = "wonderland", RequestAddress = true, LocalAddress = IPAddress.Parse("192.0.2.9") };
        Link link = new Link(TestSettings.Server(), peer).Open();
        Assert.True(link.Run(1000, () => link.RightOwner.Ipv4 is not null));
        Assert.Equal("10.64.0.1", link.RightOwner.Ipv4!.Value.Local.ToString());
    }

    [Fact]
    public void ThePeersOwnAddressIsTakenIfAuthorized()
    {
        PppSettings peer = new() { User = "alice", Password = "wonderland", LocalAddress = IPAddress.Parse("192.0.2.9"), RequestAddress = true };
        Link link = new(TestSettings.Server(local: false), peer);
        link.LeftOwner.OnAuthenticate = static (session, request, now) =>
            session.Accept(request, new PppAuthorization { PeerChoosesAddress = true }, now);
        Assert.True(link.Open().Run(1000, () => link.LeftOwner.Ipv4 is not null));
        Assert.Equal("192.0.2.9", link.LeftOwner.Ipv4!.Value.Peer.ToString());
    }

    [Fact]
    public void TheMtuIsTheLeastOfMruAndWay()
    {
        PppSettings server = new() { MaximumMtu = 1460, Mru = 1460, Ipv4Pool = TestSettings.Pool() };
        PppSettings client = new() { Mru = 1492, RequestAddress = true, RequestAddressCompression = true, RequestProtocolCompression = true };
        Link link = new Link(server, client).Open();
        Assert.True(link.Run(1000, () => link.LeftOwner.Ipv4 is not null));
        Assert.Equal(new PppLink(1460, 1460, true, true), link.Left.Link);
        Assert.Equal(new PppLink(1460, 1492, false, false), link.Right.Link);
    }

    [Fact]
    public void TheLowerLayerTakesEverythingWithIt()
    {
        Ipv4Pool pool = TestSettings.Pool();
        Link link = new Link(TestSettings.Server(pool: pool), TestSettings.Client()).Open();
        link.Run(1000);
        link.Left.LowerLayerDown(link.Now);
        Assert.Equal(PppDownReason.LowerLayerDown, link.LeftOwner.Reason);
        Assert.Equal(0, pool.Used);
        Assert.Equal(long.MaxValue, link.Left.NextDeadline);
    }

    [Fact]
    public void ADeadPeerIsNoticed()
    {
        Link link = new Link(TestSettings.Server(), TestSettings.Client()).Open();
        link.Run(1000);
        link.Drop = (to, _) => ReferenceEquals(to, link.Right);
        link.Run(140_000);
        Assert.Equal(PppDownReason.KeepaliveLost, link.LeftOwner.Reason);
    }

    [Fact]
    public void NoNetworkProtocolEndsTheSession()
    {
        PppSettings v6 = new() { User = "alice", Password = "wonderland", Ipv4 = false, Ipv6 = true };
        Link link = new Link(TestSettings.Server(), v6).Open();
        link.Run(60_000);
        Assert.Equal(PppDownReason.NoNetworkProtocol, link.LeftOwner.Reason);
    }

    [Fact]
    public void ClosingInACallbackIsAllowed()
    {
        for (int closeAt = 0; closeAt < 4; closeAt++)
        {
            Link link = new(TestSettings.Server(PppAuthenticationMethod.Pap, local: false), TestSettings.Client());
            int step = closeAt;
            link.LeftOwner.OnAuthenticate = (session, request, now) =>
            {
                if (step == 0)
                {
                    session.Close(now);
                }

                _ = session.Accept(request, PppAuthorization.Default, now);
                if (step == 1)
                {
                    session.LowerLayerDown(now);
                }
            };
            link.Open();
            link.Run(5000);
            if (step > 1)
            {
                link.Left.Close(link.Now);
                link.Left.Close(link.Now);
            }

            link.Run(20_000);
            Assert.Equal(step == 1 ? PppDownReason.LowerLayerDown : PppDownReason.Closed, link.LeftOwner.Reason);
        }
    }
}
