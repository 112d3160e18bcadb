using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>dataplane</c>.</summary>
internal static class DataplaneParser
{
    private static readonly ScalarParser<int> Cpu = Scalars.Integer<int>(0, 1023);
    private static readonly ScalarParser<int> Memory = Scalars.Integer<int>(32, 1048576);
    private static readonly ScalarParser<int> Mbufs = Scalars.Integer<int>(1024, 16777216);
    private static readonly ScalarParser<int> Interfaces = Scalars.Integer<int>(1, 65536);
    private static readonly ScalarParser<int> Vrfs = Scalars.Integer<int>(1, 65536);
    private static readonly ScalarParser<int> Adjacencies = Scalars.Integer<int>(16, 4194304);
    private static readonly ScalarParser<int> Routes = Scalars.Integer<int>(16, 16777216);
    private static readonly ScalarParser<int> Sessions = Scalars.Integer<int>(16, 4194304);

    public static DataplaneConfiguration Parse(MappingReader map)
    {
        var defaults = new DataplaneConfiguration();
        bool hasWorkers = map.Has("workers");
        ConfigurationList<int> workers = map.List("workers", Cpu);
        if (hasWorkers && workers.Count == 0 && !map.Failed)
        {
            map.Report("workers", "the list is empty; give at least one CPU number, for example [1]");
        }

        var section = new DataplaneConfiguration
        {
            Workers = hasWorkers ? workers : null,
            Main = map.OptionalValue("main", Cpu),
            Hugepages = map.Optional("hugepages", Scalars.Boolean, defaults.Hugepages),
            MemoryMebibytes = map.Optional("memory", Memory, defaults.MemoryMebibytes),
            Mbufs = map.Optional("mbufs", Mbufs, defaults.Mbufs),
            Idle = map.Optional<IdlePolicy>("idle", Choices.Idle.Parse, defaults.Idle),
            Limits = ParseLimits(map.Section("limits")),
        };
        map.Finish();
        return section;
    }

    private static LimitsConfiguration ParseLimits(MappingReader map)
    {
        var defaults = new LimitsConfiguration();
        var limits = new LimitsConfiguration
        {
            Interfaces = map.Optional("interfaces", Interfaces, defaults.Interfaces),
            Vrfs = map.Optional("vrfs", Vrfs, defaults.Vrfs),
            Adjacencies = map.Optional("adjacencies", Adjacencies, defaults.Adjacencies),
            Routes = map.Optional("routes", Routes, defaults.Routes),
            L2tpSessions = map.Optional("l2tp-sessions", Sessions, defaults.L2tpSessions),
        };
        map.Finish();
        return limits;
    }
}
