namespace Router.Api;

/// <summary>An error answer (RFC 9457), media type <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>Media type of error answers.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Kind of problem, a URI reference.</summary>
    public string Type { get; set; } = "about:blank";

    /// <summary>The kind of problem in words.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>This occurrence in words.</summary>
    public string? Detail { get; init; }

    /// <summary>What is wrong where, for configurations and request bodies.</summary>
    public IReadOnlyList<ProblemError> Errors { get; set; } = [];
}

/// <summary>One error of a configuration or request body.</summary>
public sealed record ProblemError
{
    /// <summary>File, when there is one.</summary>
    public string? File { get; init; }

    /// <summary>Line from 1, 0 when unknown.</summary>
    public int Line { get; init; }

    /// <summary>Column from 1, 0 when unknown.</summary>
    public int Column { get; init; }

    /// <summary>Key, such as <c>interfaces.core0.mtu</c>.</summary>
    public string? Key { get; init; }

    /// <summary>What is wrong and what would be right.</summary>
    public required string Message { get; init; }
}
