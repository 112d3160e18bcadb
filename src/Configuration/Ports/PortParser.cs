using System.Text.RegularExpressions;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>ports</c>.</summary>
internal static partial class PortParser
{
    private static readonly ScalarParser<string> Device = Scalars.Word(
        DevicePattern(), "write a PCI address such as \"0000:03:00.0\" or a vdev such as \"net_af_packet0,iface=eth1\", without spaces");

    private static readonly ScalarParser<int> Queues = Scalars.Integer<int>(1, 64);
    private static readonly ScalarParser<int> Mtu = Scalars.Integer<int>(68, 9600);

    public static PortConfiguration? Parse(string name, MappingReader map)
    {
        if (Names.CheckPort(name) is { } problem)
        {
            map.ReportHere(problem);
        }

        return new PortConfiguration
        {
            Name = name,
            Device = map.Required("device", Device),
            Queues = map.OptionalValue("queues", Queues),
            Mtu = map.Optional("mtu", Mtu, PortConfiguration.DefaultMtu),
            Mac = map.OptionalValue<MacAddress>("mac", Scalars.Mac),
            Promiscuous = map.OptionalValue<bool>("promiscuous", Scalars.Boolean),
        };
    }

    [GeneratedRegex(@"^[!-~]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DevicePattern();
}
