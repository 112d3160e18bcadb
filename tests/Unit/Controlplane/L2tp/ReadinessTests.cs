using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>A peer learns the ids of a pseudowire only when the dataplane has it: data may come at once.</summary>
public sealed class ReadinessTests : IDisposable
{
    private const string Yaml = """
        ports: { p0: { device: net_null0 } }
        interfaces:
          p0: { addresses: [10.0.1.1/24] }
        neighbours: [{ interface: p0, address: 10.0.1.6, mac: 02:00:00:00:0a:06 }]
        l2tp:
          router-id: 10.0.1.1
          peers: [{ name: lcce, local: 10.0.1.1, remote: 10.0.1.6 }]
          pseudowires:
            - { name: asked, peer: lcce }
            - { name: awaited, peer: lcce, initiate: false }
        """;

    private static readonly L2tpEndpoint Peer = new(
        0, L2tpEncapsulation.Udp, L2tpAddress.From(IPAddress.Parse("10.0.1.1")), L2tpEndpoint.Port, L2tpAddress.From(IPAddress.Parse("10.0.1.6")), L2tpEndpoint.Port);

    private readonly LoopBench _bench = new(Yaml);
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("router-l2tp-");
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<byte[]> _sent = [];
    private readonly L2tpService _service;
    private readonly Thread _thread;

    public ReadinessTests()
    {
        _bench.StartDataplane();
        _bench.Run(2000);
        _service = new L2tpService(
            _bench.Service, _bench.Loop, new L2tpServiceOptions(Path.Combine(_state.FullName, "sessions.json")), NullLogger<L2tpService>.Instance);
        _service.Sockets.Wire = (in L2tpEndpoint _, ReadOnlySpan<byte> octets) => _sent.Add(octets.ToArray());
        _thread = new Thread(() => _service.Run(_stop.Token));
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _service.Dispose();
        _bench.Dispose();
        _stop.Dispose();
        _sent.Dispose();
        _state.Delete(recursive: true);
    }

    [Fact]
    [Trait("l2tp", "J152")]
    public void The_dataplane_has_a_pseudowire_before_the_peer_knows_its_ids()
    {
        // What the peer asks before the service has seen its configuration is not answered.
        byte[] request = V3(0, 0, 0, Type(1), Avp(7, Text("pe2")), Avp(60, U32(2)), Avp(61, U32(0x77)), Avp(62, U16(5)));
        SeenMessage? reply = null;
        for (int i = 0; i < 100 && reply is null; i++)
        {
            Give(request);
            reply = Take(2, 100);
        }

        Assert.NotNull(reply);
        uint tunnel = reply.U32(61);
        Give(V3(tunnel, 1, 1, Type(3)));

        // The router asks for one pseudowire: not before the control loop has run.
        Assert.Null(Take(10, 1500));
        SeenMessage asked = RunUntil(10);
        Assert.Equal(Text("asked"), asked.Value(66));
        Assert.Contains(asked.U32(63), Programmed());

        // It is asked for the other.
        Give(V3(tunnel, 2, 2, Type(10), Avp(63, U32(9)), Avp(64, U32(0)), Avp(15, U32(1)), Avp(68, U16(5)), Avp(66, Text("awaited")), Avp(71, U16(1))));
        Assert.Null(Take(11, 500));
        SeenMessage answered = RunUntil(11);
        Assert.Contains(answered.U32(63), Programmed());
    }

    private HashSet<uint> Programmed() => [.. _bench.Dataplane!.Sessions.Values.Select(static held => held.Record.SessionId)];

    private void Give(byte[] octets)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(copy, 0);
        Assert.True(_service.Sockets.Deliver(new L2tpDatagram(Peer, copy, octets.Length)));
    }

    private SeenMessage RunUntil(int type)
    {
        for (int i = 0; i < 100; i++)
        {
            _bench.Run(20);
            if (Take(type, 100) is { } seen)
            {
                return seen;
            }
        }

        throw new TimeoutException($"no message {type}");
    }

    private SeenMessage? Take(int type, int milliseconds)
    {
        long end = Environment.TickCount64 + milliseconds;
        while (_sent.TryTake(out byte[]? octets, (int)Math.Max(0, end - Environment.TickCount64)))
        {
            SeenMessage seen = new(octets);
            if (seen.Type == type)
            {
                return seen;
            }
        }

        return null;
    }
}
