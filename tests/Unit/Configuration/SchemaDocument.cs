using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Router.Unit.Tests.Configuration;

/// <summary>The JSON Schema, with as much of a validator as the schema uses.</summary>
internal sealed class SchemaDocument
{
    private static readonly HashSet<string> Keywords =
    [
        "$schema", "$id", "$ref", "title", "description", "default", "definitions", "type", "properties", "additionalProperties", "propertyNames",
        "required", "items", "minItems", "maxItems", "uniqueItems", "enum", "anyOf", "not", "pattern", "maxLength", "minimum", "maximum",
    ];

    public SchemaDocument() => Root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "router.schema.json")))!;

    public JsonNode Root { get; }

    /// <summary>Follows references.</summary>
    public JsonObject Resolve(JsonNode schema)
    {
        while (schema["$ref"] is { } reference)
        {
            schema = Root["definitions"]![reference.GetValue<string>()["#/definitions/".Length..]]!;
        }

        return schema.AsObject();
    }

    /// <summary>Every key with the pattern of its mapping's path and its schema.</summary>
    public IEnumerable<(string Path, string Key, JsonObject Schema)> Keys() => Keys(Resolve(Root), "");

    /// <summary>What the schema has against a value: the pattern of each offending path.</summary>
    public IEnumerable<string> Offences(JsonNode? value) => Offences(Root, value, "");

    private static bool IsType(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value is JsonValue text && text.TryGetValue(out string? _),
        "integer" => value is JsonValue number && number.TryGetValue(out long _),
        "boolean" => value is JsonValue truth && truth.TryGetValue(out bool _),
        _ => throw new InvalidDataException($"type {type}"),
    };

    private IEnumerable<(string Path, string Key, JsonObject Schema)> Keys(JsonObject schema, string path)
    {
        foreach ((string key, JsonNode? property) in schema["properties"]?.AsObject() ?? [])
        {
            JsonObject inner = Resolve(property!);
            yield return (path, key, inner);
            string below = path.Length == 0 ? key : $"{path}.{key}";
            foreach ((string Path, string Key, JsonObject Schema) nested in Keys(inner, below))
            {
                yield return nested;
            }
        }

        JsonNode? further = schema["additionalProperties"] is JsonObject named ? named : schema["items"];
        if (further is not null)
        {
            string step = schema["additionalProperties"] is JsonObject ? $"{path}.*" : $"{path}[]";
            foreach ((string Path, string Key, JsonObject Schema) nested in Keys(Resolve(further), step))
            {
                yield return nested;
            }
        }
    }

    private IEnumerable<string> Offences(JsonNode schemaNode, JsonNode? value, string path)
    {
        JsonObject schema = Resolve(schemaNode);
        string? unknown = schema.Select(pair => pair.Key).FirstOrDefault(key => !Keywords.Contains(key));
        if (unknown is not null)
        {
            throw new InvalidDataException($"keyword {unknown}");
        }

        bool isType = schema["type"] switch
        {
            null => true,
            JsonArray types => types.Any(type => IsType(type!.GetValue<string>(), value)),
            JsonNode type => IsType(type.GetValue<string>(), value),
        };
        bool isListed = schema["enum"] is not JsonArray choices || choices.Any(choice => JsonNode.DeepEquals(choice, value));
        bool isAny = schema["anyOf"] is not JsonArray options || options.Any(option => !Offences(option!, value, path).Any());
        bool isExcluded = schema["not"] is { } excluded && !Offences(excluded, value, path).Any();
        if (!isType || !isListed || !isAny || isExcluded || !IsInBounds(schema, value))
        {
            yield return path;
        }

        foreach (string offence in value switch
        {
            JsonObject mapping => MappingOffences(schema, mapping, path),
            JsonArray list => list.SelectMany((item, index) => Offences(schema["items"]!, item, $"{path}[{index}]")),
            _ => [],
        })
        {
            yield return offence;
        }
    }

    private static bool IsInBounds(JsonObject schema, JsonNode? value) => value switch
    {
        JsonValue scalar when scalar.TryGetValue(out long number) =>
            number >= (schema["minimum"]?.GetValue<long>() ?? long.MinValue) && number <= (schema["maximum"]?.GetValue<long>() ?? long.MaxValue),
        JsonValue scalar when scalar.TryGetValue(out string? text) =>
            (schema["pattern"] is not { } pattern || Regex.IsMatch(text, pattern.GetValue<string>()))
            && text.Length <= (schema["maxLength"]?.GetValue<int>() ?? int.MaxValue),
        JsonArray list =>
            list.Count >= (schema["minItems"]?.GetValue<int>() ?? 0) && list.Count <= (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue)
            && (schema["uniqueItems"]?.GetValue<bool>() != true || list.Select(item => item!.ToJsonString()).Distinct().Count() == list.Count),
        _ => true,
    };

    private IEnumerable<string> MappingOffences(JsonObject schema, JsonObject mapping, string path)
    {
        foreach (JsonNode? required in schema["required"]?.AsArray() ?? [])
        {
            if (!mapping.ContainsKey(required!.GetValue<string>()))
            {
                yield return path;
            }
        }

        foreach ((string key, JsonNode? item) in mapping)
        {
            string below = path.Length == 0 ? key : $"{path}.{key}";
            JsonNode? inner = schema["properties"]?[key] ?? (schema["additionalProperties"] as JsonObject);
            bool isNamed = schema["propertyNames"] is not { } names || !Offences(names, JsonValue.Create(key), below).Any();
            if (inner is null || !isNamed)
            {
                yield return below;
                continue;
            }

            foreach (string offence in Offences(inner, item, below))
            {
                yield return offence;
            }
        }
    }
}
