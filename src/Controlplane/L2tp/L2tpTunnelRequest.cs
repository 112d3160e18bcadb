namespace Router.Controlplane.L2tp;

/// <summary>What an SCCRQ says before anything is believed of it.</summary>
/// <param name="Endpoint">Where it came from.</param>
/// <param name="Version">Version of its header.</param>
/// <param name="HostName">Host Name, printable.</param>
/// <param name="RouterId">Router ID, 0 if absent.</param>
public readonly record struct L2tpTunnelRequest(L2tpEndpoint Endpoint, int Version, string HostName, uint RouterId);
