using System.Text.RegularExpressions;

namespace Router.Configuration.Syntax;

/// <summary>Texts that go to peers as they are, in printable ASCII.</summary>
internal static partial class Texts
{
    /// <summary>A Host Name AVP or the like.</summary>
    public static readonly ScalarParser<string> HostName = Scalars.Word(ShortPattern(), "a host name has 1 to 63 printable ASCII characters");

    /// <summary>A Remote End ID AVP.</summary>
    public static readonly ScalarParser<string> RemoteEndId = Scalars.Word(ShortPattern(), "a remote end id has 1 to 63 printable ASCII characters");

    /// <summary>A NAS-Identifier: at most an attribute (RFC 2865 5).</summary>
    public static readonly ScalarParser<string> NasIdentifier = Scalars.Word(AttributePattern(), "a NAS identifier has 1 to 253 printable ASCII characters");

    /// <summary>A User-Name (RFC 2865 5.1).</summary>
    public static readonly ScalarParser<string> UserName = Scalars.Word(AttributePattern(), "a user name has 1 to 253 printable ASCII characters");

    /// <summary>A secret or password. Messages go to logs: they do not repeat it.</summary>
    public static string? Secret(ScalarNode node, out string value)
    {
        value = node.Text;
        return SecretPattern().IsMatch(value) ? null
            : value.Length == 0 ? "is empty; write 1 to 128 printable ASCII characters, or remove the key"
            : "is not valid; write 1 to 128 printable ASCII characters, best in quotes";
    }

    [GeneratedRegex("^[ -~]{1,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortPattern();

    [GeneratedRegex("^[ -~]{1,253}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AttributePattern();

    [GeneratedRegex("^[ -~]{1,128}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
