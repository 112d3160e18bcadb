using System.Net;

namespace Router.Controlplane.Radius;

/// <summary>What requests say about a session.</summary>
public sealed record RadiusSession
{
    /// <summary>Acct-Session-Id, unique over restarts.</summary>
    public required string Id { get; init; }

    /// <summary>NAS-Port.</summary>
    public uint? Port { get; init; }

    /// <summary>NAS-Port-Id, the port's name.</summary>
    public string? PortId { get; init; }

    /// <summary>Calling-Station-Id: the subscriber's line.</summary>
    public string? CallingStation { get; init; }

    /// <summary>Called-Station-Id.</summary>
    public string? CalledStation { get; init; }

    /// <summary>Address of the LAC: Tunnel-Client-Endpoint (RFC 2868 3.3).</summary>
    public IPAddress? TunnelClient { get; init; }

    /// <summary>Own address of the tunnel: Tunnel-Server-Endpoint (RFC 2868 3.4).</summary>
    public IPAddress? TunnelServer { get; init; }

    internal void Write(ref RadiusWriter writer)
    {
        const uint Framed = 2;
        const uint Ppp = 1;
        const uint Virtual = 5;
        writer.AddUInt32(RadiusAttribute.ServiceType, Framed);
        writer.AddUInt32(RadiusAttribute.FramedProtocol, Ppp);
        writer.AddUInt32(RadiusAttribute.NasPortType, Virtual);
        if (Port is { } port)
        {
            writer.AddUInt32(RadiusAttribute.NasPort, port);
        }

        writer.AddText(RadiusAttribute.NasPortId, PortId);
        writer.AddText(RadiusAttribute.CallingStationId, CallingStation);
        writer.AddText(RadiusAttribute.CalledStationId, CalledStation);
        writer.AddText(RadiusAttribute.AcctSessionId, Id);
        if ((TunnelClient ?? TunnelServer) is { } end)
        {
            WriteTunnel(end, ref writer);
        }
    }

    private void WriteTunnel(IPAddress end, ref RadiusWriter writer)
    {
        const uint L2tp = 3;
        bool ipv6 = end.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        writer.AddUInt32(RadiusAttribute.TunnelType, L2tp);
        writer.AddUInt32(RadiusAttribute.TunnelMediumType, ipv6 ? 2u : 1u);
        writer.AddText(RadiusAttribute.TunnelClientEndpoint, TunnelClient?.ToString());
        writer.AddText(RadiusAttribute.TunnelServerEndpoint, TunnelServer?.ToString());
    }
}
