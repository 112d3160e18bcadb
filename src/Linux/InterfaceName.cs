using System.Text;

namespace Router.Linux;

/// <summary>The kernel's rule for names of interfaces (dev_valid_name).</summary>
public static class InterfaceName
{
    /// <summary>True for 1 to 15 bytes without white space, slash and colon, and neither "." nor "..".</summary>
    /// <param name="name">A name.</param>
    public static bool IsValid(string? name) =>
        !string.IsNullOrEmpty(name) && name is not ("." or "..") && Encoding.UTF8.GetByteCount(name) <= Rtnetlink.InterfaceNameLength
        && !name.Any(letter => letter is '/' or ':' or '\0' || char.IsWhiteSpace(letter));

    /// <summary>Returns a valid name and throws for another.</summary>
    /// <param name="name">A name.</param>
    /// <exception cref="ArgumentException">The kernel would not take the name.</exception>
    public static string Check(string name) =>
        IsValid(name) ? name : throw new ArgumentException($"'{name}' cannot be the name of an interface", nameof(name));
}
