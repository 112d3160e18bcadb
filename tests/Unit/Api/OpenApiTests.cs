using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Router.Api;
using Xunit;

namespace Router.Unit.Tests.Api;

/// <summary>docs/openapi.json says what the program does: every route, every key.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(File.ReadAllText(DocumentPath())).RootElement;

    [Fact]
    public async Task Every_route_is_documented_and_every_documented_route_exists()
    {
        using SyntheticRouter router = new();
        await using ApiServer api = await ApiServer.Start(router);
        IEnumerable<string> routes =
            from source in api.Application.Services.GetServices<EndpointDataSource>()
            from endpoint in source.Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select $"{method} {endpoint.RoutePattern.RawText}";
        IEnumerable<string> documented =
            from path in Document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.Equal(documented.Order(StringComparer.Ordinal), routes.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_of_every_record_is_documented()
    {
        JsonElement schemas = Document.GetProperty("components").GetProperty("schemas");
        List<Type> records = [.. typeof(ApiJson).Assembly.GetExportedTypes().Where(type => type.GetMethod("<Clone>$") is not null)];
        Assert.Equal(records.Select(type => type.Name).Order(StringComparer.Ordinal), schemas.EnumerateObject().Select(s => s.Name));
        foreach (Type record in records)
        {
            JsonTypeInfo type = ApiJson.Default.GetTypeInfo(record) ?? throw new InvalidOperationException($"{record.Name} is not in ApiJson.");
            Assert.Equal(
                type.Properties.Select(property => property.Name).Order(StringComparer.Ordinal),
                schemas.GetProperty(record.Name).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (string reference in References(Document))
        {
            JsonElement target = Document;
            foreach (string part in reference.TrimStart('#', '/').Split('/'))
            {
                Assert.True(target.TryGetProperty(part, out target), reference);
            }
        }
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    /// <summary>The repository is found from the directory of the tests, wherever they were built.</summary>
    private static string DocumentPath()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Router.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory?.FullName ?? "", "docs", "openapi.json");
    }
}
