using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>
/// A router with managed L2TP whose datagrams go to peers in memory: lac1 opens a tunnel of L2TPv2 with PPP calls, to pe2 the
/// router opens one of L2TPv3 for pseudowires.
/// </summary>
internal sealed class ManagedRouter : IAsyncDisposable
{
    public const string Secret = "s3cret-of-the-tunnel";

    private const string Yaml = $$"""
        instance: lns
        ports:
          core0: { device: net_null0, mac: "02:00:00:00:01:01" }
          ce0: { device: net_null1, mac: "02:00:00:00:01:02" }
        interfaces:
          core0: { addresses: [10.0.1.1/24] }
          ce0: {}
          loopback0: { addresses: [100.64.0.1/32] }
        l2tp:
          router-id: 10.0.1.1
          tunnels:
            - { name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.1.9 }
          sessions:
            - { name: static1, tunnel: t1, session-id: 0x11, peer-session-id: 0x22, cookie: "a1a2a3a4" }
          peers:
            - { name: lac1, local: 10.0.1.1, remote: 10.0.1.2, version: 2, secret: {{Secret}}, ppp: subscribers }
            - { name: pe2, local: 10.0.1.1, remote: 10.0.1.3, initiate: true, secret: {{Secret}} }
            - { name: pe3, local: 10.0.1.1, remote: 10.0.1.4, initiate: true, retries: 1 }
          pseudowires:
            - { name: pw1, peer: pe2 }
            - { name: pw2, peer: pe2 }
            - { name: pw3, peer: pe2, enabled: false }
        cross-connects:
          - [ce0, pw1]
        ppp:
          profiles:
            - { name: subscribers, interface: loopback0, pools: [pool1], authentication: [chap], mru: 2000, tcp-mss: 1300, rate-down: 4M }
          users:
            - { name: alice, password: wonderland, routes: [192.0.2.0/28], rate-up: 64k }
            - { name: bob, password: builder, rate-down: 0 }
          pools:
            - { name: pool1, prefix: 100.64.0.0/24 }
            - { name: pool6, prefix: "2001:db8:100::/40", delegate: 56 }
        """;

    private readonly LiveControlplane _router;
    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("router-l2tp-");
    private readonly L2tpService _service;
    private readonly Thread _thread;
    private ApiServer _api = null!;

    private ManagedRouter(string configuration)
    {
        _router = new LiveControlplane(configuration);
        L2tpServiceOptions options = new(Path.Combine(_state.FullName, "l2tp-sessions.json"));
        _service = new L2tpService(_router.Service, _router.Loop, options, NullLogger<L2tpService>.Instance);
        Inspector = new L2tpInspector(_service);
        Lac = Peer("10.0.1.2", new L2tpPeerProfile
        {
            HostName = "lac1.example",
            VendorName = "Test",
            Versions = L2tpVersions.V2Only,
            TieBreaker = false,
            Authentication = L2tpAuthentication.Required,
            Secrets = [new L2tpSecret(Encoding.UTF8.GetBytes(Secret))],
        });
        Pe = Peer("10.0.1.3", new L2tpPeerProfile
        {
            HostName = "pe2.example",
            RouterId = 0x0A000103,
            Versions = L2tpVersions.V3Only,
            TieBreaker = false,
            Authentication = L2tpAuthentication.Required,
            Secrets = [new L2tpSecret(Encoding.UTF8.GetBytes(Secret))],
        });
        _ = Pe.Accepted.Add("pw1");
        _service.Sockets.Wire = Carry;
        _thread = new Thread(() => _service.Run(_stop.Token));
    }

    /// <summary>The access concentrator.</summary>
    public RemotePeer Lac { get; }

    /// <summary>The other provider edge.</summary>
    public RemotePeer Pe { get; }

    /// <summary>The service.</summary>
    public L2tpService Service => _service;

    /// <summary>What the API sees.</summary>
    public L2tpInspector Inspector { get; }

    /// <summary>The API.</summary>
    public ApiServer Api => _api;

    /// <summary>Takes datagrams to other addresses than the peers'.</summary>
    public Action<L2tpEndpoint, byte[]>? Elsewhere { get; set; }

    /// <summary>The router's configuration.</summary>
    /// <param name="peers">Lines for the list of peers.</param>
    public static string Configuration(string peers = "") => Yaml.Replace("  pseudowires:\n", $"{peers}  pseudowires:\n", StringComparison.Ordinal);

    /// <summary>Starts the router.</summary>
    /// <param name="peers">Lines for the list of peers.</param>
    public static async Task<ManagedRouter> Start(string peers = "")
    {
        ManagedRouter router = new(Configuration(peers));
        router._api = await ApiServer.Start(router._router.Service, inspector: router.Inspector);
        router._thread.Start();
        return router;
    }

    /// <summary>Asks again until the answer is right.</summary>
    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> right)
    {
        long end = Environment.TickCount64 + 20_000;
        while (true)
        {
            JsonElement answer = await _api.Get(path);
            if (right(answer))
            {
                return answer;
            }

            Assert.True(Environment.TickCount64 < end, $"{path}: {answer}");
            await Task.Delay(20);
        }
    }

    /// <summary>Lets users call, and waits until those with the right password are in the network phase.</summary>
    public async Task<JsonElement> Subscribe(int expected, params (string User, string Password)[] users)
    {
        Lac.Call(users);
        return await Until("/v1/ppp/subscribers?state=network", list => list.GetArrayLength() == expected);
    }

    /// <summary>Status and body of a POST.</summary>
    public async Task<(int Status, string Body)> Post(string path, string body)
    {
        (int status, _, string text) = await _api.Send("POST", path, body);
        return (status, text);
    }

    /// <summary>Brings the router a datagram.</summary>
    /// <param name="endpoint">As the router sees it.</param>
    /// <param name="octets">Payload of UDP.</param>
    public void Deliver(in L2tpEndpoint endpoint, byte[] octets)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(copy, 0);
        Assert.True(_service.Sockets.Deliver(new L2tpDatagram(endpoint, copy, octets.Length)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _thread.Join();
        await _api.DisposeAsync();
        _service.Dispose();
        _router.Dispose();
        _stop.Dispose();
        _state.Delete(recursive: true);
    }

    private RemotePeer Peer(string address, L2tpPeerProfile profile) => new(
        new L2tpEndpoint(
            0, L2tpEncapsulation.Udp, L2tpAddress.From(IPAddress.Parse(address)), L2tpEndpoint.Port,
            L2tpAddress.From(IPAddress.Parse("10.0.1.1")), L2tpEndpoint.Port),
        profile)
    {
        Transmit = (endpoint, octets) => Deliver(Mirrored(endpoint), octets),
    };

    private void Carry(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram)
    {
        RemotePeer? peer = endpoint.RemoteAddress.ToString() switch { "10.0.1.2" => Lac, "10.0.1.3" => Pe, _ => null };
        if (peer is null)
        {
            Elsewhere?.Invoke(endpoint, datagram.ToArray());
        }

        peer?.Receive(Mirrored(endpoint), datagram);
    }

    private static L2tpEndpoint Mirrored(in L2tpEndpoint endpoint) => endpoint with
    {
        LocalAddress = endpoint.RemoteAddress,
        LocalPort = endpoint.RemotePort,
        RemoteAddress = endpoint.LocalAddress,
        RemotePort = endpoint.LocalPort,
    };
}
