using System.Diagnostics;
using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Xunit;
using Xunit.Abstractions;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>What a session costs: memory is counted while no other test runs.</summary>
[Collection(nameof(ScaleTests))]
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Sessions = 5_000;

    [Theory]
    [InlineData(PppAuthenticationMethod.Pap, false)]
    [InlineData(PppAuthenticationMethod.Chap, false)]
    [InlineData(PppAuthenticationMethod.MsChapV2, true)]
    public void ASessionIsSmall(PppAuthenticationMethod method, bool ipv6)
    {
        PppSettings server = new()
        {
            RequiredAuthentication = [method],
            LocalUsers = TestSettings.Users,
            Ipv4Pool = TestSettings.Pool(),
            Ipv6 = ipv6,
            LinkPrefixPool = new Ipv6PrefixPool(new IpPrefix(IPAddress.Parse("2001:db8::"), 40), 64),
            DelegatedPrefixPool = new Ipv6PrefixPool(new IpPrefix(IPAddress.Parse("2001:db8:8000::"), 33), 56),
            Ipv6Service = new Ipv6ServiceSettings(),
        };
        PppSettings client = new() { User = "alice", Password = "wonderland", RequestAddress = true, Ipv6 = ipv6 };
        Direct owner = new();
        _ = SetUp(server, client, owner);
        PppSession[] kept = new PppSession[Sessions];
        long before = GC.GetTotalMemory(true);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Sessions; i++)
        {
            kept[i] = SetUp(server, client, owner);
        }

        watch.Stop();
        long each = (GC.GetTotalMemory(true) - before) / Sessions;
        GC.KeepAlive(kept);
        output.WriteLine($"{each} octets per session, {Sessions / watch.Elapsed.TotalSeconds:f0} set-ups/s of both ends, {method}, IPv6 {ipv6}");
        Assert.InRange(each, 1, 3 * 1024);
        Assert.All(kept, static session => Assert.Equal(PppPhase.Network, session.Phase));
    }

    private static PppSession SetUp(PppSettings server, PppSettings client, Direct owner)
    {
        PppSession left = new(server, owner);
        PppSession right = new(client, owner, left);
        left.Context = right;
        left.Open(1000);
        right.Open(1000);
        owner.Run(1000);
        left.Context = null;
        return left;
    }

    /// <summary>Carries frames at once; the other end is the session's context.</summary>
    private sealed class Direct : IPppOwner
    {
        private readonly Queue<(PppSession To, byte[] Frame)> _frames = new();

        public void Send(PppSession session, ReadOnlySpan<byte> frame) =>
            _frames.Enqueue(((PppSession)session.Context!, frame.ToArray()));

        public void Authenticate(PppSession session, PppAuthenticationRequest request, long now)
        {
        }

        public void Ipv4Up(PppSession session, PppIpv4 network)
        {
        }

        public void Ipv4Down(PppSession session)
        {
        }

        public void Ipv6Up(PppSession session, PppIpv6 network)
        {
        }

        public void Ipv6Down(PppSession session)
        {
        }

        public void PrefixDelegated(PppSession session, IpPrefix prefix, IPAddress nextHop, bool delegated)
        {
        }

        public void Down(PppSession session, PppDownReason reason)
        {
        }

        public void Run(long now)
        {
            while (_frames.TryDequeue(out (PppSession To, byte[] Frame) next))
            {
                next.To.Receive(next.Frame, now);
            }
        }
    }
}

/// <summary>Runs alone.</summary>
[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's word")]
public sealed class ScaleCollectionDefinition;
