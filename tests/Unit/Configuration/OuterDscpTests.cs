using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>The DSCP of outer headers as text.</summary>
public sealed class OuterDscpTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("63", 63)]
    [InlineData("reflect", 0)]
    [InlineData("priority", 0)]
    public void ComesBackFromItsText(string text, byte value)
    {
        OuterDscp dscp = OuterDscp.Parse(text);
        Assert.Equal((text, value), (dscp.ToString(), dscp.Fixed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("64")]
    [InlineData("-1")]
    [InlineData("Reflect")]
    public void NothingElseIsOne(string text) => Assert.Throws<FormatException>(() => OuterDscp.Parse(text));

    [Fact]
    public void TheThreeKindsAreDifferent()
    {
        Assert.Equal(default, OuterDscp.At(0));
        Assert.Equal(4, new HashSet<OuterDscp> { OuterDscp.Reflect, OuterDscp.Priority, OuterDscp.At(63), default }.Count);
    }
}
