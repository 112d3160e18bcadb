using System.Text;

namespace Router.Cli;

/// <summary>Queries of the API.</summary>
internal static class QueryText
{
    /// <summary>A query of the parts that have a value; empty, or with its question mark.</summary>
    public static string Of(params (string Key, string? Value)[] parts)
    {
        StringBuilder query = new();
        foreach ((string key, string? value) in parts)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
