using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Interfaces, L2TP sessions and pseudowires share one set of names: the ends of cross-connects.</summary>
internal static class EndNameValidator
{
    public static void Validate(ValidationContext context)
    {
        var users = new Dictionary<string, KeyPath>(StringComparer.Ordinal);
        foreach (InterfaceConfiguration entry in context.Configuration.Interfaces)
        {
            _ = users.TryAdd(entry.Name, ListPaths.Interfaces.Entry(entry.Name));
        }

        ConfigurationList<PseudowireConfiguration> pseudowires = context.Configuration.Mpls.Pseudowires;
        for (int i = 0; i < pseudowires.Count; i++)
        {
            Claim(context, users, pseudowires[i].Name, context.Entry(ListPaths.Pseudowires, i));
        }

        ConfigurationList<L2tpSessionConfiguration> sessions = context.Configuration.L2tp.Sessions;
        for (int i = 0; i < sessions.Count; i++)
        {
            Claim(context, users, sessions[i].Name, context.Entry(ListPaths.Sessions, i));
        }

        ConfigurationList<L2tpPseudowireConfiguration> negotiated = context.Configuration.L2tp.Pseudowires;
        for (int i = 0; i < negotiated.Count; i++)
        {
            Claim(context, users, negotiated[i].Name, context.Entry(ListPaths.L2tpPseudowires, i));
        }
    }

    private static void Claim(ValidationContext context, Dictionary<string, KeyPath> users, string name, KeyPath path)
    {
        if (!users.TryAdd(name, path))
        {
            context.Report(
                path.Key("name"),
                $"'{name}' is already the name of {context.Where(users[name])}; interfaces, sessions and pseudowires need different names");
        }
    }
}
