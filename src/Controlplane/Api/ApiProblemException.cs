using Router.Api;
using Router.Controlplane.Store;

namespace Router.Controlplane.Api;

/// <summary>Ends a request with an error answer.</summary>
internal sealed class ApiProblemException(Problem problem) : Exception(problem.Detail ?? problem.Title)
{
    /// <summary>The answer.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>400: a part of the request is wrong.</summary>
    public static ApiProblemException BadRequest(string key, string message) => new(new Problem
    {
        Title = "Bad request",
        Status = StatusCodes.Status400BadRequest,
        Detail = $"{key}: {message}",
        Errors = [new ProblemError { Key = key, Message = message }],
    });

    /// <summary>404: there is no such thing.</summary>
    public static ApiProblemException NotFound(string detail) => new(new Problem
    {
        Title = "Not found",
        Status = StatusCodes.Status404NotFound,
        Detail = detail,
    });

    /// <summary>503: the service of managed L2TP does not run.</summary>
    public static ApiProblemException NoL2tp() => new(new Problem
    {
        Title = "No L2TP",
        Status = StatusCodes.Status503ServiceUnavailable,
        Detail = "the L2TP service does not run",
    });

    /// <summary>503: the dataplane is away.</summary>
    public static ApiProblemException NoDataplane() => new(new Problem
    {
        Title = "No dataplane",
        Status = StatusCodes.Status503ServiceUnavailable,
        Detail = "no dataplane is attached",
    });

    /// <summary>422: the configuration is wrong; nothing has changed.</summary>
    public static ApiProblemException Configuration(ApplyOutcome outcome) => new(new Problem
    {
        Title = "The configuration is wrong",
        Status = StatusCodes.Status422UnprocessableEntity,
        Detail = $"{outcome.Errors.Count} error(s) in the configuration; nothing has changed",
        Errors = [.. outcome.Errors.Select(e => new ProblemError
        {
            File = e.File, Line = e.Line, Column = e.Column, Key = e.Key, Message = e.Message,
        })],
    });

    /// <summary>409: the running configuration does not allow the edit.</summary>
    public static ApiProblemException Conflict(ConfigurationEditException exception) => new(new Problem
    {
        Title = "Not possible in the running configuration",
        Status = StatusCodes.Status409Conflict,
        Detail = $"{exception.Key}: {exception.Message}",
        Errors = [new ProblemError { Key = exception.Key, Message = exception.Message }],
    });
}
