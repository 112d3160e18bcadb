namespace Router.Configuration;

/// <summary>Label values (RFC 3032 2.1).</summary>
public static class MplsLabel
{
    /// <summary>IPv4 explicit null.</summary>
    public const uint Ipv4ExplicitNull = 0;

    /// <summary>IPv6 explicit null.</summary>
    public const uint Ipv6ExplicitNull = 2;

    /// <summary>Implicit null: never on the wire.</summary>
    public const uint ImplicitNull = 3;

    /// <summary>First label that is not reserved.</summary>
    public const uint First = 16;

    /// <summary>Largest label: 20 bits.</summary>
    public const uint Last = (1 << 20) - 1;

    /// <summary>Most labels that the router pushes on one packet.</summary>
    public const int MaximumDepth = 8;

    /// <summary>True for labels that may be in a stack to push: explicit and implicit null and the unreserved ones.</summary>
    /// <param name="label">A label value.</param>
    public static bool IsValidOut(long label) =>
        label is Ipv4ExplicitNull or Ipv6ExplicitNull or ImplicitNull or (>= First and <= Last);

    /// <summary>The labels of a stack that really go on the wire: without implicit null.</summary>
    /// <param name="labels">Outermost first.</param>
    public static ConfigurationList<uint> OnWire(ConfigurationList<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Contains(ImplicitNull) ? labels.RemoveAll(static label => label == ImplicitNull) : labels;
    }
}
