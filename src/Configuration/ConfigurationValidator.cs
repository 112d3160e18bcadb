using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>
/// Checks what no key shows alone: duplicates, overlaps, references, next hops. The reader does it for files; the control
/// plane does it for a configuration that it changed itself.
/// </summary>
public static class ConfigurationValidator
{
    private static readonly Action<ValidationContext>[] Validators =
    [
        DataplaneValidator.Validate,
        PortValidator.Validate,
        VrfValidator.Validate,
        InterfaceValidator.Validate,
        SubnetValidator.Validate,
        NeighbourValidator.Validate,
        RouteValidator.Validate,
        LookupRouteValidator.Validate,
        LabelValidator.Validate,
        PseudowireValidator.Validate,
        L2tpTunnelValidator.Validate,
        L2tpSessionValidator.Validate,
        L2tpPeerValidator.Validate,
        L2tpPseudowireValidator.Validate,
        L2tpCallValidator.Validate,
        PppProfileValidator.Validate,
        PppPoolValidator.Validate,
        PppUserValidator.Validate,
        RadiusValidator.Validate,
        EndNameValidator.Validate,
        CrossConnectValidator.Validate,
    ];

    /// <summary>Checks a configuration that is not from a file.</summary>
    /// <param name="configuration">The configuration, whose single values are in range.</param>
    /// <param name="name">Name of its origin in errors, in place of the file.</param>
    /// <returns>Everything that is wrong; lines and columns are 0.</returns>
    public static IReadOnlyList<ConfigurationError> Validate(RouterConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(name);
        var errors = new ErrorList(name);
        Validate(configuration, SourceMap.None, errors);
        return errors.ToSortedList();
    }

    internal static void Validate(RouterConfiguration configuration, SourceMap source, ErrorList errors)
    {
        var context = new ValidationContext(configuration, source, errors);
        foreach (Action<ValidationContext> validator in Validators)
        {
            validator(context);
        }
    }
}
