using System.Diagnostics.CodeAnalysis;
using System.Text;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>Whatever the text, the reader answers with a configuration or with errors that have a place in it.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Test data from a seed.")]
public sealed class HostileTextTests
{
    private static readonly string[] Pieces =
    [
        "&a ", "*a ", "!!x ", "- ", "? ", ": ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "#", "%YAML 1.2", "---", "...", "\t", "\n", "  ", "\0",
        "\\U99999999", "\"\\x", "\u2028", "<<: ", "~", "null", "0x", "-1", "99999999999999999999", "::", "/", "\ud800", "<", "@", "`", "=",
    ];

    [Fact]
    public void MutatedFilesNeverThrow()
    {
        var random = new Random(4711);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            string text = Mutate(Samples.Everything, random);
            ConfigurationResult result = ConfigurationReader.Parse(text, "f");
            Assert.Equal(result.Configuration is null, result.Errors.Count > 0);
            refused += result.Errors.Count > 0 ? 1 : 0;
            int lines = text.Split('\n').Length;
            foreach (ConfigurationError error in result.Errors)
            {
                Assert.InRange(error.Line, 1, lines);
                Assert.True(error.Column > 0, error.ToString());
                Assert.DoesNotContain(error.ToString(), char.IsControl);
            }

            if (result.Configuration is { } configuration)
            {
                Assert.Equal(configuration, ConfigurationReader.Parse(ConfigurationWriter.ToYaml(configuration), "f").Configuration);
            }
        }

        Assert.InRange(refused, 1000, 2999);
    }

    private static string Mutate(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int position = random.Next(result.Length);
            switch (random.Next(5))
            {
                case 0:
                    _ = result.Remove(position, Math.Min(random.Next(1, 20), result.Length - position));
                    break;
                case 1:
                    _ = result.Insert(position, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    result[position] = (char)random.Next(32, 127);
                    break;
                case 3:
                    _ = result.Insert(position, result.ToString(position, Math.Min(random.Next(1, 200), result.Length - position)));
                    break;
                default:
                    result.Length = Math.Max(1, position);
                    break;
            }
        }

        return result.ToString();
    }
}
