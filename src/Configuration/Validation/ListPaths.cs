using Router.Configuration.Syntax;

namespace Router.Configuration.Validation;

/// <summary>Paths of the sections.</summary>
internal static class ListPaths
{
    public static readonly KeyPath Dataplane = KeyPath.Root.Key("dataplane");
    public static readonly KeyPath Limits = Dataplane.Key("limits");
    public static readonly KeyPath Ports = KeyPath.Root.Key("ports");
    public static readonly KeyPath Vrfs = KeyPath.Root.Key("vrfs");
    public static readonly KeyPath Interfaces = KeyPath.Root.Key("interfaces");
    public static readonly KeyPath Neighbours = KeyPath.Root.Key("neighbours");
    public static readonly KeyPath Routes = KeyPath.Root.Key("routes");
    public static readonly KeyPath Labels = KeyPath.Root.Key("mpls").Key("labels");
    public static readonly KeyPath Pseudowires = KeyPath.Root.Key("mpls").Key("pseudowires");
    public static readonly KeyPath Tunnels = KeyPath.Root.Key("l2tp").Key("tunnels");
    public static readonly KeyPath Sessions = KeyPath.Root.Key("l2tp").Key("sessions");
    public static readonly KeyPath Peers = KeyPath.Root.Key("l2tp").Key("peers");
    public static readonly KeyPath L2tpCalls = KeyPath.Root.Key("l2tp").Key("calls");
    public static readonly KeyPath L2tpPseudowires = KeyPath.Root.Key("l2tp").Key("pseudowires");
    public static readonly KeyPath PppProfiles = KeyPath.Root.Key("ppp").Key("profiles");
    public static readonly KeyPath PppUsers = KeyPath.Root.Key("ppp").Key("users");
    public static readonly KeyPath PppPools = KeyPath.Root.Key("ppp").Key("pools");
    public static readonly KeyPath RadiusGroups = KeyPath.Root.Key("radius").Key("groups");
    public static readonly KeyPath CrossConnects = KeyPath.Root.Key("cross-connects");
}
