namespace Router.Dataplane.Ports;

/// <summary>An open DPDK port.</summary>
/// <param name="Index">Index in the configuration, the channel and the workers' tables.</param>
/// <param name="Id">DPDK's port id.</param>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Queues">Receive queues.</param>
internal sealed record Port(int Index, ushort Id, string Name, int Queues);
