using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>References to interfaces.</summary>
internal static class InterfaceReference
{
    /// <summary>The interface, which neighbours are on; null, with a report, if it does not exist.</summary>
    public static InterfaceConfiguration? Find(ValidationContext context, string name, Func<KeyPath> path)
    {
        InterfaceConfiguration? entry = context.Index.Interface(name);
        if (entry is null)
        {
            context.ReportUnknown(path(), "interface", name, context.Configuration.Interfaces.Select(item => item.Name));
        }
        else if (entry.IsLoopback)
        {
            context.Report(path(), $"{name} is a loopback interface and has no neighbours; give an interface of a port");
            return null;
        }

        return entry;
    }
}
