using System.Diagnostics;
using System.Net;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Router.Unit.Tests.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>The client against Debian's FreeRADIUS, the listener against its radclient.</summary>
public sealed class FreeRadiusTests
{
    private const string Users = """
        alice Cleartext-Password := "wonderland"
            Framed-IP-Address = 10.64.9.9,
            Framed-Pool = "gold",
            Framed-IPv6-Prefix = 2001:db8:1:2::/64,
            Delegated-IPv6-Prefix = 2001:db8:ff00::/56,
            Framed-Route = "192.0.2.0/24 0.0.0.0 5",
            Session-Timeout = 3600,
            Idle-Timeout = 600,
            Acct-Interim-Interval = 300,
            Class = 0x0102ff,
            Filter-Id = "open",
            MS-Primary-DNS-Server = 9.9.9.9,
            Cisco-AVPair = "ip:vrf-id=blue",
            Router-Rate-Down = 100000,
            WISPr-Bandwidth-Max-Up = 5000000,
            Reply-Message = "hello"
        """;

    [SkippableTheory]
    [InlineData(PppAuthenticationMethod.Pap)]
    [InlineData(PppAuthenticationMethod.Chap)]
    [InlineData(PppAuthenticationMethod.MsChapV2)]
    public async Task APppSessionIsAuthorized(PppAuthenticationMethod method)
    {
        using FreeRadius server = Start();
        using RadiusClient client = new(Settings(server));
        (Link link, RadiusResult result) = await Authenticate(client, method, "wonderland");
        AccessReply reply = result.Access!;
        Assert.True(reply.IsAccepted);
        Assert.Equal(("10.64.9.9", "gold", "open", "hello"), (reply.Address!.ToString(), reply.Pool, reply.FilterId, reply.Message));
        Assert.Equal(("2001:db8:1:2::/64", "2001:db8:ff00::/56"), (reply.LinkPrefix.ToString(), reply.DelegatedPrefix.ToString()));
        Assert.Equal(("192.0.2.0/24", 5u), (reply.Routes[0].Prefix.ToString(), reply.Routes[0].Metric));
        Assert.Equal((3600d, 600d, 300d), (reply.SessionTimeout!.Value.TotalSeconds, reply.IdleTimeout!.Value.TotalSeconds, reply.InterimInterval!.Value.TotalSeconds));
        Assert.Equal("0102FF", Convert.ToHexString(Assert.Single(reply.Classes)));
        Assert.Equal(new SubscriberPolicy("blue", 100_000_000, 5_000_000), reply.Policy);
        Assert.True(link.Left.Accept(link.LeftOwner.LastRequest!, reply.ToAuthorization(null), link.Now));
        Assert.True(link.Run(2000, () => link.RightOwner.Ipv4 is not null));
        Assert.Equal("10.64.9.9", link.RightOwner.Ipv4!.Value.Local.ToString());
        Assert.Equal("9.9.9.9", link.RightOwner.Ipv4!.Value.PrimaryDns.ToString());
        Assert.Equal((0, 0), (client.Counters.BadAuthenticators, client.Counters.Retransmissions));
    }

    [SkippableTheory]
    [InlineData(PppAuthenticationMethod.Pap)]
    [InlineData(PppAuthenticationMethod.Chap)]
    [InlineData(PppAuthenticationMethod.MsChapV2)]
    public async Task AWrongPasswordIsRejected(PppAuthenticationMethod method)
    {
        using FreeRadius server = Start();
        using RadiusClient client = new(Settings(server));
        (Link link, RadiusResult result) = await Authenticate(client, method, "nonsense");
        Assert.Equal((RadiusOutcome.Answered, false), (result.Outcome, result.Access!.IsAccepted));
        Assert.Equal(method == PppAuthenticationMethod.MsChapV2, result.Access.MsChapError?.StartsWith("E=691", StringComparison.Ordinal) == true);
        Assert.True(link.Left.Reject(link.LeftOwner.LastRequest!, result.Access.MsChapError, link.Now));
        link.Run(20_000);
        Assert.Equal(PppDownReason.AuthenticationFailed, link.RightOwner.Reason);
    }

