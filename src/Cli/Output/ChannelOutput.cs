using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints <c>show channel</c>.</summary>
internal static class ChannelOutput
{
    /// <summary>Prints the header's facts, then the rings.</summary>
    public static void Write(CliEnvironment environment, ChannelInfo channel)
    {
        TextWriter output = environment.Out;
        if (!channel.Attached)
        {
            output.WriteLine($"not attached: no dataplane (control plane process {channel.ControlplanePid})");
            return;
        }

        output.WriteLine(channel.Converged ? "converged" : "not converged");
        output.WriteLine($"epoch {channel.Epoch}, generation {channel.Generation}, {channel.FileLength} octets, {channel.Workers} worker(s)");
        output.WriteLine($"dataplane     process {channel.DataplanePid}, heartbeat {channel.DataplaneHeartbeatAgeMs} ms ago, {channel.Routes} routes");
        output.WriteLine($"control plane process {channel.ControlplanePid}, heartbeat {channel.ControlplaneHeartbeatAgeMs} ms ago");
        if (channel.Commands is { } c)
        {
            output.WriteLine($"commands      created {c.Created}, changed {c.Changed}, confirmed {c.Confirmed}, removed {c.Removed}, refused {c.Refused}");
        }

        if (channel.Buffers is { } b)
        {
            output.WriteLine($"buffers       {b.Free} of {b.Total} free");
        }

        output.WriteLine();
        Table table = new("RING", ">SLOTS", ">USED", ">PRODUCED", ">CONSUMED");
        foreach (RingInfo r in channel.Rings)
        {
            table.Add(r.Name, r.Capacity, r.Used, r.Produced, r.Consumed);
        }

        table.Write(environment);
        foreach (ProblemError problem in channel.Problems)
        {
            output.WriteLine($"problem: {ProblemOutput.Line(problem)}");
        }
    }
}
