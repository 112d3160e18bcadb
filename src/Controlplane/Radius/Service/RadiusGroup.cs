using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Linux;

namespace Router.Controlplane.Radius.Service;

/// <summary>A configured group of RADIUS servers at work: a client, and a listener for CoA and Disconnect if there is to be one.</summary>
internal sealed class RadiusGroup : IDisposable
{
    private readonly RadiusClient _client;
    private readonly DynamicAuthorizationListener? _listener;

    public RadiusGroup(
        RadiusGroupConfiguration configuration,
        RouterConfiguration router,
        Func<DynamicAuthorizationRequest, Task<DynamicAuthorizationError>> handler,
        ILogger logger)
    {
        Configuration = configuration;
        string? netns = new ConfigurationIndex(router).Vrf(configuration.Vrf)?.Netns;
        RadiusSettings settings = new()
        {
            Servers = [.. configuration.Servers.Select(static server => new RadiusServer(server.Address, server.Secret)
            {
                AuthenticationPort = server.AuthPort,
                AccountingPort = server.AcctPort,
                RequireMessageAuthenticator = server.RequireMessageAuthenticator,
            })],
            Nas = NasOf(configuration, router),
            InitialTimeout = configuration.Timeout,
            Attempts = configuration.Tries,
            DeadTime = configuration.DeadTime,
            OpenSocket = family => Open(family, netns, configuration.Source),
        };
        _client = new RadiusClient(settings);
        if (configuration.CoaPort is ushort port)
        {
            _listener = Listen(port, settings, handler, netns, logger);
        }
    }

    /// <summary>As configured.</summary>
    public RadiusGroupConfiguration Configuration { get; }

    /// <summary>What the client has counted.</summary>
    public RadiusCounters Counters => _client.Counters;

    /// <summary>Sends a request; the continuation runs on the thread pool.</summary>
    /// <param name="request">The request.</param>
    public Task<RadiusResult> SendAsync(RadiusRequest request) => _client.SendAsync(request);

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener?.Dispose();
        _client.Dispose();
    }

    private static RadiusNas NasOf(RadiusGroupConfiguration configuration, RouterConfiguration router)
    {
        bool ipv6 = configuration.Source?.AddressFamily == AddressFamily.InterNetworkV6;
        return new RadiusNas
        {
            Identifier = configuration.NasIdentifier ?? router.Instance,
            Address = ipv6 ? null : configuration.Source,
            Ipv6Address = ipv6 ? configuration.Source : null,
        };
    }

    private static Socket Open(AddressFamily family, string? netns, IPAddress? source)
    {
        using NamespaceHandle handle = NetworkNamespace.Named(netns).Open();
        Socket socket = handle.Run(() => new Socket(family, SocketType.Dgram, ProtocolType.Udp));
        if (source is not null && source.AddressFamily == family)
        {
            try
            {
                socket.Bind(new IPEndPoint(source, 0));
            }
            catch (SocketException)
            {
                socket.Dispose();
                throw;
            }
        }

        return socket;
    }

    private static DynamicAuthorizationListener? Listen(
        ushort port, RadiusSettings settings, Func<DynamicAuthorizationRequest, Task<DynamicAuthorizationError>> handler, string? netns, ILogger logger)
    {
        // Only the servers may ask, and with their secrets.
        List<DynamicAuthorizationClient> clients =
            [.. settings.Servers.DistinctBy(static server => server.Address).Select(static server => new DynamicAuthorizationClient(server.Address, server.Secret))];
        IPAddress any = settings.Servers[0].Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        try
        {
            using NamespaceHandle handle = NetworkNamespace.Named(netns).Open();
            return handle.Run(() => new DynamicAuthorizationListener(new IPEndPoint(settings.Nas.Address ?? settings.Nas.Ipv6Address ?? any, port), clients, settings, handler));
        }
        catch (Exception exception) when (exception is SocketException or NetlinkException)
        {
            logger.LogWarning("RADIUS CoA port {Port}: {Message}", port, exception.Message);
            return null;
        }
    }
}
