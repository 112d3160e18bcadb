using System.Collections.Concurrent;
using System.Net;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Unit.Tests.Controlplane.L2tp;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>A peer of a <see cref="ManagedRouter"/> over UDP that says what a test makes by hand.</summary>
internal sealed class HandmadePeer(string address) : IDisposable
{
    private readonly BlockingCollection<byte[]> _sent = [];
    private readonly L2tpEndpoint _endpoint = new(
        0, L2tpEncapsulation.Udp, L2tpAddress.From(IPAddress.Parse("10.0.1.1")), L2tpEndpoint.Port, L2tpAddress.From(IPAddress.Parse(address)), L2tpEndpoint.Port);

    private ManagedRouter? _router;

    /// <summary>Joins peers to a router and waits until it knows them.</summary>
    public static async Task Join(ManagedRouter router, params HandmadePeer[] peers)
    {
        Array.ForEach(peers, peer => peer._router = router);
        router.Elsewhere = (endpoint, octets) =>
            Array.Find(peers, peer => peer._endpoint.RemoteAddress == endpoint.RemoteAddress)?._sent.Add(octets);

        // All peers are known as soon as one that the router opens a tunnel to is.
        _ = await router.Until("/v1/l2tp/tunnels?peer=pe2&state=established", static list => list.GetArrayLength() == 1);
    }

    /// <summary>Says something.</summary>
    public void Give(byte[] octets) => _router!.Deliver(_endpoint, octets);

    /// <summary>The next datagram of the router.</summary>
    public byte[] Next(string what)
    {
        Assert.True(_sent.TryTake(out byte[]? octets, 10_000), $"no {what}");
        return octets;
    }

    /// <summary>The router's next control message of a type. Repetitions and acknowledgements may come before it; data may not.</summary>
    public SeenMessage Take(int type) => Take(type, isDataSkipped: false);

    /// <summary>The same, and data may come before it.</summary>
    public SeenMessage TakeBehindData(int type) => Take(type, isDataSkipped: true);

    /// <summary>The router's next data message.</summary>
    public byte[] TakeData()
    {
        while (true)
        {
            byte[] octets = Next("data");
            if (!IsControl(octets))
            {
                return octets;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sent.Dispose();

    private static bool IsControl(byte[] octets) => (octets[0] & 0x80) != 0;

    private SeenMessage Take(int type, bool isDataSkipped)
    {
        while (true)
        {
            byte[] octets = Next($"message {type}");
            if (isDataSkipped && !IsControl(octets))
            {
                continue;
            }

            SeenMessage seen = new(octets);
            if (seen.Type == type)
            {
                return seen;
            }
        }
    }
}
