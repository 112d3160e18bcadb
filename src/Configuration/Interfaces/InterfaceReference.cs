using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>References to interfaces.</summary>
internal static class InterfaceReference
{
    /// <summary>The interface; null, with a report, if it does not exist.</summary>
    public static InterfaceConfiguration? Find(ValidationContext context, string name, Func<KeyPath> path)
    {
        InterfaceConfiguration? entry = context.Index.Interface(name);
        if (entry is null)
        {
            context.ReportUnknown(path(), "interface", name, context.Configuration.Interfaces.Select(item => item.Name));
        }

        return entry;
    }
}
