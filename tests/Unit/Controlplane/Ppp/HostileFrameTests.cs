using System.Diagnostics;
using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Mutated and random frames in every phase: nothing escapes, nothing leaks.</summary>
public sealed class HostileFrameTests
{
    private const int Frames = 200_000;

    [Fact]
    [Trait("l2tp", "K157")]
    public void NoFrameDoesHarm()
    {
        Random random = new(20_261_121);
        List<byte[]> corpus = Corpus();
        Ipv4Pool pool = TestSettings.Pool();
        Ipv6PrefixPool prefixes = new(IpPrefixOf("2001:db8::", 32), 56);
        PppAuthenticationMethod[] methods =
            [PppAuthenticationMethod.None, PppAuthenticationMethod.Pap, PppAuthenticationMethod.Chap, PppAuthenticationMethod.MsChapV2];
        Stopwatch watch = Stopwatch.StartNew();
        int sent = 0;
        for (int round = 0; sent < Frames; round++)
        {
            PppSettings server = Settings(methods[round % 4], pool, prefixes);
            Link link = new Link(server, ClientSettings(), round).Open();

            // Frames from the peer's side come in whatever phase the session is in, with its own between them.
            link.Run(random.Next(12));
            for (int i = 0; i < 40; i++, sent++)
            {
                link.Left.Receive(Mutate(corpus[random.Next(corpus.Count)], random), link.Now);
                if (random.Next(50) == 0)
                {
                    link.Run(random.Next(5000));
                }
            }

            link.Left.Close(link.Now);
            link.Run(60_000);
            Assert.Equal(PppPhase.Dead, link.Left.Phase);
            Assert.Equal((0, 0), (pool.Used, prefixes.Used));
        }

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"{watch.Elapsed.TotalSeconds:f1} s");
    }

    private static PppSettings Settings(PppAuthenticationMethod method, Ipv4Pool pool, Ipv6PrefixPool prefixes) => new()
    {
        RequiredAuthentication = method == PppAuthenticationMethod.None ? [] : [method],
        LocalUsers = TestSettings.Users,
        Ipv4Pool = pool,
        PrimaryDns = IPAddress.Parse("9.9.9.9"),
        Ipv6 = true,
        DelegatedPrefixPool = prefixes,
        Ipv6Service = new Ipv6ServiceSettings { Dns = [IPAddress.Parse("2620:fe::fe")] },
    };

    private static PppSettings ClientSettings() =>
        new() { User = "alice", Password = "wonderland", RequestAddress = true, RequestDns = true, Ipv6 = true };

    private static IpPrefix IpPrefixOf(string network, int length) => new(IPAddress.Parse(network), length);

    /// <summary>All frames that a client sends while it comes up, and DHCPv6 and Router Solicitations.</summary>
    private static List<byte[]> Corpus()
    {
        List<byte[]> frames = [];
        foreach (PppAuthenticationMethod method in new[] { PppAuthenticationMethod.Pap, PppAuthenticationMethod.Chap, PppAuthenticationMethod.MsChapV2 })
        {
            Link link = new(Settings(method, TestSettings.Pool(), new Ipv6PrefixPool(IpPrefixOf("2001:db8::", 32), 56)), ClientSettings());
            link.Drop = (_, frame) =>
            {
                frames.Add(frame);
                return false;
            };
            link.Open().Run(100_000);
        }

        frames.Add(Dhcpv6Client.Frame(Dhcpv6Client.RouterSolicitation()));
        foreach (byte type in new byte[] { 1, 3, 4, 5, 6, 8, 9, 11 })
        {
            frames.Add(Dhcpv6Client.Frame(new Dhcpv6Client().Message(type, withServer: type is 3 or 5 or 8 or 9)));
        }

        return frames;
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        byte[] mutated = [.. frame];
        switch (random.Next(6))
        {
            case 0:
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case 1:
                mutated = mutated[..random.Next(mutated.Length)];
                break;
            case 2:
                mutated = [.. mutated, .. mutated[random.Next(mutated.Length)..]];
                break;
            case 3:
                for (int i = random.Next(1, 8); i > 0; i--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                break;
            case 4:
                random.NextBytes(mutated.AsSpan(Math.Min(mutated.Length, random.Next(4, 12))));
                break;
            default:
                break;
        }

        // A checksum that is right again lets a mutation reach what is behind it.
        if (random.Next(2) == 0 && mutated is [0xff, 0x03, 0x00, 0x57, ..])
        {
            Dhcpv6Client.FixChecksum(mutated);
        }

        return mutated;
    }
}
