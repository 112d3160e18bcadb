using System.Diagnostics.Metrics;
using System.Globalization;

namespace Router.Controlplane.Metrics;

/// <summary>
/// Exposes the instruments of <see cref="Meter"/>s named <c>Router.*</c>: dots become underscores, the unit and <c>_total</c>
/// are appended. Counters become counters, histograms histograms with fixed bounds, everything else gauges.
/// </summary>
internal sealed class MeterMetrics : IDisposable
{
    private const int MostSeries = 1000;

    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Starts to listen.</summary>
    public MeterMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Router.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
    }

    private enum InstrumentKind
    {
        Adds,
        Sets,
        Distribution,
    }

    /// <summary>Writes the families.</summary>
    public void Write(ExpositionWriter writer)
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach ((string name, Family family) in _families)
            {
                writer.Family(name, family.Type, family.Help);
                foreach (Series series in family.Series.Values)
                {
                    if (family.Type == MetricType.Histogram)
                    {
                        writer.Histogram(Bounds, series.Counts, series.Value, series.Labels);
                    }
                    else
                    {
                        writer.Sample(series.Value, series.Labels);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static (string Name, MetricType Type, InstrumentKind Kind) Describe(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        string name = instrument.Name.Replace('.', '_').Replace('-', '_');
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return type switch
        {
            _ when type.StartsWith("Counter", StringComparison.Ordinal) => ($"{name}{unit}_total", MetricType.Counter, InstrumentKind.Adds),
            _ when type.StartsWith("ObservableCounter", StringComparison.Ordinal) => ($"{name}{unit}_total", MetricType.Counter, InstrumentKind.Sets),
            _ when type.StartsWith("Histogram", StringComparison.Ordinal) => (name + unit, MetricType.Histogram, InstrumentKind.Distribution),
            _ when type.StartsWith("UpDownCounter", StringComparison.Ordinal) => (name + unit, MetricType.Gauge, InstrumentKind.Adds),
            _ => (name + unit, MetricType.Gauge, InstrumentKind.Sets),
        };
    }

    private static (string Name, string Value)[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (string, string)[] labels = new (string, string)[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            labels[i] = (tags[i].Key.Replace('.', '_'), Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        }

        return labels;
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (string name, MetricType type, InstrumentKind kind) = Describe(instrument);
        (string Name, string Value)[] labels = Labels(tags);
        string key = string.Join('\u0001', labels.Select(label => $"{label.Name}\u0002{label.Value}"));
        lock (_lock)
        {
            if (!_families.TryGetValue(name, out Family? family))
            {
                _families.Add(name, family = new Family(type, instrument.Description ?? instrument.Name));
            }

            if (!family.Series.TryGetValue(key, out Series? series))
            {
                if (family.Series.Count >= MostSeries)
                {
                    return;
                }

                family.Series.Add(key, series = new Series(labels));
            }

            series.Value = kind == InstrumentKind.Sets ? value : series.Value + value;
            if (kind == InstrumentKind.Distribution)
            {
                int bucket = Array.FindIndex(Bounds, bound => value <= bound);
                series.Counts[bucket < 0 ? Bounds.Length : bucket]++;
            }
        }
    }

    private sealed class Family(MetricType type, string help)
    {
        public MetricType Type { get; } = type;

        public string Help { get; } = help;

        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Series((string Name, string Value)[] labels)
    {
        public (string Name, string Value)[] Labels { get; } = labels;

        public ulong[] Counts { get; } = new ulong[Bounds.Length + 1];

        public double Value { get; set; }
    }
}
