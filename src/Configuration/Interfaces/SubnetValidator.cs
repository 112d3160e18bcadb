using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>No address twice and no overlapping subnets in one VRF.</summary>
internal static class SubnetValidator
{
    public static void Validate(ValidationContext context)
    {
        var all = new List<Use>();
        foreach (InterfaceConfiguration entry in context.Configuration.Interfaces)
        {
            for (int i = 0; i < entry.Addresses.Count; i++)
            {
                all.Add(new Use(entry, i));
            }
        }

        CheckLinkLocal(context, all.Where(use => use.IsLinkLocal));
        foreach (IGrouping<string, Use> vrf in all.Where(use => !use.IsLinkLocal).GroupBy(use => use.Interface.Vrf))
        {
            CheckVrf(context, vrf.Key, [.. vrf]);
        }
    }

    // Link-local subnets are the same on every link; only an address given twice on one interface is wrong.
    private static void CheckLinkLocal(ValidationContext context, IEnumerable<Use> uses)
    {
        var seen = new HashSet<(string, UInt128)>();
        foreach (Use use in uses)
        {
            if (!seen.Add((use.Interface.Name, AddressBits.Of(use.Address.Address))))
            {
                context.Report(use.Path, $"{use.Address.Address} is given twice; remove one");
            }
        }
    }

    // Sorted by first address and then shortest first, a subnet can overlap only those that still enclose it.
    private static void CheckVrf(ValidationContext context, string vrf, List<Use> uses)
    {
        var enclosing = new Stack<Use>();
        IEnumerable<Use> sorted = uses
            .OrderBy(use => use.Address.Address.AddressFamily)
            .ThenBy(use => AddressBits.Of(use.Subnet.Network))
            .ThenBy(use => use.Subnet.Length);
        foreach (Use use in sorted)
        {
            while (enclosing.TryPeek(out Use? outer) && !outer.Subnet.Contains(use.Subnet.Network))
            {
                _ = enclosing.Pop();
            }

            foreach (Use other in enclosing)
            {
                if (Problem(use, other, vrf) is { } problem)
                {
                    ReportLater(context, use, other, problem);
                    break;
                }
            }

            enclosing.Push(use);
        }
    }

    private static string? Problem(Use use, Use other, string vrf)
    {
        if (use.Address.Address.Equals(other.Address.Address))
        {
            return $"{use.Address.Address} is given twice in VRF {vrf}";
        }

        // Several addresses in one subnet of one interface are usual.
        bool isSecondary = ReferenceEquals(use.Interface, other.Interface) && use.Subnet == other.Subnet;
        return isSecondary ? null : $"subnets {use.Subnet} and {other.Subnet} overlap in VRF {vrf}";
    }

    // The later entry of the file is the one to change, whichever of the two is the larger subnet.
    private static void ReportLater(ValidationContext context, Use use, Use other, string problem)
    {
        int usePosition = IndexOf(context.Configuration.Interfaces, use.Interface);
        int otherPosition = IndexOf(context.Configuration.Interfaces, other.Interface);
        bool useIsLater = usePosition > otherPosition || (usePosition == otherPosition && use.Position > other.Position);
        (Use later, Use first) = useIsLater ? (use, other) : (other, use);
        context.Report(later.Path, $"{problem}: the other is {context.Where(first.Path)}; give each interface a subnet of its own");
    }

    private static int IndexOf(ConfigurationList<InterfaceConfiguration> interfaces, InterfaceConfiguration entry)
    {
        for (int i = 0; i < interfaces.Count; i++)
        {
            if (ReferenceEquals(interfaces[i], entry))
            {
                return i;
            }
        }

        return -1;
    }

    private sealed class Use(InterfaceConfiguration entry, int position)
    {
        public InterfaceConfiguration Interface { get; } = entry;

        public int Position { get; } = position;

        public InterfaceAddress Address => Interface.Addresses[Position];

        public IpPrefix Subnet { get; } = entry.Addresses[position].Subnet;

        public bool IsLinkLocal => AddressBits.IsLinkLocal(Address.Address);

        public KeyPath Path => ListPaths.Interfaces.Entry(Interface.Name).Key("addresses").Index(Position);
    }
}
