using System.Text;
using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>dataplane</c>.</summary>
internal static class DataplaneWriter
{
    public static void Write(StringBuilder text, DataplaneConfiguration dataplane)
    {
        var defaults = new DataplaneConfiguration();
        MappingWriter limits = Limits(dataplane.Limits);
        MappingWriter map = new MappingWriter()
            .AddObject("workers", dataplane.Workers, static workers => YamlText.Of(workers, static cpu => YamlText.Of(cpu)))
            .AddValue("main", dataplane.Main, static cpu => YamlText.Of(cpu))
            .Add("hugepages", dataplane.Hugepages, defaults.Hugepages, YamlText.Of)
            .Add("memory", dataplane.MemoryMebibytes, defaults.MemoryMebibytes, static number => YamlText.Of(number))
            .Add("mbufs", dataplane.Mbufs, defaults.Mbufs, static number => YamlText.Of(number))
            .Add("idle", dataplane.Idle, defaults.Idle, Choices.Idle.WordOf);
        if (limits.Entries.Count > 0)
        {
            _ = map.Add("limits", limits.Flow);
        }

        Blocks.Open(text, "dataplane", map.Entries.Count);
        Blocks.Keys(text, "  ", map);
    }

    private static MappingWriter Limits(LimitsConfiguration limits)
    {
        var defaults = new LimitsConfiguration();
        return new MappingWriter()
            .Add("interfaces", limits.Interfaces, defaults.Interfaces, static number => YamlText.Of(number))
            .Add("vrfs", limits.Vrfs, defaults.Vrfs, static number => YamlText.Of(number))
            .Add("adjacencies", limits.Adjacencies, defaults.Adjacencies, static number => YamlText.Of(number))
            .Add("routes", limits.Routes, defaults.Routes, static number => YamlText.Of(number))
            .Add("l2tp-sessions", limits.L2tpSessions, defaults.L2tpSessions, static number => YamlText.Of(number));
    }
}
