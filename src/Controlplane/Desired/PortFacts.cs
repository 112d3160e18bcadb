using Router.Configuration;

namespace Router.Controlplane.Desired;

/// <summary>What the dataplane says about a port.</summary>
/// <param name="Index">Number of the port.</param>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Mac">MAC address of the device.</param>
/// <param name="LinkUp">Link state.</param>
public sealed record PortFacts(ushort Index, string Name, MacAddress Mac, bool LinkUp);
