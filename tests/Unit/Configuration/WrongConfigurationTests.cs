using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>Wrong configurations are refused with the right error and no other.</summary>
public sealed class WrongConfigurationTests
{
    public static TheoryData<WrongConfiguration> Cases => new(WrongConfigurations.Everything);

    [Theory]
    [MemberData(nameof(Cases))]
    public void NamesLineKeyAndWhatWouldBeRight(WrongConfiguration wrong)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        ConfigurationResult result = ConfigurationReader.Parse(wrong.Yaml, "router.yaml");
        Assert.Null(result.Configuration);
        ConfigurationError error = Assert.Single(result.Errors);
        Assert.Equal((wrong.Key, wrong.Line), (error.Key, error.Line));
        Assert.Contains(wrong.Fragment, error.Message, StringComparison.Ordinal);
        Assert.Equal("router.yaml", error.File);
        Assert.True(error.Column > 0);
    }
}
