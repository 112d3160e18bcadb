using FsCheck;
using FsCheck.Fluent;
using Router.Dataplane.Headers;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The quick check of a sum against folding it.</summary>
public sealed class ChecksumTests
{
    [Fact]
    public void IsRightExactlyWhenItFoldsToAllOnes() =>
        Prop.ForAll<ulong, ushort>(static (value, multiple) =>
        {
            // Random sums are almost never right; multiples of 65,535 always are.
            ulong sum = Math.Max(1, value >> 29);
            ulong right = (multiple + 1ul) * 0xffff;
            return Checksum.IsRight(sum) == (Checksum.Fold(sum) == 0xffff) && Checksum.IsRight(right) && !Checksum.IsRight(right + 1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData(0xffff, true)]
    [InlineData(0xfffe, false)]
    [InlineData(0x10000, false)]
    [InlineData(0x1fffe, true)]
    [InlineData(5 * 0xffffffffL, true)]
    [InlineData((5 * 0xffffffffL) - 1, false)]
    public void Bounds(long sum, bool right) => Assert.Equal(right, Checksum.IsRight((ulong)sum));
}
