using System.Net;
using System.Text;
using Router.Controlplane.Ppp;
using Router.Controlplane.Radius;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Radius;

/// <summary>Retransmission, failover, identifiers, and replies that are not genuine.</summary>
public sealed class RadiusEngineTests : IRadiusTransport
{
    private const string Secret = "s3cret";
    private readonly List<(int Server, bool Accounting, int Lane, byte[] Packet)> _sent = [];
    private readonly List<RadiusResult> _results = [];
    private long _now = 1000;

    [Fact]
    public void AReplyEndsARequest()
    {
        RadiusEngine engine = new(Settings(1), this);
        Submit(engine);
        Assert.Equal(1, engine.Outstanding);
        Reply(engine, _sent[0], 2, "0806" + "0A000001");
        RadiusResult result = Assert.Single(_results);
        Assert.Equal((RadiusOutcome.Answered, true, "10.0.0.1"), (result.Outcome, result.Access!.IsAccepted, result.Access.Address!.ToString()));
        Assert.Equal(0, engine.Outstanding);
        Assert.Equal(long.MaxValue, engine.NextDeadline);
        Reply(engine, _sent[0], 2, "");
        _ = Assert.Single(_results);
        Assert.Equal(1, engine.Counters.Unexpected);
    }

    [Fact]
    public void RequestsAreRepeatedAndThenGoToTheNextServer()
    {
        RadiusEngine engine = new(Settings(2), this);
        Submit(engine);
        List<(long At, int Server)> seen = [(0, 0)];
        while (engine.NextDeadline != long.MaxValue)
        {
            _now = engine.NextDeadline;
            int before = _sent.Count;
            engine.Tick(_now);
            seen.AddRange(_sent.Skip(before).Select(sent => (_now - 1000, sent.Server)));
        }

        Assert.Equal([(0, 0), (2000, 0), (6000, 0), (14_000, 1), (16_000, 1), (20_000, 1)], seen);
        Assert.Equal(_sent[0].Packet, _sent[2].Packet);
        Assert.NotEqual(_sent[2].Packet, _sent[3].Packet);
        Assert.Equal(RadiusOutcome.TimedOut, Assert.Single(_results).Outcome);
        Assert.Equal((2, 1), (engine.Counters.Deaths, engine.Counters.Timeouts));
    }

    [Fact]
    public void ADeadServerIsLeftAloneForAWhile()
    {
        RadiusEngine engine = new(Settings(2), this);
        Submit(engine);
        while (_sent[^1].Server == 0)
        {
            _now = engine.NextDeadline;
            engine.Tick(_now);
        }

        Reply(engine, _sent[^1], 2, "");
        Submit(engine);
        Assert.Equal(1, _sent[^1].Server);
        Reply(engine, _sent[^1], 2, "");
        _now += 120_000;
        Submit(engine);
        Assert.Equal(0, _sent[^1].Server);
        Assert.Equal(2, _results.Count);
    }

    [Fact]
    public void AServerThatAnswersOthersIsNotDead()
    {
        RadiusEngine engine = new(Settings(2), this);
        Submit(engine);
        (int, bool, int, byte[]) lost = _sent[0];
        _now += 1000;
        Submit(engine);
        Reply(engine, _sent[^1], 3, "");
        _now = engine.NextDeadline;
        while (_sent[^1].Server == 0)
        {
            _now = engine.NextDeadline;
            engine.Tick(_now);
        }

        Assert.Equal(0, engine.Counters.Deaths);
        Submit(engine);
        Assert.Equal(0, _sent[^1].Server);
        _ = lost;
    }

    [Fact]
    public void ManyRequestsTakeMorePortsAndThenWait()
    {
        RadiusEngine engine = new(Settings(1, ports: 4), this);
        for (int i = 0; i < 1500; i++)
        {
            Submit(engine);
        }

        Assert.Equal(1024, _sent.Count);
        Assert.Equal(4, _sent.Select(static sent => sent.Lane).Distinct().Count());
        Assert.Equal(1024, _sent.Select(static sent => (sent.Lane, sent.Packet[1])).Distinct().Count());
        for (int i = 0; i < _sent.Count; i++)
        {
            Reply(engine, _sent[i], 2, "");
        }

        Assert.Equal(1500, _results.Count(static result => result.Outcome == RadiusOutcome.Answered));
        Assert.Equal(0, engine.Outstanding);
    }

    [Fact]
    public void TooManyWaitingRequestsAreRefused()
    {
        RadiusEngine engine = new(Settings(1, ports: 1, waiting: 10), this);
        for (int i = 0; i < 300; i++)
        {
            Submit(engine);
        }

        Assert.Equal(300 - 256 - 10, _results.Count(static result => result.Outcome == RadiusOutcome.NotSent));
    }

    [Fact]
    public void WhatHasWaitedTooLongIsNotSentAndStopEndsTheRest()
    {
        RadiusEngine engine = new(Settings(1, ports: 1), this);
        for (int i = 0; i < 300; i++)
        {
            Submit(engine);
        }

        _now += 20_000;
        Submit(engine);
        Reply(engine, _sent[0], 2, "");
        Assert.Equal(257, _sent.Count);
        Assert.Equal(44, _results.Count(static result => result.Outcome == RadiusOutcome.TimedOut));
        engine.Stop();
        Assert.Equal(0, engine.Outstanding);
        Assert.Equal(301, _results.Count);
    }

