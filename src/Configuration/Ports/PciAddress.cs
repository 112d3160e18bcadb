using System.Text.RegularExpressions;

namespace Router.Configuration;

/// <summary>PCI addresses as DPDK writes them.</summary>
internal static partial class PciAddress
{
    /// <summary>True for DDDD:BB:DD.F or BB:DD.F, with or without device arguments after a comma.</summary>
    public static bool IsMatch(string device) => Pattern().IsMatch(device);

    [GeneratedRegex(@"^([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7](,.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
