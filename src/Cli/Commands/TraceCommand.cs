using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Router.Api;
using Router.Cli.Output;

namespace Router.Cli.Commands;

/// <summary><c>trace</c>: asks for a trace, waits for the packets, prints their way.</summary>
internal static class TraceCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Option<int> count = new("--count", "-n") { Description = "Packets to trace in each worker.", HelpName = "N", DefaultValueFactory = _ => 10 };
        count.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.Count == 0 ? "10" : result.Tokens[0].Value, out int n) && n is < 1 or > 256)
            {
                result.AddError($"--count {n}: 1 to 256 is wanted.");
            }
        });
        Option<string?> port = new("--port", "-p") { Description = "Only packets received on this port.", HelpName = "PORT" };
        Option<double> timeout = new("--timeout", "-t")
        {
            Description = "Seconds to wait for packets.",
            HelpName = "S",
            DefaultValueFactory = _ => 10,
        };
        CliCommand trace = new("trace", "Follow the next packets through the nodes.", "trace", "trace --count 3 --port ce0 --timeout 5");
        trace.Options.Add(count);
        trace.Options.Add(port);
        trace.Options.Add(timeout);
        trace.SetAction(wrap(async invocation =>
        {
            TraceRequest request = new() { Count = invocation.Line.GetValue(count), Port = invocation.Line.GetValue(port) };
            byte[] body = await invocation.Client.PostJson(ApiPaths.Trace, request, ApiJson.Default.TraceRequest, invocation.Cancel)
                .ConfigureAwait(false);
            long deadline = Environment.TickCount64 + (long)(invocation.Line.GetValue(timeout) * 1000);
            TraceInfo info = ApiClient.Read(body, ApiJson.Default.TraceInfo);
            while (!info.Complete && Environment.TickCount64 < deadline)
            {
                await Task.Delay(PollInterval, invocation.Cancel).ConfigureAwait(false);
                body = await invocation.Client.Get(ApiPaths.Trace, invocation.Cancel).ConfigureAwait(false);
                info = ApiClient.Read(body, ApiJson.Default.TraceInfo);
            }

            invocation.Print(body, ApiJson.Default.TraceInfo, answer => Print(invocation.Environment.Out, answer));
            if (info.Packets.Count == 0)
            {
                await invocation.Environment.Error.WriteLineAsync("routerctl: no packet came by in time.").ConfigureAwait(false);
                return ExitCodes.Failed;
            }

            return ExitCodes.Ok;
        }));
        return trace;
    }

    private static void Print(TextWriter output, TraceInfo trace)
    {
        foreach (TracedPacket packet in trace.Packets)
        {
            int length = packet.Steps.Count > 0 ? packet.Steps[0].Length : 0;
            output.WriteLine($"packet {packet.Number}, worker {packet.Worker}, from {packet.Interface}, {length} octets");
            foreach (TracedStep step in packet.Steps)
            {
                string nanoseconds = step.Nanoseconds.ToString("F0", CultureInfo.InvariantCulture).PadLeft(8);
                string adjacency = step.Adjacency is null ? "" : $" adjacency {step.Adjacency}";
                string reason = step.Reason is null ? "" : $" reason {step.Reason}";
                output.WriteLine($"{nanoseconds} ns  {step.Node,-16} {step.Length,5} octets{adjacency}{reason}");
                output.WriteLine($"{"",13}{step.Data}");
            }

            output.WriteLine();
        }
    }
}
