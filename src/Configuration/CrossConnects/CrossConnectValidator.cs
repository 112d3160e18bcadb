using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Both ends exist, carry the same and are used once; an interface that is an end has nothing of layer 3.</summary>
internal static class CrossConnectValidator
{
    public static void Validate(ValidationContext context)
    {
        var users = new Dictionary<string, int>(StringComparer.Ordinal);
        ConfigurationList<CrossConnectConfiguration> pairs = context.Configuration.CrossConnects;
        for (int i = 0; i < pairs.Count; i++)
        {
            KeyPath path = context.Entry(ListPaths.CrossConnects, i);
            if (pairs[i].First == pairs[i].Second)
            {
                context.Report(path, $"both ends are '{pairs[i].First}'; give two different ends");
                continue;
            }

            CheckEnd(context, users, pairs[i].First, i, path.Index(0));
            CheckEnd(context, users, pairs[i].Second, i, path.Index(1));
            CheckPayloads(context, pairs[i], path);
        }

        CheckUses(context, users);
    }

    private static void CheckEnd(ValidationContext context, Dictionary<string, int> users, string name, int index, KeyPath path)
    {
        if (context.Index.KindOfEnd(name) is null)
        {
            RouterConfiguration configuration = context.Configuration;
            IEnumerable<string> names = configuration.Interfaces.Select(entry => entry.Name)
                .Concat(configuration.L2tp.Sessions.Select(session => session.Name))
                .Concat(configuration.Mpls.Pseudowires.Select(pseudowire => pseudowire.Name))
                .Concat(configuration.L2tp.Pseudowires.Select(pseudowire => pseudowire.Name));
            context.ReportUnknown(path, "interface, L2TP session or pseudowire", name, names);
            return;
        }

        if (CrossConnectPayload.Of(context.Index, name).Payload is var payload && payload.IsRouted())
        {
            context.Report(path, $"session {name} carries {(payload == L2tpPayload.Ppp ? "PPP" : "IP")}, which is routed; give a session with payload: ethernet");
        }
        else if (!users.TryAdd(name, index))
        {
            context.Report(path, $"'{name}' is already an end of {context.Where(context.Entry(ListPaths.CrossConnects, users[name]))}; an end can be used once");
        }
        else if (context.Index.Interface(name) is { } entry)
        {
            CheckInterface(context, entry, path);
        }
    }

    private static void CheckPayloads(ValidationContext context, CrossConnectConfiguration pair, KeyPath path)
    {
        if (context.Index.KindOfEnd(pair.First) is null || context.Index.KindOfEnd(pair.Second) is null)
        {
            return;
        }

        CrossConnectPayload first = CrossConnectPayload.Of(context.Index, pair.First);
        CrossConnectPayload second = CrossConnectPayload.Of(context.Index, pair.Second);
        if (first != second && !first.Payload.IsRouted() && !second.Payload.IsRouted())
        {
            context.Report(
                path.Index(1),
                $"{pair.Second} has {second} and {pair.First} {first}; both ends of a cross-connect carry the same: give an L2TP session or pseudowire with {first}");
        }
    }

    private static void CheckInterface(ValidationContext context, InterfaceConfiguration entry, KeyPath end)
    {
        if (entry.IsLoopback)
        {
            context.Report(end, $"{entry.Name} is a loopback interface, which no frame comes in on; give an interface of a port");
            return;
        }

        KeyPath path = ListPaths.Interfaces.Entry(entry.Name);
        string reason = $"{entry.Name} is an end of a cross-connect, which takes all its frames; remove the key or the cross-connect";
        if (entry.Addresses.Count > 0)
        {
            context.Report(path.Key("addresses"), reason);
        }

        if (entry.Mpls)
        {
            context.Report(path.Key("mpls"), reason);
        }

        if (entry.Ipv4 == true)
        {
            context.Report(path.Key("ipv4"), reason);
        }

        if (entry.Ipv6 == true)
        {
            context.Report(path.Key("ipv6"), reason);
        }

        if (entry.Vrf != VrfConfiguration.DefaultName)
        {
            context.Report(path.Key("vrf"), reason);
        }
    }

    // Next hops with an address need a subnet, which an end has not; link-local ones need only the interface.
    private static void CheckUses(ValidationContext context, Dictionary<string, int> users)
    {
        RouterConfiguration configuration = context.Configuration;
        Check(configuration.Neighbours, ListPaths.Neighbours, static neighbour => neighbour.Interface);
        Check(configuration.Routes, ListPaths.Routes, static route => route.Interface);
        Check(configuration.Mpls.Labels, ListPaths.Labels, static label => label.Interface);
        Check(configuration.Mpls.Pseudowires, ListPaths.Pseudowires, static pseudowire => pseudowire.Interface);

        void Check<T>(ConfigurationList<T> items, KeyPath list, Func<T, string?> interfaceOf)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (interfaceOf(items[i]) is { } name && users.ContainsKey(name))
                {
                    context.Report(context.Entry(list, i).Key("interface"), $"{name} is an end of a cross-connect and routes nothing; give another interface");
                }
            }
        }
    }
}
