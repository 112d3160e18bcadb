using System.Text.RegularExpressions;

namespace Router.Configuration.Syntax;

/// <summary>Names that the operator chooses.</summary>
internal static partial class Names
{
    /// <summary>Longest name of a Linux network interface (IFNAMSIZ less the final zero).</summary>
    public const int MaximumInterfaceLength = 15;

    /// <summary>The instance: a directory name.</summary>
    public static readonly ScalarParser<string> Instance = Scalars.Word(
        ShortPattern(), "an instance name has 1 to 32 letters, digits, '_', '-' or '.', and starts with a letter or digit");

    /// <summary>A tunnel, session, pseudowire, profile or the like.</summary>
    public static readonly ScalarParser<string> Object = Scalars.Word(
        LongPattern(), "a name has 1 to 63 letters, digits, '_', '-' or '.', and starts with a letter or digit");

    /// <summary>A reference to something named elsewhere; whether it exists is checked later.</summary>
    public static readonly ScalarParser<string> Reference = Object;

    /// <summary>What is wrong with the name of a port, or null.</summary>
    public static string? CheckPort(string name)
    {
        if (name is "lo" or "all" or "default")
        {
            return $"'{name}' is a name that Linux keeps for itself; choose another one";
        }

        if (IsLoopback(name))
        {
            return $"'{name}' is the name of a loopback interface; choose another one";
        }

        return DevicePattern().IsMatch(name)
            ? null
            : $"'{name}' is not a valid port name; use 1 to {MaximumInterfaceLength} letters, digits, '_' or '-', starting with a letter (it is also the name of a Linux interface)";
    }

    /// <summary>Whether an interface of that name is a loopback interface: <c>loopback0</c>, <c>loopback1</c>, …</summary>
    public static bool IsLoopback(string name) => LoopbackPattern().IsMatch(name);

    /// <summary>What is wrong with the name of an interface, or null.</summary>
    public static string? CheckInterface(string name)
    {
        if (!InterfacePattern().IsMatch(name))
        {
            return $"'{name}' is not a valid interface name; write PORT for the untagged interface of a port, PORT.N for a sub-interface, for example core0.100, or loopbackN";
        }

        return name.Length <= MaximumInterfaceLength
            ? null
            : $"'{name}' has {name.Length} characters; a Linux interface name has at most {MaximumInterfaceLength}";
    }

    /// <summary>What is wrong with the name of a VRF, or null.</summary>
    public static string? CheckVrf(string name) => DevicePattern().IsMatch(name)
        ? null
        : $"'{name}' is not a valid VRF name; use 1 to {MaximumInterfaceLength} letters, digits, '_' or '-', starting with a letter";

    /// <summary>The file name of a network namespace below /run/netns.</summary>
    public static string? Netns(ScalarNode node, out string value)
    {
        value = node.Text;
        return NetnsPattern().IsMatch(value) && value is not ("." or "..")
            ? null
            : $"'{node.Shown}' is not valid; write the name of a network namespace as 'ip netns list' shows it, without '/'";
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LongPattern();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,14}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex DevicePattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]*(\.(0|[1-9][0-9]*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex InterfacePattern();

    [GeneratedRegex(@"^loopback(0|[1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex LoopbackPattern();

    [GeneratedRegex("^[!-.0-~]{1,255}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NetnsPattern();
}
