using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes an entry of <c>ports</c>.</summary>
internal static class PortWriter
{
    public static void Write(MappingWriter map, PortConfiguration port) => map
        .Add("device", YamlText.Of(port.Device))
        .AddValue("queues", port.Queues, static number => YamlText.Of(number))
        .Add("mtu", port.Mtu, PortConfiguration.DefaultMtu, static number => YamlText.Of(number))
        .AddValue("mac", port.Mac, YamlText.Of)
        .AddValue("promiscuous", port.Promiscuous, YamlText.Of);
}
