using Router.Configuration;

namespace Router.Dataplane.Replay;

/// <summary>A port and the capture file of its packets.</summary>
/// <param name="Port">Name of the port.</param>
/// <param name="File">Path of the file.</param>
internal sealed record PortFile(string Port, string File)
{
    /// <summary>Reads PORT=FILE.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static PortFile Parse(string option, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? new PortFile(text[..equals], text[(equals + 1)..])
            : throw new ArgumentException($"{option} {text}: PORT=FILE is wanted");
    }
}

/// <summary>What to replay.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Packets that arrive.</summary>
    public ConfigurationList<PortFile> Inputs { get; init; } = [];

    /// <summary>Where packets that leave are written.</summary>
    public ConfigurationList<PortFile> Outputs { get; init; } = [];

    /// <summary>Where punted packets are written, or null.</summary>
    public string? PuntFile { get; init; }

    /// <summary>Where the counters go, or null for standard output.</summary>
    public string? StatisticsFile { get; init; }

    /// <summary>Checks what can be checked without the configuration.</summary>
    /// <exception cref="ArgumentException">A port or an output file is given twice, or there is no input.</exception>
    public void Validate()
    {
        if (Inputs.Count == 0)
        {
            throw new ArgumentException("--replay needs at least one --in PORT=FILE");
        }

        CheckPorts("--in", Inputs);
        CheckPorts("--out", Outputs);
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach (PortFile input in Inputs)
        {
            files.Add(Path.GetFullPath(input.File));
        }

        List<string> written = [.. Outputs.Select(output => output.File)];
        if (PuntFile is not null)
        {
            written.Add(PuntFile);
        }

        if (StatisticsFile is not null)
        {
            written.Add(StatisticsFile);
        }

        foreach (string file in written)
        {
            if (!files.Add(Path.GetFullPath(file)))
            {
                throw new ArgumentException($"{file} is given twice; each output needs a file of its own");
            }
        }
    }

    private static void CheckPorts(string option, ConfigurationList<PortFile> pairs)
    {
        HashSet<string> ports = new(StringComparer.Ordinal);
        foreach (PortFile pair in pairs)
        {
            if (!ports.Add(pair.Port))
            {
                throw new ArgumentException($"{option} {pair.Port}: the port is given twice");
            }
        }
    }
}
