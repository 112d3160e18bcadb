using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Every label has one meaning for each value of the S bit.</summary>
internal static class LabelValidator
{
    public static void Validate(ValidationContext context)
    {
        var last = new Dictionary<uint, KeyPath>();
        var above = new Dictionary<uint, KeyPath>();
        ConfigurationList<LabelConfiguration> labels = context.Configuration.Mpls.Labels;
        for (int i = 0; i < labels.Count; i++)
        {
            LabelConfiguration entry = labels[i];
            KeyPath path = context.Entry(ListPaths.Labels, i);
            bool isFree = entry.BottomOfStack == BottomOfStack.No || Claim(context, last, entry.Label, path);
            if (isFree && entry.BottomOfStack != BottomOfStack.Yes)
            {
                _ = Claim(context, above, entry.Label, path);
            }

            _ = VrfReference.Check(context, entry.Vrf, () => path.Key("vrf"));
            if (entry.Via is not null)
            {
                NextHopCheck.Validate(context, () => path, VrfConfiguration.DefaultName, entry.Via, entry.Interface, entry.OutLabels, "out-labels");
            }
        }

        ConfigurationList<PseudowireConfiguration> pseudowires = context.Configuration.Mpls.Pseudowires;
        for (int i = 0; i < pseudowires.Count; i++)
        {
            // A pseudowire's label is always the last of the stack (RFC 3985 5.4.3).
            _ = Claim(context, last, pseudowires[i].Label, context.Entry(ListPaths.Pseudowires, i));
        }
    }

    private static bool Claim(ValidationContext context, Dictionary<uint, KeyPath> users, uint label, KeyPath path)
    {
        if (users.TryAdd(label, path))
        {
            return true;
        }

        context.Report(
            path.Key("label"),
            $"label {label} is already used by {context.Where(users[label])}; two entries may share a label only with bottom-of-stack: yes and no");
        return false;
    }
}
