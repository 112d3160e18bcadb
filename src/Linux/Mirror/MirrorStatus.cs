namespace Router.Linux;

/// <summary>The state of a mirror.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Where it belongs.</param>
/// <param name="State">How far it is.</param>
/// <param name="InterfaceIndex">Its number in that namespace; 0 while it is not there.</param>
/// <param name="Error">What is wrong; null if it is ready.</param>
public sealed record MirrorStatus(string Name, NetworkNamespace Namespace, MirrorState State, int InterfaceIndex, string? Error);
