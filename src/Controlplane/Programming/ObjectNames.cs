using Router.Controlplane.Desired;

namespace Router.Controlplane.Programming;

/// <summary>Objects in words, for the log and error messages.</summary>
public static class ObjectNames
{
    /// <summary>For example <c>route 10.1.0.0/16 vrf red</c>.</summary>
    /// <param name="item">A desired object.</param>
    /// <param name="state">The state it belongs to, for the names of VRFs and interfaces.</param>
    public static string Of(object item, DesiredState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return item switch
        {
            DesiredVrf vrf => $"vrf {vrf.Name}",
            DesiredInterface entry => $"interface {entry.Name}",
            DesiredAdjacency { NextHop: not null } adjacency =>
                $"adjacency {adjacency.Kind} via {adjacency.NextHop} dev {InterfaceName(adjacency.Interface, state)}",
            DesiredAdjacency adjacency => $"adjacency {adjacency.Kind} dev {InterfaceName(adjacency.Interface, state)}",
            DesiredRoute route => $"route {route.Key} vrf {VrfName(route.Key.Vrf, state)}",
            DesiredLabel label => $"label {label.Key.Label} bottom-of-stack {(label.Key.BottomOfStack ? "yes" : "no")}",
            DesiredSession session => $"l2tp session {session.Name}",
            DesiredCrossConnect connect => $"cross-connect of {InterfaceName(connect.Interface, state)}",
            _ => item?.ToString() ?? "",
        };
    }

    private static string InterfaceName(ulong key, DesiredState state) =>
        state.Interfaces.TryGetValue(key, out DesiredInterface? entry) ? entry.Name : $"{key:x16}";

    private static string VrfName(ulong key, DesiredState state) =>
        state.Vrfs.TryGetValue(key, out DesiredVrf? vrf) ? vrf.Name : $"{key:x16}";
}
