using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>The neighbour is on the link of an existing interface, once.</summary>
internal static class NeighbourValidator
{
    public static void Validate(ValidationContext context)
    {
        var first = new Dictionary<(string Interface, IPAddress Address), int>();
        ConfigurationList<NeighbourConfiguration> neighbours = context.Configuration.Neighbours;
        for (int i = 0; i < neighbours.Count; i++)
        {
            NeighbourConfiguration neighbour = neighbours[i];
            KeyPath path = context.Entry(ListPaths.Neighbours, i);
            if (!first.TryAdd((neighbour.Interface, neighbour.Address), i))
            {
                KeyPath other = context.Entry(ListPaths.Neighbours, first[(neighbour.Interface, neighbour.Address)]);
                context.Report(path.Key("address"), $"{neighbour.Address} on {neighbour.Interface} is already {context.Where(other)}; give each neighbour once");
            }

            if (InterfaceReference.Find(context, neighbour.Interface, () => path.Key("interface")) is { } entry)
            {
                CheckAddress(context, neighbour.Address, entry, path.Key("address"));
            }
        }
    }

    private static void CheckAddress(ValidationContext context, IPAddress address, InterfaceConfiguration entry, KeyPath path)
    {
        if (entry.Addresses.Any(own => own.Address.Equals(address)))
        {
            context.Report(path, $"{address} is the router's own address on {entry.Name}; give the neighbour's");
        }
        else if (context.Resolver.Resolve(entry.Vrf, address, entry.Name, byDefaultRoute: false, out string? problem) is null)
        {
            context.Report(path, $"{problem}; give an address of a connected subnet, or an IPv6 link-local one");
        }
    }
}
