using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Turns keys and indices of a snapshot into the names of the configuration.</summary>
internal sealed class StateNames
{
    private readonly DesiredState _desired;
    private readonly Dictionary<string, string> _connected = new(StringComparer.Ordinal);

    /// <summary>Prepares the names of a snapshot.</summary>
    public StateNames(RouterSnapshot snapshot)
    {
        _desired = snapshot.Desired;
        foreach (CrossConnectConfiguration pair in snapshot.Configuration.CrossConnects)
        {
            _connected[pair.First] = pair.Second;
            _connected[pair.Second] = pair.First;
        }
    }

    /// <summary>The other end of a cross-connect.</summary>
    public string? ConnectedTo(string end) => _connected.GetValueOrDefault(end);

    /// <summary>Name of a VRF.</summary>
    public string Vrf(ulong key) => _desired.Vrfs.TryGetValue(key, out DesiredVrf? vrf) ? vrf.Name : $"vrf-{key:x16}";

    /// <summary>Name of an interface.</summary>
    public string Interface(ulong key) =>
        _desired.Interfaces.TryGetValue(key, out DesiredInterface? found) ? found.Name : $"interface-{key:x16}";

    /// <summary>The adjacency that a target leads to.</summary>
    public DesiredAdjacency? Adjacency(DesiredTarget target) =>
        target.Kind == TargetKind.Adjacency ? _desired.Adjacencies.GetValueOrDefault(target.Key) : null;

    /// <summary>The way in words, as <c>ip route</c> says it.</summary>
    public string Describe(DesiredTarget target) => Describe(target, Adjacency(target)?.Labels ?? []);

    /// <summary>The way in words with the labels that a packet gets on it, outermost first.</summary>
    public string Describe(DesiredTarget target, IReadOnlyCollection<uint> labels) => target.Kind switch
    {
        TargetKind.Adjacency => Adjacency(target) is { } adjacency ? Describe(adjacency, labels) : "missing adjacency",
        TargetKind.Local => "local",
        TargetKind.Glean => $"connected dev {Interface(target.Key)}",
        TargetKind.LookupVrf => $"lookup vrf {Vrf(target.Key)}",
        TargetKind.Unreachable => "unreachable",
        TargetKind.Prohibit => "prohibit",
        TargetKind.Blackhole => "blackhole",
        _ => "none",
    };

    private string Describe(DesiredAdjacency adjacency, IReadOnlyCollection<uint> stack)
    {
        string via = adjacency.NextHop is null ? "" : $"via {adjacency.NextHop} ";
        string labels = stack.Count == 0 ? "" : $" labels {string.Join('/', stack)}";
        string session = adjacency.Session == 0 ? "" : $" l2tp session {adjacency.Session}";
        return $"{via}dev {Interface(adjacency.Interface)}{labels}{session}";
    }
}
