using Router.Dataplane;
using Router.Dataplane.Replay;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Arguments of router-dataplane.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData(null, "/run/router")]
    [InlineData("", "/run/router")]
    [InlineData("/tmp/lab", "/tmp/lab")]
    public void TheRunDirectoryHasADefault(string? environment, string expected)
    {
        CommandLine line = CommandLine.Parse(["--config", "a.yaml"], environment);
        Assert.Equal(("a.yaml", expected), (line.Configuration, line.RunDirectory));
        Assert.Null(line.Replay);
        Assert.Equal("/x", CommandLine.Parse(["--config", "a.yaml", "--run-dir", "/x"], environment).RunDirectory);
    }

    [Fact]
    public void ReadsAReplay()
    {
        CommandLine line = Parse("--replay --config a.yaml --run-dir /d --in p=1 --in q=a=b --out p=2 --punt 3 --stats 4");
        ReplayOptions options = Assert.IsType<ReplayOptions>(line.Replay);
        Assert.Equal([new PortFile("p", "1"), new PortFile("q", "a=b")], options.Inputs);
        Assert.Equal([new PortFile("p", "2")], options.Outputs);
        Assert.Equal(("3", "4"), (options.PuntFile, options.StatisticsFile));
    }

    [Theory]
    [InlineData("", "--config FILE is missing")]
    [InlineData("--config", "--config needs a value")]
    [InlineData("--config a --speed 9", "unknown argument --speed")]
    [InlineData("--config a --in p=1", "are for --replay")]
    [InlineData("--config a --replay --in p=1", "needs --run-dir")]
    [InlineData("--config a --replay --run-dir d", "at least one --in")]
    [InlineData("--config a --replay --run-dir d --in p", "PORT=FILE is wanted")]
    [InlineData("--config a --replay --run-dir d --in =f", "PORT=FILE is wanted")]
    [InlineData("--config a --replay --run-dir d --in p=", "PORT=FILE is wanted")]
    [InlineData("--config a --replay --run-dir d --in p=1 --in p=2", "the port is given twice")]
    [InlineData("--config a --replay --run-dir d --in p=1 --out q=./1", "./1 is given twice")]
    [InlineData("--config a --replay --run-dir d --in p=1 --out q=2 --punt 2", "2 is given twice")]
    [InlineData("--config a --replay --run-dir d --in p=1 --punt 2 --stats 2", "2 is given twice")]
    public void SaysWhatIsWrong(string arguments, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Parse(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void HelpWins() => Assert.True(Parse("--config a --help").Help);

    private static CommandLine Parse(string arguments) => CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), null);
}
