using System.Net;
using System.Net.Sockets;
using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A configured call of this router's own: a PPP session in which it is the subscriber.</summary>
internal sealed class L2tpCall
{
    public L2tpCall(L2tpCallConfiguration configuration, RouterConfiguration router)
    {
        Configuration = configuration;
        InterfaceConfiguration? link = new ConfigurationIndex(router).Interface(configuration.Interface);
        IPAddress? address = link?.Addresses.Select(static entry => entry.Address).FirstOrDefault(static own => own.AddressFamily == AddressFamily.InterNetwork);
        Settings = new PppSettings
        {
            User = configuration.User,
            Password = configuration.Password ?? "",
            Name = router.L2tp.HostName ?? router.Instance,
            Ipv4 = address is not null,
            RequestAddress = true,
            LocalAddress = address ?? IPAddress.Any,
            Ipv6 = link is { IsIpv6Enabled: true },
        };
    }

    /// <summary>As configured.</summary>
    public L2tpCallConfiguration Configuration { get; }

    /// <summary>What its PPP sessions are made with.</summary>
    public PppSettings Settings { get; }

    /// <summary>Its session, in set-up or established; null for none.</summary>
    public L2tpSession? Session { get; set; }

    /// <summary>When to call again.</summary>
    public long NextAttempt { get; set; }

    /// <summary>This end's parameters of a call to a peer.</summary>
    /// <param name="peer">The peer. In version 2 what it says of numbers is demanded of both ends (RFC 2661 5.4).</param>
    public static L2tpCallParameters ParametersFor(L2tpPeerConfiguration peer) => new()
    {
        PseudowireType = PseudowireType.Ppp,
        CircuitStatus = CircuitStatus.Active | CircuitStatus.New,
        Ppp = new PppCallParameters { SequencingRequired = peer.Sequencing != L2tpSequencing.None },
    };
}
