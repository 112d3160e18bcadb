namespace Router.Controlplane.L2tp.Service;

/// <summary>Where the service keeps its state.</summary>
/// <param name="StateFile">File of the negotiated sessions; its directory exists.</param>
public sealed record L2tpServiceOptions(string StateFile);
