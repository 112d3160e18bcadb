namespace Router.Controlplane.Radius;

/// <summary>What vendor-specific attributes say about a subscriber; docs/radius.md lists them.</summary>
/// <param name="Vrf">Name of the VRF; null if nothing was said.</param>
/// <param name="RateDown">Bits per second to the subscriber; 0 for no limit, null if nothing was said.</param>
/// <param name="RateUp">Bits per second from the subscriber; 0 for no limit, null if nothing was said.</param>
public readonly record struct SubscriberPolicy(string? Vrf, ulong? RateDown, ulong? RateUp);
