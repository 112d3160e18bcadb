using System.Text.RegularExpressions;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>docs/configuration.md names every key, and its examples are right.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "configuration.md"));

    [Fact]
    public void EveryKeyIsDocumented()
    {
        var documented = new SortedSet<string>(StringComparer.Ordinal);
        string section = "";
        foreach (string line in Text.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..] == "Top level" ? "" : line[3..].Trim('`');
            }
            else if (RowPattern().Match(line) is { Success: true } row)
            {
                Assert.True(documented.Add($"{section} {row.Groups["key"].Value}"), line);
            }
        }

        Assert.Equal(SchemaTests.ReaderKeys(), documented);
    }

    [Fact]
    public void EveryExampleIsValid()
    {
        MatchCollection examples = ExamplePattern().Matches(Text);
        Assert.True(examples.Count >= 3);
        foreach (Match example in examples)
        {
            Assert.Empty(ConfigurationReader.Parse(example.Groups["yaml"].Value, "configuration.md").Errors);
        }
    }

    [Fact]
    public void EveryDeployedConfigurationIsValid()
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "deploy"), "*.yaml", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var schema = new SchemaDocument();
        foreach (string file in files)
        {
            Assert.Empty(ConfigurationReader.Load(file).Errors);
            Assert.Empty(schema.Offences(YamlAsJson.Convert(File.ReadAllText(file))));
        }
    }

    [GeneratedRegex(@"^\| `(?<key>[a-z0-9-]+)` \|")]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();
}
