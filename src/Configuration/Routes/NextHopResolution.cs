using System.Net;

namespace Router.Configuration;

/// <summary>Where a next hop really leads.</summary>
/// <param name="Interface">Egress interface.</param>
/// <param name="NextHop">Neighbour on the link of that interface.</param>
/// <param name="Labels">Labels of the routes that it was resolved through, outermost first, without implicit null.</param>
internal sealed record NextHopResolution(InterfaceConfiguration Interface, IPAddress NextHop, ConfigurationList<uint> Labels);
