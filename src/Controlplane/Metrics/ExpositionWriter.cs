using System.Buffers;
using System.Globalization;
using System.Text;

namespace Router.Controlplane.Metrics;

/// <summary>Type of a metric family.</summary>
public enum MetricType
{
    /// <summary>Only grows, until its process starts again.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by upper bound, sum and count.</summary>
    Histogram,
}

/// <summary>
/// Writes the Prometheus text exposition format 0.0.4. A family is announced once, its samples follow at once: the
/// format wants them together. Misuse (a bad name, a family twice, a sample of no family) is a programming error and throws.
/// </summary>
/// <param name="output">Where the UTF-8 text goes.</param>
public sealed class ExpositionWriter(IBufferWriter<byte> output)
{
    /// <summary>Media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private readonly StringBuilder _line = new();
    private string? _family;

    /// <summary>Begins a family.</summary>
    /// <param name="name">Name with its unit, ending in <c>_total</c> exactly when it is a counter.</param>
    /// <param name="type">Type.</param>
    /// <param name="help">One line for people.</param>
    public void Family(string name, MetricType type, string help)
    {
        ArgumentNullException.ThrowIfNull(help);
        if (!IsName(name, colon: true))
        {
            throw new ArgumentException($"\"{name}\" is not a metric name.", nameof(name));
        }

        if (name.EndsWith("_total", StringComparison.Ordinal) != (type == MetricType.Counter))
        {
            throw new ArgumentException($"\"{name}\": counters, and only they, end in _total.", nameof(name));
        }

        if (!_families.Add(name))
        {
            throw new InvalidOperationException($"The family {name} was written already.");
        }

        _family = name;
        _line.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quotes: false);
        _line.Append("\n# TYPE ").Append(name).Append(' ').Append(type switch
        {
            MetricType.Counter => "counter",
            MetricType.Gauge => "gauge",
            _ => "histogram",
        }).Append('\n');
        Flush();
    }

    /// <summary>Writes a sample of the family.</summary>
    /// <param name="value">Value.</param>
    /// <param name="labels">Labels in the order to write them.</param>
    public void Sample(ulong value, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Write("", value.ToString(CultureInfo.InvariantCulture), labels);

    /// <summary>Writes a sample of the family.</summary>
    /// <param name="value">Value.</param>
    /// <param name="labels">Labels in the order to write them.</param>
    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Write("", Text(value), labels);

    /// <summary>Writes the samples of one histogram.</summary>
    /// <param name="bounds">Upper bounds, growing, without infinity.</param>
    /// <param name="counts">Observations up to each bound but above the one before; one more element for the rest.</param>
    /// <param name="sum">Sum of the observations.</param>
    /// <param name="labels">Labels.</param>
    public void Histogram(
        ReadOnlySpan<double> bounds, ReadOnlySpan<ulong> counts, double sum, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, bounds.Length + 1);
        ulong total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            string bound = i < bounds.Length ? Text(bounds[i]) : "+Inf";
            Write("_bucket", total.ToString(CultureInfo.InvariantCulture), [.. labels, ("le", bound)]);
        }

        Write("_sum", Text(sum), labels);
        Write("_count", total.ToString(CultureInfo.InvariantCulture), labels);
    }

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static bool IsName(string name, bool colon)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && !(colon && c == ':'))
            {
                return false;
            }
        }

        return true;
    }

    private void Write(string suffix, string value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _line.Append(_family ?? throw new InvalidOperationException("A sample before any family.")).Append(suffix);
        for (int i = 0; i < labels.Length; i++)
        {
            if (!IsName(labels[i].Name, colon: false))
            {
                throw new ArgumentException($"\"{labels[i].Name}\" is not a label name.", nameof(labels));
            }

            _line.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value, quotes: true);
            _line.Append('"');
        }

        if (labels.Length > 0)
        {
            _line.Append('}');
        }

        _line.Append(' ').Append(value).Append('\n');
        Flush();
    }

    private void Escape(string text, bool quotes)
    {
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => _line.Append("\\\\"),
                '\n' => _line.Append("\\n"),
                '"' when quotes => _line.Append("\\\""),
                _ => _line.Append(c),
            };
        }
    }

    private void Flush()
    {
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
        {
            _ = Encoding.UTF8.GetBytes(chunk.Span, output);
        }

        _line.Clear();
    }
}
