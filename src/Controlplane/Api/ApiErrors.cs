using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Router.Api;
using Router.Controlplane.Store;

namespace Router.Controlplane.Api;

/// <summary>Middleware: every error leaves as problem+json.</summary>
internal sealed class ApiErrors(RequestDelegate next, ILogger<ApiErrors> logger)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await context.Problem(Of(context.Response.StatusCode, null)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to tell.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await context.Problem(Translate(exception)).ConfigureAwait(false);
        }
    }

    private static Problem Of(int status, string? detail) => new()
    {
        Title = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : ((HttpStatusCode)status).ToString(),
        Status = status,
        Detail = detail,
    };

    private Problem Translate(Exception exception)
    {
        switch (exception)
        {
            case ApiProblemException problem:
                return problem.Problem;
            case ConfigurationEditException edit:
                return ApiProblemException.Conflict(edit).Problem;
            case BadHttpRequestException bad:
                return Of(bad.StatusCode, bad.Message);
            case TimeoutException:
                return ApiProblemException.NoL2tp().Problem;
            default:
                logger.LogError(exception, "Request failed");
                return Of(StatusCodes.Status500InternalServerError, exception.Message);
        }
    }
}
