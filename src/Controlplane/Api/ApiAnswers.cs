using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Router.Api;

namespace Router.Controlplane.Api;

/// <summary>Reads request bodies and writes answers.</summary>
internal static class ApiAnswers
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Answers with JSON.</summary>
    public static Task Json<T>(this HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    /// <summary>Answers with an error.</summary>
    public static Task Problem(this HttpContext context, Problem problem)
    {
        context.Response.Clear();
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = Router.Api.Problem.MediaType;
        return JsonSerializer.SerializeAsync(context.Response.Body, problem, ApiJson.Default.Problem, context.RequestAborted);
    }

    /// <summary>A value of the query; null when absent or empty.</summary>
    public static string? Query(this HttpContext context, string key)
    {
        string? value = context.Request.Query[key];
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>A number in the query; 0 when absent.</summary>
    /// <exception cref="ApiProblemException">Not a number.</exception>
    public static uint QueryNumber(this HttpContext context, string key)
    {
        string? value = context.Query(key);
        return value is null ? 0 : Number(key, value);
    }

    /// <summary>A decimal number of 32 bits.</summary>
    /// <exception cref="ApiProblemException">Not a number.</exception>
    public static uint Number(string key, string? value) =>
        uint.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw ApiProblemException.BadRequest(key, $"\"{value}\": a number from 0 to {uint.MaxValue} is wanted");

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ApiProblemException">It is not what is wanted.</exception>
    public static async Task<T> ReadJson<T>(this HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false)
                ?? throw ApiProblemException.BadRequest("body", "null");
        }
        catch (JsonException exception)
        {
            throw new ApiProblemException(new Problem
            {
                Title = "Bad request",
                Status = StatusCodes.Status400BadRequest,
                Detail = $"body: {exception.Message}",
                Errors =
                [
                    new ProblemError
                    {
                        Line = (int)(exception.LineNumber + 1 ?? 0),
                        Column = (int)(exception.BytePositionInLine + 1 ?? 0),
                        Key = exception.Path,
                        Message = exception.Message,
                    },
                ],
            });
        }
    }

    /// <summary>The body as text.</summary>
    /// <exception cref="ApiProblemException">It is not UTF-8.</exception>
    public static async Task<string> ReadText(this HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, StrictUtf8, detectEncodingFromByteOrderMarks: false);
        try
        {
            string text = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw ApiProblemException.BadRequest("body", "not UTF-8");
        }
    }
}
