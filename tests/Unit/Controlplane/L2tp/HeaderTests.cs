using Router.Controlplane.L2tp.Wire;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Control message headers.</summary>
public sealed class HeaderTests
{
    [Theory]
    [Trait("l2tp", "F66")]
    [InlineData("C802 000C 0001 0002 0003 0004", ControlDropReason.None)]
    [InlineData("C803 000C 0001 0002 0003 0004", ControlDropReason.None)]
    [InlineData("FCF2 000C 0001 0002 0003 0004", ControlDropReason.None)]
    [InlineData("FFF3 000C 0001 0002 0003 0004", ControlDropReason.None)]
    [InlineData("4802 000C 0001 0002 0003 0004", ControlDropReason.NotControl)]
    [InlineData("0003 000C 0001 0002 0003 0004", ControlDropReason.NotControl)]
    [InlineData("8802 000C 0001 0002 0003 0004", ControlDropReason.BadFlags)]
    [InlineData("C002 000C 0001 0002 0003 0004", ControlDropReason.BadFlags)]
    [InlineData("C003 000C 0001 0002 0003 0004", ControlDropReason.BadFlags)]
    [InlineData("CA02 000C 0001 0002 0003 0004", ControlDropReason.BadFlags)]
    [InlineData("C902 000C 0001 0002 0003 0004", ControlDropReason.BadFlags)]
    [InlineData("C801 000C 0001 0002 0003 0004", ControlDropReason.UnsupportedVersion)]
    [InlineData("C800 000C 0001 0002 0003 0004", ControlDropReason.UnsupportedVersion)]
    [InlineData("C804 000C 0001 0002 0003 0004", ControlDropReason.UnsupportedVersion)]
    [InlineData("C80F 000C 0001 0002 0003 0004", ControlDropReason.UnsupportedVersion)]
    public void Flags_and_version(string octets, ControlDropReason expected) =>
        Assert.Equal(expected, ControlHeader.TryParse(Octets.Hex(octets), out _));

    [Theory]
    [Trait("l2tp", "F67")]
    [InlineData("", ControlDropReason.TooShort)]
    [InlineData("C8", ControlDropReason.TooShort)]
    [InlineData("C802", ControlDropReason.TooShort)]
    [InlineData("C802 000C 0001 0002 0003 00", ControlDropReason.TooShort)]
    [InlineData("C802 000B 0001 0002 0003 0004", ControlDropReason.BadLength)]
    [InlineData("C802 000D 0001 0002 0003 0004", ControlDropReason.BadLength)]
    [InlineData("C802 FFFF 0001 0002 0003 0004", ControlDropReason.BadLength)]
    [InlineData("C802 000C 0001 0002 0003 0004 0000 0000", ControlDropReason.None)]
    public void Length_and_octets_present(string octets, ControlDropReason expected)
    {
        Assert.Equal(expected, ControlHeader.TryParse(Octets.Hex(octets), out ControlHeader header));
        if (expected == ControlDropReason.None)
        {
            Assert.Equal(12, header.Length);
        }
    }

    [Fact]
    public void Ids_are_two_numbers_in_version_2_and_one_in_version_3()
    {
        byte[] two = Octets.Hex("C802 000C 0001 0002 FFFF 0004");
        byte[] three = Octets.Hex("C803 000C 8001 0002 0003 FFFF");
        Assert.Equal(ControlDropReason.None, ControlHeader.TryParse(two, out ControlHeader second));
        Assert.Equal(ControlDropReason.None, ControlHeader.TryParse(three, out ControlHeader third));
        Assert.Equal(new ControlHeader(2, 12, 1, 2, 65535, 4), second);
        Assert.Equal(new ControlHeader(3, 12, 0x80010002, 0, 3, 65535), third);
        byte[] written = new byte[12];
        second.Write(written);
        Assert.Equal(two, written);
        third.Write(written);
        Assert.Equal(three, written);
    }
}
