using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The fields of a binding do not run into each other.</summary>
public sealed class VlanBindingTests
{
    [Theory]
    [InlineData(0u, 0, false, 0u)]
    [InlineData((1u << 24) - 2, 8, true, LabelEntry.TargetLimit - 1)]
    [InlineData(65535u, 4, true, 1u)]
    [InlineData(1_000_000u, 8, false, 70_000u)]
    public void WhatIsBoundIsRead(uint interfaceId, int tags, bool circuit, uint crossConnect)
    {
        VlanBinding binding = new VlanBinding(interfaceId, tags, circuit, crossConnect).WithInnerTable(4096);
        Assert.Equal((true, interfaceId, tags, circuit, crossConnect, 4096u),
            (binding.Exists, binding.Interface, binding.TagLength, binding.IsCircuit, binding.CrossConnect, binding.InnerTable));
        binding = binding.WithInnerTable(0).WithTagLength(0);
        Assert.Equal((interfaceId, 0, circuit, crossConnect, 0u),
            (binding.Interface, binding.TagLength, binding.IsCircuit, binding.CrossConnect, binding.InnerTable));
    }

    [Fact]
    public void ATableForInnerTagsAloneBindsNothing() => Assert.False(default(VlanBinding).WithInnerTable(4096).Exists);
}
