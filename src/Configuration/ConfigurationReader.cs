using System.Text;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Reads configuration files. Strict: what is not understood is an error, and all errors are found in one go.</summary>
public static class ConfigurationReader
{
    /// <summary>Largest file in octets.</summary>
    public const int MaximumFileSize = 64 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file, also its name in errors.</param>
    /// <returns>The configuration or errors; a file that cannot be read is an error too.</returns>
    public static ConfigurationResult Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[]? octets = ReadLimited(stream);
            return octets is null ? Failure(path, TooLarge) : Parse(Decode(octets), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failure(path, $"cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads a configuration from text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">Name of the file in errors.</param>
    public static ConfigurationResult Parse(string text, string fileName) => Parse(text, fileName, keyObserver: null);

    internal static ConfigurationResult Parse(string text, string fileName, Action<string, string>? keyObserver)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        if (text.Length > MaximumFileSize)
        {
            return Failure(fileName, TooLarge);
        }

        text = text.StartsWith('\ufeff') ? text[1..] : text;
        var errors = new ErrorList(fileName);
        var context = new ParseContext(errors) { KeyObserver = keyObserver };
        if (TreeReader.Read(text, errors) is not { } root)
        {
            return new ConfigurationResult(null, errors.ToSortedList());
        }

        RouterConfiguration configuration = RouterParser.Parse(MappingReader.From(root, KeyPath.Root, context));
        ConfigurationValidator.Validate(configuration, new SourceMap(root, context), errors);
        return errors.Count == 0
            ? new ConfigurationResult(configuration, [])
            : new ConfigurationResult(null, errors.ToSortedList());
    }

    private static string TooLarge => $"larger than {MaximumFileSize / 1024 / 1024} MiB";

    private static ConfigurationResult Failure(string fileName, string message) =>
        new(null, [new ConfigurationError(fileName, 0, 0, "", message)]);

    // The length of a pipe is not known before it was read, and a file may grow: count what is read.
    private static byte[]? ReadLimited(FileStream stream)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaximumFileSize)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    // Octets that are not UTF-8 become U+FFFD, which the reader refuses with line and column.
    private static string Decode(byte[] octets) => Encoding.UTF8.GetString(octets);
}
