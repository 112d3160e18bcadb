using System.Globalization;

namespace Router.Configuration;

/// <summary>One thing that is wrong in a configuration.</summary>
/// <param name="File">Name of the file as given to the reader.</param>
/// <param name="Line">Line from 1; 0 if the error has no place in the file.</param>
/// <param name="Column">Column from 1; 0 if the error has no place in the file.</param>
/// <param name="Key">Path of the key, for example <c>l2tp.sessions[0].cookie</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ConfigurationError(string File, int Line, int Column, string Key, string Message)
{
    /// <summary>The usual form of compilers: <c>file:line:column: key: message</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}:{(Line > 0 ? $"{Line}:{Column}:" : "")} {(Key.Length > 0 ? Key + ": " : "")}{Message}");
}
