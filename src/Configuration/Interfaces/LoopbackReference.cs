using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>References to the loopback interfaces on which the packets of PPP and IP sessions enter their VRF.</summary>
internal static class LoopbackReference
{
    /// <summary>Reports an interface that does not exist or is a port's.</summary>
    /// <param name="context">The configuration.</param>
    /// <param name="name">The interface's name.</param>
    /// <param name="path">Where it is referred to.</param>
    /// <param name="sessions">What the sessions carry.</param>
    public static void Check(ValidationContext context, string name, KeyPath path, string sessions = "PPP")
    {
        if (context.Index.Interface(name) is not { } entry)
        {
            context.ReportUnknown(path, "interface", name, context.Configuration.Interfaces.Where(item => item.IsLoopback).Select(item => item.Name));
        }
        else if (!entry.IsLoopback)
        {
            context.Report(path, $"{name} is an interface of a port; {sessions} sessions share a loopback interface, for example loopback0");
        }
    }
}
