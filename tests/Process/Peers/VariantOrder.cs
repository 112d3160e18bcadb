using Xunit.Abstractions;
using Xunit.Sdk;

namespace Router.Process.Tests.Peers;

/// <summary>Tests of the same variant one after the other: a pseudowire is made once for all of them.</summary>
public sealed class VariantOrder : ITestCaseOrderer
{
    /// <inheritdoc/>
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        testCases.OrderBy(test => $"{test.TestMethodArguments?.FirstOrDefault()}", StringComparer.Ordinal)
            .ThenBy(test => test.TestMethod.Method.Name, StringComparer.Ordinal);
}
