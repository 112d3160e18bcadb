using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>References to VRFs.</summary>
internal static class VrfReference
{
    /// <summary>Reports a VRF that does not exist; returns whether it exists.</summary>
    public static bool Check(ValidationContext context, string vrf, Func<KeyPath> path)
    {
        if (context.Index.Vrf(vrf) is not null)
        {
            return true;
        }

        context.ReportUnknown(path(), "VRF", vrf, context.Configuration.Vrfs.Select(entry => entry.Name));
        return false;
    }
}