    [Fact]
    public void WithoutAServerNothingIsSent()
    {
        RadiusEngine engine = new(new RadiusSettings { Servers = [new RadiusServer(IPAddress.Loopback, Secret) { AccountingPort = 0 }] }, this);
        engine.Submit(new AccountingRequest(AccountingStatus.On, DateTimeOffset.UnixEpoch), _now, _results.Add);
        Assert.Equal(RadiusOutcome.NotSent, Assert.Single(_results).Outcome);
    }

    [Fact]
    public void ForgedRepliesAreDropped()
    {
        RadiusEngine engine = new(Settings(1), this);
        Submit(engine);
        Reply(engine, _sent[0], 2, "", secret: "other");
        Reply(engine, _sent[0], 2, "", sign: false);
        Reply(engine, _sent[0], 5, "");
        engine.Receive(0, false, 0, [2, 0, 0, 5], _now);
        engine.Receive(0, false, 7, new byte[20], _now);
        Assert.Empty(_results);
        Assert.Equal(2, engine.Counters.BadAuthenticators);
        Reply(engine, _sent[0], 3, "1204" + "6E6F");
        Assert.Equal((false, "no"), (_results[0].Access!.IsAccepted, _results[0].Access!.Message));
    }

    [Fact]
    public void AccountingSaysHowLateItIsWhenAnotherServerIsAsked()
    {
        RadiusEngine engine = new(Settings(2), this);
        engine.Submit(
            new AccountingRequest(AccountingStatus.Start, DateTimeOffset.UnixEpoch) { Session = new RadiusSession { Id = "x" } }, _now, _results.Add);
        while (_sent[^1].Server == 0)
        {
            _now = engine.NextDeadline;
            engine.Tick(_now);
        }

        Assert.True(_sent[^1].Accounting);
        Assert.EndsWith("29060000000E", Convert.ToHexString(_sent[^1].Packet), StringComparison.Ordinal);
        Reply(engine, _sent[^1], 5, "", sign: false);
        Assert.Equal(RadiusOutcome.Answered, Assert.Single(_results).Outcome);
    }

    [Fact]
    public void MutatedRepliesDoNoHarm()
    {
        Random random = new(7);
        RadiusEngine engine = new(Settings(1), this);
        Submit(engine);
        byte[] good = Make(_sent[0].Packet, 2, "0806" + "0A000001" + "1A0C" + "00000009" + "0106" + "69703A61" + "6104" + "0040", Secret, true);
        for (int i = 0; i < 200_000; i++)
        {
            byte[] mutated = [.. good];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            mutated = random.Next(4) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
            engine.Receive(0, false, 0, mutated, _now);
            if (RadiusPacket.TryParse(mutated, out RadiusPacket packet))
            {
                _ = AccessReply.Parse(packet, 32473);
            }
        }

        Assert.True(_results.Count <= 1);
    }

    void IRadiusTransport.Send(int server, bool accounting, int lane, ReadOnlySpan<byte> packet) =>
        _sent.Add((server, accounting, lane, packet.ToArray()));

    internal static byte[] Make(byte[] request, byte code, string attributes, string secret, bool sign)
    {
        byte[] key = Encoding.ASCII.GetBytes(secret);
        RadiusWriter writer = new(new byte[4096], (RadiusCode)code, request[1]);
        if (sign)
        {
            writer.ReserveMessageAuthenticator();
        }

        RadiusAttributeReader reader = new(Convert.FromHexString(attributes));
        while (reader.MoveNext())
        {
            writer.Add(reader.Type, reader.Value);
        }

        Span<byte> packet = writer.Packet;
        request.AsSpan(4, 16).CopyTo(packet[4..]);
        if (sign)
        {
            RadiusSecurity.SignMessage(packet, writer.MessageAuthenticatorOffset, key);
        }

        RadiusSecurity.SignPacket(packet, key);
        return packet.ToArray();
    }

    private static RadiusSettings Settings(int servers, int ports = 32, int waiting = 100_000) => new()
    {
        Servers = [.. Enumerable.Range(1, servers).Select(static i => new RadiusServer(new IPAddress([127, 0, 0, (byte)i]), Secret))],
        MaximumPorts = ports,
        MaximumWaiting = waiting,
    };

    private void Submit(RadiusEngine engine) => engine.Submit(
        new AccessRequest(new RadiusSession { Id = "x" }, new PppAuthenticationRequest
        {
            Method = PppAuthenticationMethod.Pap,
            Identifier = 1,
            NameOctets = "a"u8.ToArray(),
            Response = "b"u8.ToArray(),
        }),
        _now,
        _results.Add);

    private void Reply(
        RadiusEngine engine, (int Server, bool Accounting, int Lane, byte[] Packet) sent, byte code, string attributes,
        string secret = Secret, bool sign = true) =>
        engine.Receive(sent.Server, sent.Accounting, sent.Lane, Make(sent.Packet, code, attributes, secret, sign), _now);
}
