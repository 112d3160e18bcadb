using System.Text;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>How errors are collected and shown, and files that cannot be read at all.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void AllErrorsAreCollectedInTheOrderOfTheFile()
    {
        const string Text = """
            instanz: pe1
            ports:
              core0: { device: net_tap0, mtu: 1 }
              core1: { device: net_tap1, mac: x }
              core2: { device: net_tap2 }
              core3: { device: net_tap2 }
            interfaces:
              core2: { addresses: [10.0.1.1/24], mlps: true }
              core3: { addresses: [10.0.1.1/24, 10.0.1.1/24] }
            l2tp:
              tunnels:
                - { name: t1 }
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Text, "f").Errors;
        Assert.Equal(
            [
                (1, "instanz"), (3, "ports.core0.mtu"), (4, "ports.core1.mac"), (6, "ports.core3.device"), (8, "interfaces.core2.mlps"),
                (9, "interfaces.core3.addresses[1]"), (12, "l2tp.tunnels[0]"), (12, "l2tp.tunnels[0]"), (12, "l2tp.tunnels[0]"), (12, "l2tp.tunnels[0]"),
            ],
            errors.Select(error => (error.Line, error.Key)));
    }

    [Fact]
    public void AnEntryWithAnErrorDoesNotMakeOthersWrong()
    {
        const string Text = """
            ports:
              core0: { device: net_tap0, mtu: 1 }
            interfaces:
              core0: { addresses: [10.0.1.1/24] }
              core0.5: { vlan: 5000 }
            routes:
              - { prefix: 10.1.0.0/16, via: 10.9.0.1 }
            cross-connects:
              - [core0.5, pw1]
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Text, "f").Errors;
        Assert.Equal(["ports.core0.mtu", "interfaces.core0.5.vlan"], errors.Select(error => error.Key));
    }

    [Fact]
    public void IndicesCountEntriesOfTheFile()
    {
        const string Text = """
            ports: { core0: { device: net_tap0 } }
            interfaces: { core0: { addresses: [10.0.1.1/24] } }
            routes:
              - { prefix: wrong, via: 10.0.1.2 }
              - { prefix: 10.1.0.0/16, via: 10.0.1.2 }
              - { prefix: 10.1.0.0/16, via: 10.0.1.3 }
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Text, "f").Errors;
        Assert.Equal(["routes[0].prefix", "routes[2].prefix"], errors.Select(error => error.Key));
        Assert.Contains("routes[1], line 5", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LineAndColumnPointAtTheValue()
    {
        ConfigurationError error = Assert.Single(ConfigurationReader.Parse("dataplane:\n  memory: big\n", "/etc/router.yaml").Errors);
        Assert.Equal((2, 11), (error.Line, error.Column));
        Assert.StartsWith("/etc/router.yaml:2:11: dataplane.memory: 'big' is not a number", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorsWithoutAPlaceShowNone() => Assert.Equal("f: wrong", new ConfigurationError("f", 0, 0, "", "wrong").ToString());

    [Fact]
    public void ThousandsOfErrorsAreCounted()
    {
        string text = string.Concat(Enumerable.Range(0, 5000).Select(number => $"k{number}: 1\n"));
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(text, "f").Errors;
        Assert.Equal(1001, errors.Count);
        Assert.Equal("4000 more errors are not shown", errors[^1].Message);
    }

    [Fact]
    public void AliasBombIsRefusedAtOnce()
    {
        const string Text = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nports: *c\n";
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Text, "f").Errors;
        Assert.Contains(errors, error => error.Message.StartsWith("anchor &a", StringComparison.Ordinal) && error.Line == 1);
        Assert.Contains(errors, error => error.Message.StartsWith("alias *a", StringComparison.Ordinal) && error.Line == 2);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void DeepNestingIsRefused(string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 100_000));
        ConfigurationError error = Assert.Single(ConfigurationReader.Parse(text, "f").Errors);
        Assert.Contains("nested more than 32 levels deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNotThere()
    {
        ConfigurationError error = Assert.Single(ConfigurationReader.Load("/nonexistent/router.yaml").Errors);
        Assert.Equal((0, ""), (error.Line, error.Key));
        Assert.StartsWith("cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesAreUtf8AndLimited()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Samples.Small)]);
            Assert.Empty(ConfigurationReader.Load(path).Errors);

            File.WriteAllBytes(path, [.. "instance: pe1\n# "u8, 0xff, (byte)'\n']);
            ConfigurationError error = Assert.Single(ConfigurationReader.Load(path).Errors);
            Assert.Equal((2, 3), (error.Line, error.Column));

            using (FileStream stream = File.OpenWrite(path))
            {
                stream.SetLength(ConfigurationReader.MaximumFileSize + 1L);
            }

            Assert.Equal("larger than 64 MiB", Assert.Single(ConfigurationReader.Load(path).Errors).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
