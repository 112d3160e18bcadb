using System.Buffers.Binary;
using System.Diagnostics;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>
/// Mutated messages for the decoder, the debug output and live engines. L2TP_FUZZ_MESSAGES=10000000 makes a long run,
/// L2TP_FUZZ_SEED another one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Messages = Setting("L2TP_FUZZ_MESSAGES", 100_000);
    private static readonly int Seed = Setting("L2TP_FUZZ_SEED", 20);
    private static readonly L2tpSecret Secret = new(ScriptedPeer.Secret);

    private static readonly L2tpPeerProfile[] Profiles =
    [
        ScriptedPeer.V2,
        ScriptedPeer.V3,
        ScriptedPeer.V3 with { Versions = L2tpVersions.V3OrV2, TieBreaker = true, ConnectSpeedUpdates = true },
        ScriptedPeer.V2 with { Secrets = [Secret], Authentication = L2tpAuthentication.Required, HideAvps = true, BearerCapabilities = 1 },
        ScriptedPeer.V3 with { Secrets = [Secret], Authentication = L2tpAuthentication.Required, HideAvps = true, TieBreaker = true },
    ];

    [Fact]
    [Trait("l2tp", "K157")]
    public void Decoder_and_debug_output_survive_anything()
    {
        List<byte[]> corpus = Corpus();
        var mutator = new Mutator(Seed);
        var message = new ControlMessage();
        byte[] key = ScriptedPeer.Secret;
        int decoded = 0;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Messages; i++)
        {
            byte[] octets = mutator.Mutate(corpus);
            if (ControlHeader.TryParse(octets, out ControlHeader header) == ControlDropReason.None)
            {
                decoded += MessageDecoder.TryDecode(header, octets, (i & 1) == 0 ? key : default, message) ? 1 : 0;
                _ = MessageDigest.Verify(octets.AsSpan(0, header.Length), key, default, default);
            }

            if (i % 8 == 0)
            {
                Assert.NotEmpty(MessageText.Describe(octets));
            }
        }

        output.WriteLine($"{Messages} messages, {decoded} decoded, {watch.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(decoded, Messages / 10, Messages);
    }

    [Fact]
    [Trait("l2tp", "K157")]
    public void Engines_survive_anything()
    {
        List<byte[]> corpus = Corpus();
        var watch = Stopwatch.StartNew();
        long before = 0;
        for (int i = 0; i < Profiles.Length; i++)
        {
            before = FuzzEngine(Profiles[i], corpus, Messages / Profiles.Length, Seed + i);
        }

        output.WriteLine($"{Messages} messages in {watch.Elapsed.TotalSeconds:F1} s, last engine: {before} octets");
    }

    private long FuzzEngine(L2tpPeerProfile profile, List<byte[]> corpus, int messages, int seed)
    {
        var mutator = new Mutator(seed);
        var network = new Network(profile, profile with { HostName = "pe2", RouterId = 2 }, seed);
        L2tpEndpoint source = ScriptedPeer.Udp with { LocalAddress = L2tpAddress.FromOctets([10, 0, 0, 2]), RemoteAddress = L2tpAddress.FromOctets([10, 0, 0, 1]) };
        ControlConnection? tunnel = null;
        int opened = 0;
        network.Mutate = octets => mutator.Chance(6) ? mutator.Mutate(octets) : octets;
        for (int i = 0; i < messages; i++)
        {
            if (i % 50 == 0 || (i % 5 == 0 && network.Right.Tunnels.Count == 0))
            {
                if (network.Right.Tunnels.Count == 0 || tunnel is not { State: TunnelState.Established })
                {
                    tunnel = network.Left.Open();
                    opened++;
                }

                if (tunnel is not null && network.Left.Engine.OpenSession(tunnel, new L2tpCallParameters { RemoteEndId = [(byte)i] }, network.Now, mutator.Chance(4)) is { } session
                    && mutator.Chance(2))
                {
                    network.Run(5);
                    network.Left.Engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative), network.Now);
                }

                network.Run(mutator.Chance(200) ? 70_000 : mutator.Next(200));
            }

            byte[] octets = mutator.Mutate(corpus);
            ControlConnection? target = network.Right.Tunnels.FirstOrDefault();
            if (target is not null && octets.Length >= 12 && !mutator.Chance(4))
            {
                mutator.Aim(octets, target);
            }

            network.Right.Engine.Receive(source with { RemotePort = mutator.Chance(3) ? (ushort)mutator.Next(4) : (ushort)1701 }, octets, network.Now);
        }

        network.Mutate = null;
        foreach (Network.Node node in new[] { network.Left, network.Right })
        {
            L2tpCounterSnapshot counters = node.Engine.Counters;
            Assert.Equal(0, counters.DroppedFor(ControlDropReason.InternalError));
            Assert.Equal(0, counters.DroppedFor(ControlDropReason.Reentrant));
        }

        // When the noise is over, what works elsewhere works here, and nothing of the noise stays.
        network.Run(400_000);
        ControlConnection after = network.Left.Open(port: 5555);
        network.Left.Engine.OpenSession(after, new L2tpCallParameters { RemoteEndId = [1, 2, 3] }, network.Now);
        network.Run(1000);
        Assert.Contains(after, network.Left.Tunnels);
        Assert.Contains(network.Left.Sessions, session => session.Tunnel == after);
        Assert.InRange(network.Right.Engine.TunnelCount, 1, 10);
        output.WriteLine($"{profile.Versions} {profile.Authentication}: {opened} tunnels, {network.Right.Engine.Counters}, dropped {string.Join(' ', network.Right.Engine.Counters.Dropped)}");
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    // Every message that engines exchange, in all profiles.
    private static List<byte[]> Corpus()
    {
        List<byte[]> corpus = [];
        foreach (L2tpPeerProfile profile in Profiles)
        {
            var network = new Network(profile, profile with { HostName = "pe2" });
            network.Mutate = octets =>
            {
                corpus.Add(octets);
                return octets;
            };
            ControlConnection tunnel = network.Left.Open();
            var ppp = new PppCallParameters
            {
                CalledNumber = [1, 2],
                CallingNumber = [3],
                ProxyAuthenType = 2,
                ProxyAuthenName = [65],
                ProxyAuthenChallenge = [1],
                ProxyAuthenResponse = new byte[40],
            };
            L2tpSession session = network.Left.Engine.OpenSession(tunnel, new L2tpCallParameters { RemoteEndId = [66], Ppp = ppp, Phb = 46 }, network.Now)!;
            network.Left.Engine.OpenSession(tunnel, new L2tpCallParameters { RemoteEndId = [67], Ppp = ppp }, network.Now, isOutgoingCall: true);
            network.Run(100);
            Assert.NotEmpty(network.Right.Sessions);
            network.Left.Engine.SetCircuitStatus(session, CircuitStatus.Standby, network.Now);
            network.Left.Engine.SendAccm(session, 1, 2, network.Now);
            network.Left.Engine.SendWanErrors(session, [1, 2, 3], network.Now);
            network.Left.Engine.SetConnectSpeed(session, 1, 2, network.Now);
            network.Left.Engine.RequestConnectSpeed(session, network.Now);
            network.Run(61_000);
            network.Left.Engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative, GeneralError.TryAnother, "text"), network.Now);
            network.Left.Engine.CloseTunnel(tunnel, new L2tpResult(StopResult.ShuttingDown), network.Now);
            network.Run(100);
        }

        return corpus;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;

    private sealed class Mutator(int seed)
    {
        private readonly Random _random = new(seed);

        public int Next(int limit) => _random.Next(limit);

        public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        public byte[] Mutate(List<byte[]> corpus)
        {
            byte[] octets = (byte[])corpus[_random.Next(corpus.Count)].Clone();
            if (Chance(10))
            {
                // Half of one message and half of another.
                byte[] other = corpus[_random.Next(corpus.Count)];
                octets = [.. octets[.._random.Next(octets.Length)], .. other[_random.Next(other.Length)..]];
            }

            return Chance(20) ? octets : Mutate(octets);
        }

        public byte[] Mutate(byte[] octets)
        {
            for (int i = _random.Next(1, 4); i > 0 && octets.Length > 0; i--)
            {
                int at = _random.Next(octets.Length);
                switch (_random.Next(8))
                {
                    case 0:
                        octets[at] ^= (byte)(1 << _random.Next(8));
                        break;
                    case 1:
                        octets[at] = (byte)_random.Next(256);
                        break;
                    case 2:
                        octets[at] = Chance(2) ? (byte)0 : (byte)255;
                        break;
                    case 3:
                        octets = octets[..at];
                        break;
                    case 4:
                        octets = [.. octets, .. octets[at..]];
                        FixLength(octets);
                        break;
                    case 5:
                        octets = [.. octets[..at], .. octets[Math.Min(octets.Length, at + _random.Next(1, 9))..]];
                        FixLength(octets);
                        break;
                    case 6:
                        byte[] inserted = new byte[_random.Next(1, 30)];
                        _random.NextBytes(inserted);
                        octets = [.. octets[..at], .. inserted, .. octets[at..]];
                        FixLength(octets);
                        break;
                    default:
                        MutateAvp(octets);
                        break;
                }
            }

            return octets;
        }

        /// <summary>Makes a message one that the control connection waits for.</summary>
        public void Aim(byte[] octets, ControlConnection target)
        {
            octets[1] = (byte)((octets[1] & 0xF0) | target.Version);
            if (target.Version == 2)
            {
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)target.LocalId);
                if (target.Sessions().FirstOrDefault() is { } session && Chance(2))
                {
                    BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(6), (ushort)session.LocalId);
                }
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(4), target.LocalId);
                int at = octets.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x80, 10, 0, 0, 0, 64]);
                if (at > 0 && at + 10 <= octets.Length && target.Sessions().FirstOrDefault() is { } session && Chance(2))
                {
                    BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(at + 6), session.LocalId);
                }
            }

            (ushort ns, ushort nr) = target.ExpectedNumbers;
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(8), (ushort)(ns + (Chance(4) ? _random.Next(-2, 3) : 0)));
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(10), (ushort)(nr + (Chance(8) ? _random.Next(-2, 3) : 0)));
        }

        private static void FixLength(byte[] octets)
        {
            if (octets.Length is >= 4 and <= ushort.MaxValue)
            {
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
            }
        }

        // Flags, length, vendor or type of one AVP, so that the rest stays readable.
        private void MutateAvp(byte[] octets)
        {
            int next = 12;
            for (int skip = _random.Next(8); next + 6 <= octets.Length; skip--)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(next)) & 0x3FF;
                if (skip == 0 || length < 6)
                {
                    octets[next + _random.Next(6)] = (byte)(Chance(2) ? _random.Next(256) : _random.Next(8));
                    return;
                }

                next += length;
            }
        }
    }
}
