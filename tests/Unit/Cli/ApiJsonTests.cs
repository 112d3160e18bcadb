using System.Text.Json;
using Router.Api;
using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>Defaults of what clients may leave out.</summary>
public sealed class ApiJsonTests
{
    [Fact]
    public void Absent_keys_keep_their_defaults()
    {
        Problem problem = JsonSerializer.Deserialize("""{"title":"t","status":1}""", ApiJson.Default.Problem)!;
        Assert.Equal(("about:blank", 0), (problem.Type, problem.Errors.Count));
        L2tpTunnelRequest tunnel = JsonSerializer.Deserialize("""{"tunnelId":1}""", ApiJson.Default.L2tpTunnelRequest)!;
        Assert.Equal(("udp", "auto", ""), (tunnel.Encapsulation, tunnel.UdpChecksum, tunnel.Local));
        L2tpSessionRequest session = JsonSerializer.Deserialize("{}", ApiJson.Default.L2tpSessionRequest)!;
        Assert.Equal(("", "", "default", "none"), (session.Cookie, session.PeerCookie, session.L2Sublayer, session.Sequencing));
        Assert.Equal(10, JsonSerializer.Deserialize("{}", ApiJson.Default.TraceRequest)!.Count);
    }

    [Fact]
    public void Unknown_keys_of_requests_are_errors() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"tunelId":1}""", ApiJson.Default.L2tpTunnelRequest));
}
