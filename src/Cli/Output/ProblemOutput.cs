using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints errors of the control plane the way compilers do.</summary>
internal static class ProblemOutput
{
    /// <summary>Prints a problem and its errors.</summary>
    public static void Write(TextWriter error, Problem problem)
    {
        error.WriteLine($"routerctl: {problem.Detail ?? problem.Title}");
        foreach (ProblemError item in problem.Errors)
        {
            error.WriteLine(Line(item));
        }
    }

    /// <summary><c>file:line:column: key: message</c>, without the parts that are not known.</summary>
    public static string Line(ProblemError item)
    {
        string place = string.IsNullOrEmpty(item.File) ? "" : item.Line > 0 ? $"{item.File}:{item.Line}:{item.Column}: " : $"{item.File}: ";
        string key = string.IsNullOrEmpty(item.Key) ? "" : $"{item.Key}: ";
        return place + key + item.Message;
    }
}
