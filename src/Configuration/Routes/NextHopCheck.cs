using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Checks keys <c>via</c>, <c>interface</c> and the labels of routes, label entries and pseudowires.</summary>
internal static class NextHopCheck
{
    /// <summary>Reports a next hop that leads nowhere or needs too many labels.</summary>
    /// <param name="context">The configuration.</param>
    /// <param name="path">The entry.</param>
    /// <param name="vrf">VRF in which the next hop is looked up.</param>
    /// <param name="via">The next hop.</param>
    /// <param name="interfaceName">Egress interface if given.</param>
    /// <param name="labels">The entry's own labels.</param>
    /// <param name="labelsKey">Their key.</param>
    public static void Validate(
        ValidationContext context, Func<KeyPath> path, string vrf, IPAddress via, string? interfaceName, ConfigurationList<uint> labels, string labelsKey)
    {
        if (interfaceName is not null)
        {
            if (InterfaceReference.Find(context, interfaceName, () => path().Key("interface")) is not { } entry)
            {
                return;
            }

            vrf = entry.Vrf;
        }

        if (context.IsOwnAddress(vrf, via))
        {
            context.Report(path().Key("via"), $"{via} is an address of this router; give the neighbour's address");
            return;
        }

        bool byDefaultRoute = labelsKey == "labels" && MplsLabel.OnWire(labels).Count == 0;
        NextHopResolution? resolution = context.Resolver.Resolve(vrf, via, interfaceName, byDefaultRoute, out string? problem);
        if (resolution is null)
        {
            context.ReportMissing(path().Key("via"), $"{problem}; give a neighbour on a connected subnet or a static route to it");
            return;
        }

        int count = MplsLabel.OnWire(labels).Count + resolution.Labels.Count;
        if (count > MplsLabel.MaximumDepth)
        {
            context.ReportMissing(
                path().Key(labelsKey),
                $"{count} labels with those of the routes that {via} resolves through; the router pushes at most {MplsLabel.MaximumDepth}");
        }
    }
}