    [SkippableFact]
    public async Task ASessionIsAccountedAndManyRequestsAreUnderWay()
    {
        using FreeRadius server = Start();
        using RadiusClient client = new(Settings(server));
        List<Task<RadiusResult>> tasks = [];
        foreach (AccountingStatus status in new[] { AccountingStatus.On, AccountingStatus.Start, AccountingStatus.Interim, AccountingStatus.Stop, AccountingStatus.Off })
        {
            tasks.Add(client.SendAsync(new AccountingRequest(status, DateTimeOffset.UtcNow)
            {
                Session = status is AccountingStatus.On or AccountingStatus.Off ? null : new RadiusSession { Id = "0000001A", Port = 3 },
                UserName = "alice",
                Address = IPAddress.Parse("10.64.9.9"),
                Classes = [[1, 2, 255]],
                Counters = new AccountingCounters(5_000_000_000, 7, 8, 9),
                SessionTime = TimeSpan.FromSeconds(61),
                Cause = TerminateCause.UserRequest,
            }));
        }

        for (int i = 0; i < 600; i++)
        {
            tasks.Add(client.SendAsync(new AccountingRequest(AccountingStatus.Start, DateTimeOffset.UtcNow) { Session = new RadiusSession { Id = $"m{i}" } }));
        }

        RadiusResult[] results = await Task.WhenAll(tasks);
        Assert.All(results, static result => Assert.Equal(RadiusOutcome.Answered, result.Outcome));
        string detail = server.Detail;
        foreach (string expected in new[]
        {
            "Acct-Status-Type = Accounting-On", "Acct-Status-Type = Interim-Update", "Acct-Status-Type = Stop", "Acct-Session-Id = \"0000001A\"",
            "Acct-Input-Gigawords = 1", "Acct-Input-Octets = 705032704", "Acct-Terminate-Cause = User-Request", "Class = 0x0102ff",
            "Acct-Session-Time = 61", "NAS-Identifier = \"lns1\"",
        })
        {
            Assert.Contains(expected, detail, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task RadclientEndsAndChangesSessions()
    {
        const string Radclient = "/usr/bin/radclient";
        Skip.IfNot(File.Exists(Radclient), "needs Debian's package freeradius-utils");
        List<DynamicAuthorizationRequest> seen = [];
        using DynamicAuthorizationListener listener = new(
            new IPEndPoint(IPAddress.Loopback, 0),
            [new DynamicAuthorizationClient(IPAddress.Loopback, FreeRadius.Secret)],
            new RadiusSettings { Nas = new RadiusNas { Identifier = "lns1" } },
            request =>
            {
                seen.Add(request);
                return Task.FromResult(request.SessionId == "1A" ? DynamicAuthorizationError.None : DynamicAuthorizationError.SessionContextNotFound);
            });
        Assert.Contains("Disconnect-ACK", await Ask("disconnect", "Acct-Session-Id=1A,User-Name=alice"), StringComparison.Ordinal);
        string refused = await Ask("disconnect", "Acct-Session-Id=1B");
        Assert.Contains("Disconnect-NAK", refused, StringComparison.Ordinal);
        Assert.Contains("Session-Context-Not-Found", refused, StringComparison.Ordinal);
        Assert.Contains("CoA-ACK", await Ask("coa", "Acct-Session-Id=1A,Session-Timeout=60,Mikrotik-Rate-Limit=\"1M/2M\",Message-Authenticator=0x00"), StringComparison.Ordinal);
        Assert.Equal((new SubscriberPolicy(null, 2_000_000, 1_000_000), TimeSpan.FromMinutes(1)), (seen[^1].Policy!.Value, seen[^1].SessionTimeout!.Value));

        async Task<string> Ask(string command, string attributes)
        {
            ProcessStartInfo start = new(Radclient, ["-x", "-r", "2", "-t", "3", listener.Local.ToString(), command, FreeRadius.Secret])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            await process.StandardInput.WriteLineAsync(attributes);
            process.StandardInput.Close();
            string output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output;
        }
    }

    private static FreeRadius Start()
    {
        Skip.IfNot(FreeRadius.IsInstalled, "needs Debian's package freeradius");
        string dictionary = Path.Combine(AppContext.BaseDirectory, "deploy", "freeradius", "dictionary.router");
        FreeRadius server = new(Users + "\n", File.ReadAllText(dictionary));
        Assert.True(server.IsReady, server.Output);
        return server;
    }

    private static RadiusSettings Settings(FreeRadius server) => new()
    {
        Servers =
        [
            new RadiusServer(IPAddress.Loopback, FreeRadius.Secret)
            {
                AuthenticationPort = server.AuthenticationPort, AccountingPort = server.AccountingPort,
            },
        ],
        Nas = new RadiusNas { Identifier = "lns1", Address = IPAddress.Loopback },
    };

    private static async Task<(Link Link, RadiusResult Result)> Authenticate(RadiusClient client, PppAuthenticationMethod method, string password)
    {
        Link link = new Link(TestSettings.Server(method, local: false), TestSettings.Client(password: password)).Open();
        Assert.True(link.Run(2000, () => link.LeftOwner.LastRequest is not null));
        RadiusSession session = new() { Id = "1", Port = 1, TunnelClient = IPAddress.Parse("192.0.2.1") };
        return (link, await client.SendAsync(new AccessRequest(session, link.LeftOwner.LastRequest!)));
    }
}
