using System.Buffers;
using System.Text;
using Router.Controlplane.Metrics;
using Xunit;

namespace Router.Unit.Tests.Metrics;

/// <summary>The text format, octet for octet.</summary>
public sealed class ExpositionWriterTests
{
    [Fact]
    public void Counters_and_gauges()
    {
        string text = Write(writer =>
        {
            writer.Family("router_drops_total", MetricType.Counter, "Packets dropped.");
            writer.Sample(ulong.MaxValue, ("reason", "runt"), ("worker", "0"));
            writer.Family("router_share", MetricType.Gauge, "A share.");
            writer.Sample(0.25);
            writer.Sample(double.PositiveInfinity, ("a", ""));
            writer.Sample(1e-7, ("a", "small"));
        });
        Assert.Equal(
            """
            # HELP router_drops_total Packets dropped.
            # TYPE router_drops_total counter
            router_drops_total{reason="runt",worker="0"} 18446744073709551615
            # HELP router_share A share.
            # TYPE router_share gauge
            router_share 0.25
            router_share{a=""} +Inf
            router_share{a="small"} 1E-07

            """,
            text);
    }

    [Fact]
    public void Escapes_help_and_label_values() => Assert.Equal(
        "# HELP x A \\\\ and \"q\"\\nnew\n# TYPE x gauge\nx{l=\"\\\\ \\\"q\\\"\\n\u00fc\"} 1\n",
        Write(writer =>
        {
            writer.Family("x", MetricType.Gauge, "A \\ and \"q\"\nnew");
            writer.Sample(1UL, ("l", "\\ \"q\"\n\u00fc"));
        }));

    [Fact]
    public void Histogram_is_cumulative() => Assert.Equal(
        """
        # HELP d_seconds D.
        # TYPE d_seconds histogram
        d_seconds_bucket{r="x",le="0.1"} 2
        d_seconds_bucket{r="x",le="1"} 2
        d_seconds_bucket{r="x",le="+Inf"} 5
        d_seconds_sum{r="x"} 30.5
        d_seconds_count{r="x"} 5

        """,
        Write(writer =>
        {
            writer.Family("d_seconds", MetricType.Histogram, "D.");
            writer.Histogram([0.1, 1], [2, 0, 3], 30.5, ("r", "x"));
        }));

    [Theory]
    [InlineData("packets", MetricType.Counter)]
    [InlineData("packets_total", MetricType.Gauge)]
    [InlineData("1packets", MetricType.Gauge)]
    [InlineData("pack-ets", MetricType.Gauge)]
    [InlineData("", MetricType.Gauge)]
    public void Wrong_family_names_throw(string name, MetricType type) =>
        Assert.Throws<ArgumentException>(() => Write(writer => writer.Family(name, type, "")));

    [Fact]
    public void Family_twice_throws() => Assert.Throws<InvalidOperationException>(() => Write(writer =>
    {
        writer.Family("a", MetricType.Gauge, "");
        writer.Family("a", MetricType.Gauge, "");
    }));

    [Fact]
    public void Sample_without_family_throws() => Assert.Throws<InvalidOperationException>(() => Write(writer => writer.Sample(1UL)));

    [Fact]
    public void Wrong_label_name_throws() => Assert.Throws<ArgumentException>(() => Write(writer =>
    {
        writer.Family("a", MetricType.Gauge, "");
        writer.Sample(1UL, ("a:b", "c"));
    }));

    private static string Write(Action<ExpositionWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(new ExpositionWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
