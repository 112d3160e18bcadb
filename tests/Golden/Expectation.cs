using System.Text.Json;

namespace Router.Golden.Tests;

/// <summary>Bits of an output packet that are the router's free choice, such as the flow label of an outer IPv6 header.</summary>
/// <param name="Port">Port whose packets it holds for.</param>
/// <param name="Offset">Octet where the mask begins.</param>
/// <param name="Bits">Mask in hex; a set bit is not compared.</param>
internal sealed record IgnoredBits(string Port, int Offset, string Bits);

/// <summary>One case of a group, as the generator wrote it into <c>expect.json</c>.</summary>
/// <param name="Name">Its name within the group.</param>
/// <param name="Items">Numbers of the PE-router behaviour list that it shows.</param>
/// <param name="Text">What it shows, in words.</param>
/// <param name="Second">The second of all its packets.</param>
/// <param name="Drops">Packets that end, by reason.</param>
/// <param name="Punts">Packets for the Linux side, by reason.</param>
/// <param name="Originated">Fragments and ICMP errors that the router makes.</param>
/// <param name="Ignore">Bits that are not compared.</param>
internal sealed record ExpectedCase(
    string Name,
    int[] Items,
    string Text,
    long Second,
    Dictionary<string, long> Drops,
    Dictionary<string, long> Punts,
    long Originated,
    IgnoredBits[] Ignore);

/// <summary>A group: a configuration, its captures and its cases.</summary>
internal sealed record ExpectedGroup(string Title, string[] Ports, ExpectedCase[] Cases)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Names of all groups, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Places.Data).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static string Folder(string group) => Path.Combine(Places.Data, group);

    public static ExpectedGroup Load(string group)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder(group), "expect.json"));
        return JsonSerializer.Deserialize<ExpectedGroup>(file, Json)
            ?? throw new InvalidDataException($"{group}: expect.json is empty");
    }
}
