using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>Computes the desired state: a pure function of the configuration, the ports and the neighbours.</summary>
public sealed partial class DesiredStateBuilder
{
    private readonly BuildInputs _inputs;
    private readonly RouterConfiguration _configuration;
    private readonly ConfigurationIndex _index;
    private readonly AdjacencySet _adjacencies;
    private readonly List<BuildProblem> _problems = [];
    private readonly Dictionary<string, RouteTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DesiredInterface> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DesiredInterface> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<RouteKey, DesiredRoute> _routes = [];
    private readonly Dictionary<LabelKey, DesiredLabel> _labels = [];
    private readonly Dictionary<ulong, DesiredSession> _sessions = [];
    private readonly Dictionary<ulong, DesiredCrossConnect> _crossConnects = [];
    private readonly Dictionary<string, DesiredTarget> _encapsulations = new(StringComparer.Ordinal);
    private readonly List<HostRoute> _hostRoutes = [];
    private readonly PathResolver _resolver;

    private DesiredStateBuilder(BuildInputs inputs)
    {
        _inputs = inputs;
        _configuration = inputs.Configuration;
        _index = new ConfigurationIndex(_configuration);
        _adjacencies = new AdjacencySet(inputs);
        _resolver = new PathResolver(_tables, _links);
    }

    /// <summary>Computes the desired state.</summary>
    /// <param name="inputs">Everything that it depends on.</param>
    public static DesiredState Build(BuildInputs inputs) => Build(inputs, out _);

    /// <summary>Computes the desired state.</summary>
    /// <param name="inputs">Everything that it depends on.</param>
    /// <param name="builder">Knows what sessions take that come up from then on.</param>
    public static DesiredState Build(BuildInputs inputs, out DesiredStateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        builder = new DesiredStateBuilder(inputs);
        return builder.Build();
    }

    private DesiredState Build()
    {
        foreach (VrfConfiguration vrf in _configuration.Vrfs)
        {
            _tables.Add(vrf.Name, new RouteTable(vrf.Name));
        }

        BuildInterfaces();
        BuildConnectedRoutes();
        AddStaticRoutes();
        BuildRoutes();
        BuildNeighbourRoutes();
        BuildLabels();
        BuildSessions();
        BuildPseudowires();
        BuildCrossConnects();
        CheckLimits();
        return new DesiredState
        {
            Vrfs = _configuration.Vrfs
                .Select(vrf => new DesiredVrf(StableKey.OfVrf(vrf.Name), vrf.Name))
                .ToDictionary(vrf => vrf.Key),
            Interfaces = _interfaces.Values.ToDictionary(entry => entry.Key),
            Adjacencies = _adjacencies.Adjacencies,
            Routes = _routes,
            Labels = _labels,
            Sessions = _sessions,
            SessionObjects = _made,
            CrossConnects = _crossConnects,
            Encapsulations = _encapsulations,
            WantedNeighbours = _adjacencies.Wanted,
            HostRoutes = _hostRoutes,
            Problems = _problems,
        };
    }

    private void CheckLimits()
    {
        LimitsConfiguration limits = _configuration.Dataplane.Limits;
        CheckLimit("interfaces", _interfaces.Count, limits.Interfaces);
        CheckLimit("vrfs", _configuration.Vrfs.Count, limits.Vrfs);
        CheckLimit("adjacencies", _adjacencies.Adjacencies.Count, limits.Adjacencies - 1);
        CheckLimit("routes", _routes.Count, limits.Routes);
        CheckLimit("l2tp-sessions", _sessions.Count, limits.L2tpSessions);
    }

    private void CheckLimit(string what, int count, int limit)
    {
        if (count > limit)
        {
            Refuse($"dataplane.limits.{what}", $"{count} are needed, but {limit} fit: raise the limit (it takes a restart of the dataplane)");
        }
    }

    private void Pending(string key, string message) => _problems.Add(new BuildProblem(ProblemSeverity.Pending, key, message));

    private void Refuse(string key, string message) => _problems.Add(new BuildProblem(ProblemSeverity.Error, key, message));

    private DesiredTarget TargetOf(ResolvedPath path, int payload) =>
        path.Interface is null ? new DesiredTarget(path.Fixed, 0) : _adjacencies.NextHop(path, payload);

    private bool FitsLabels(ResolvedPath path, string key)
    {
        if (path.Labels.Length <= AdjacencyRecord.MaxLabels)
        {
            return true;
        }

        Refuse(key, $"the label stack [{string.Join(", ", path.Labels)}] has more than {AdjacencyRecord.MaxLabels} labels");
        return false;
    }
}
