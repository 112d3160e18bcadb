using System.Globalization;

namespace Router.Dataplane;

/// <summary>Lines to stderr: time, severity, text. Only before the workers start and on rare events: it allocates.</summary>
internal static class Log
{
    public static void Information(string text) => Write("info", text);

    public static void Warning(string text) => Write("warning", text);

    public static void Error(string text) => Write("error", text);

    private static void Write(string severity, string text) =>
        Console.Error.WriteLine($"{DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)} {severity} {text}");
}
