using System.Text;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes a configuration as a file that reads back as an equal configuration. Keys with default values are left out.</summary>
public static class ConfigurationWriter
{
    /// <summary>The YAML text of a configuration.</summary>
    /// <param name="configuration">A valid configuration.</param>
    public static string ToYaml(RouterConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = new StringBuilder();
        _ = text.Append("instance: ").Append(YamlText.Of(configuration.Instance)).Append('\n');
        DataplaneWriter.Write(text, configuration.Dataplane);
        Blocks.Named(text, "ports", configuration.Ports, static port => port.Name, PortWriter.Write);
        Blocks.Named(text, "vrfs", configuration.Vrfs.RemoveAll(VrfWriter.IsImplied), static vrf => vrf.Name, VrfWriter.Write);
        Blocks.Named(text, "interfaces", configuration.Interfaces, static entry => entry.Name, InterfaceWriter.Write);
        Blocks.List(text, "neighbours", configuration.Neighbours, NeighbourWriter.Write);
        Blocks.List(text, "routes", configuration.Routes, RouteWriter.Write);
        MplsWriter.Write(text, configuration.Mpls);
        L2tpWriter.Write(text, configuration.L2tp);
        PppWriter.Write(text, configuration.Ppp);
        RadiusWriter.Write(text, configuration.Radius);
        CrossConnectWriter.Write(text, configuration.CrossConnects);
        MetricsWriter.Write(text, configuration.Metrics);
        return text.ToString();
    }
}
