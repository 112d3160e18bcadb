using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>The next hop of MPLS pseudowires can be reached.</summary>
internal static class PseudowireValidator
{
    public static void Validate(ValidationContext context)
    {
        ConfigurationList<PseudowireConfiguration> pseudowires = context.Configuration.Mpls.Pseudowires;
        for (int i = 0; i < pseudowires.Count; i++)
        {
            PseudowireConfiguration pseudowire = pseudowires[i];
            KeyPath path = context.Entry(ListPaths.Pseudowires, i);
            NextHopCheck.Validate(
                context, () => path, VrfConfiguration.DefaultName, pseudowire.Via, pseudowire.Interface, pseudowire.OutLabels, "out-labels");
        }
    }
}
