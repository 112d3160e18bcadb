using System.Net;
using Router.Api;
using Router.Configuration;
using Router.Controlplane.Service;
using Router.Controlplane.Store;

namespace Router.Controlplane.Api;

/// <summary>Adding and removing static L2TPv3 in the running configuration.</summary>
internal sealed class L2tpEndpoints(IRouterService router)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiPaths.L2tpTunnels, AddTunnel);
        routes.MapPost(ApiPaths.L2tpSessions, AddSession);
        routes.MapDelete(ApiPaths.L2tpTunnels + "/{id}", RemoveTunnel);
        routes.MapDelete(ApiPaths.L2tpSessions, RemoveSession);
    }

    private async Task AddTunnel(HttpContext context)
    {
        L2tpTunnelRequest request = await context.ReadJson(ApiJson.Default.L2tpTunnelRequest).ConfigureAwait(false);
        bool udp = Choice("encapsulation", request.Encapsulation, "udp", "ip") == "udp";
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = request.Name ?? $"tunnel{request.TunnelId}",
            TunnelId = Id("tunnelId", request.TunnelId),
            PeerTunnelId = Id("peerTunnelId", request.PeerTunnelId),
            Encapsulation = udp ? L2tpEncapsulation.Udp : L2tpEncapsulation.Ip,
            Local = Address("local", request.Local),
            Remote = Address("remote", request.Remote),
            UdpSourcePort = udp ? request.UdpSourcePort ?? L2tpTunnelConfiguration.DefaultUdpPort : L2tpTunnelConfiguration.DefaultUdpPort,
            UdpDestinationPort = udp ? request.UdpDestinationPort ?? L2tpTunnelConfiguration.DefaultUdpPort : L2tpTunnelConfiguration.DefaultUdpPort,
            UdpChecksum = Choice("udpChecksum", request.UdpChecksum, "auto", "zero", "computed") switch
            {
                "zero" => UdpChecksumMode.Zero,
                "computed" => UdpChecksumMode.Computed,
                _ => UdpChecksumMode.Auto,
            },
        };
        await Answer(context, router.AddTunnelAsync(tunnel, context.RequestAborted)).ConfigureAwait(false);
    }

    private async Task AddSession(HttpContext context)
    {
        L2tpSessionRequest request = await context.ReadJson(ApiJson.Default.L2tpSessionRequest).ConfigureAwait(false);
        RouterConfiguration running = router.Snapshot.Configuration;
        L2tpTunnelConfiguration tunnel = running.L2tp.Tunnels.FirstOrDefault(t => t.TunnelId == request.TunnelId)
            ?? throw new ConfigurationEditException("l2tp.tunnels", $"no tunnel with tunnel id {request.TunnelId}");
        L2tpSessionConfiguration session = new()
        {
            Name = request.Name ?? FreeName(running),
            Tunnel = tunnel.Name,
            SessionId = Id("sessionId", request.SessionId),
            PeerSessionId = Id("peerSessionId", request.PeerSessionId),
            Cookie = Cookie("cookie", request.Cookie),
            PeerCookie = Cookie("peerCookie", request.PeerCookie),
            L2Sublayer = Choice("l2Sublayer", request.L2Sublayer, "none", "default") == "none" ? L2SublayerKind.None : L2SublayerKind.Default,
            Sequencing = Choice("sequencing", request.Sequencing, "none", "send", "recv", "both") switch
            {
                "send" => L2tpSequencing.Send,
                "recv" => L2tpSequencing.Receive,
                "both" => L2tpSequencing.Both,
                _ => L2tpSequencing.None,
            },
        };
        await Answer(context, router.AddSessionAsync(session, context.RequestAborted)).ConfigureAwait(false);
    }

    private Task RemoveTunnel(HttpContext context)
    {
        uint id = ApiAnswers.Number("id", context.Request.RouteValues["id"] as string);
        return Answer(context, router.RemoveTunnelAsync(id, context.RequestAborted));
    }

    private Task RemoveSession(HttpContext context)
    {
        uint tunnel = Id("tunnel", context.QueryNumber("tunnel"));
        uint session = Id("session", context.QueryNumber("session"));
        return Answer(context, router.RemoveSessionAsync(tunnel, session, context.RequestAborted));
    }

    private static async Task Answer(HttpContext context, Task<ApplyOutcome> change) =>
        await ConfigEndpoints.Answer(context, await change.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>As the kernel names L2TP interfaces: the lowest free number.</summary>
    private static string FreeName(RouterConfiguration configuration)
    {
        HashSet<string> taken = [.. configuration.L2tp.Sessions.Select(session => session.Name)];
        int number = 0;
        while (taken.Contains($"l2tpeth{number}"))
        {
            number++;
        }

        return $"l2tpeth{number}";
    }

    private static uint Id(string key, uint id) => id != 0 ? id : throw ApiProblemException.BadRequest(key, "is required and not 0");

    private static IPAddress Address(string key, string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw ApiProblemException.BadRequest(key, $"\"{text}\" is not an IP address");

    private static L2tpCookie Cookie(string key, string text) => L2tpCookie.TryParse(text, out L2tpCookie cookie)
        ? cookie
        : throw ApiProblemException.BadRequest(key, $"\"{text}\": nothing, 8 or 16 hex digits are wanted");

    private static string Choice(string key, string value, params string[] allowed) => allowed.Contains(value)
        ? value
        : throw ApiProblemException.BadRequest(key, $"\"{value}\": {string.Join(", ", allowed)} are allowed");
}
