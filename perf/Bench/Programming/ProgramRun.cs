using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>
/// The programming instrument: a control plane in another process changes routes, labels and sessions through the channel, this
/// process's command thread applies them, and its worker forwards with them on another CPU. Measures changes per second until
/// every worker has seen them, what that costs the worker, and whether every frame leaves by the old or the new next hop.
/// </summary>
internal static unsafe class ProgramRun
{
    private const int PeriodMilliseconds = 50;
    private const int RequiredRate = 200_000;

    // A little more, for the rate counts until the last sync has come back.
    private const int PacedRate = 230_000;
    private const int Objects = 100_000;

    /// <summary>Runs the instrument; one line of JSON.</summary>
    public static string Measure(Options options)
    {
        ChannelLimits limits = new() { Interfaces = 16, Adjacencies = 1024, L2tpSessions = 2 * Objects, Vrfs = 1 };
        using Programmer programmer = new(limits, (uint)options.Entries + 1, empty: true);
        ChangingRoutes routes = new(options.Entries);
        RouteCheck check = new(routes, routes.EverAllowed());
        RoutedScenario scenario = new();
        Worker* worker = Feed.Open(programmer, scenario, options);
        Forwarding forwarding = new(worker, scenario, options.Entries, check.Look);
        Conductor conductor = new(programmer, forwarding, routes, check, options);
        conductor.Start();
        forwarding.Run();
        conductor.Join();
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\"scenario\":\"program\",\"entries\":{options.Entries},\"routes\":{routes.Count + 1},{conductor.Figures}");
        foreach ((string name, int first, int end) in conductor.Spans)
        {
            List<Forwarding.Sample> samples = [.. forwarding.Samples.Where(sample => sample.Period >= first && sample.Period < end)];
            json.Append(CultureInfo.InvariantCulture, $"\"{name}\":{Periods.Compare(samples.Select(static sample => (sample.Period, sample.Work))).ToJson()},");
            json.Append(CultureInfo.InvariantCulture, $"\"{name}Ruler\":{Periods.Compare(samples.Select(static sample => (sample.Period, sample.Ruler))).ToJson()},");
        }

        json.Append(CultureInfo.InvariantCulture, $"\"frames\":{check.Frames},\"misforwarded\":{check.Wrong},\"checkedAfterSync\":{check.Strict},\"late\":{check.Late},");
        json.Append(CultureInfo.InvariantCulture, $"\"byNewNextHop\":{check.ByNew},\"byDefault\":{check.ByDefault},");
        return json.Append(CultureInfo.InvariantCulture, $"\"lost\":{forwarding.Lost}}}").ToString();
    }

    /// <summary>The order of events, on a CPU that is not the worker's.</summary>
    private sealed class Conductor(Programmer programmer, Forwarding forwarding, ChangingRoutes routes, RouteCheck check, Options options)
    {
        private readonly StringBuilder _figures = new();
        private Thread? _thread;
        private Exception? _failure;
        private int _period;

        /// <summary>Figures of the control side, as members of a JSON object.</summary>
        public string Figures => _figures.ToString();

        /// <summary>Names of series of periods, their first period and the one after the last.</summary>
        public List<(string Name, int First, int End)> Spans { get; } = [];

        public void Start()
        {
            _thread = new Thread(Main) { Name = "conductor" };
            _thread.Start();
        }

        public void Join()
        {
            _thread!.Join();
            if (_failure is not null)
            {
                throw new InvalidOperationException(_failure.Message, _failure);
            }
        }

        private void Main()
        {
            try
            {
                int[] others = [.. Enumerable.Range(0, Environment.ProcessorCount).Where(cpu => cpu != options.Cpu)];
                _ = Dpdk.Native.Linux.SchedSetaffinity(others);
                using CommandThread commands = new(programmer.Processor, others);
                using ControlProcess control = new(programmer.Path, options.Entries);
                Conduct(control);
                forwarding.Stop();
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException)
            {
                _failure = exception;
            }
            finally
            {
                forwarding.Stop();
            }
        }

        private void Conduct(ControlProcess control)
        {
            long[] start = control.Order("start");
            Report("replay", start);
            _figures.Append(CultureInfo.InvariantCulture, $"\"controlPlaneHeap\":{start[2]},");
            forwarding.Enter(2);
            _period = 2;
            check.Begin();
            Report("reconcileAll", Change(control, $"reconcile {routes.Count}", routes.Count));
            Report("reconcileOne", Change(control, "reconcile 1", 1));
            Report("ringAll", Change(control, $"ring {routes.Count} 0", routes.Count));
            long[] single = Change(control, "single 200", 200);
            _figures.Append(CultureInfo.InvariantCulture, $"\"singleMicroseconds\":{single[2] / 1000},\"longestSingleMicroseconds\":{single[3] / 1000},");
            Series("paced", PacedRate, control);
            Series("full", 0, control);
            Objectwise("labels", control);
            Objectwise("sessions", control);
        }

        /// <summary>Periods of programming and of none, in turn.</summary>
        private void Series(string name, int rate, ControlProcess control)
        {
            int first = _period;
            int pairs = Math.Max(20, (int)(options.Seconds * 1000 / PeriodMilliseconds / 2));
            int changes = (rate == 0 ? 2 * RequiredRate : rate) / 1000 * PeriodMilliseconds;
            List<double> rates = [];
            for (int i = 0; i < pairs; i++)
            {
                long[] done = Change(control, $"ring {changes} {rate}", changes);
                rates.Add(done[0] * 1e9 / done[1]);
                Thread.Sleep(PeriodMilliseconds);
            }

            Spans.Add((name, first, _period + 1));
            _figures.Append(CultureInfo.InvariantCulture, $"\"{name}PerSecond\":{Statistics.Quantile(rates, 0.5):F0},");
        }

        /// <summary>An order of which every change must have changed something in the dataplane.</summary>
        private long[] Counted(ControlProcess control, string order)
        {
            ulong before = Changes;
            long[] done = control.Order(order);
            ulong counted = Changes - before;
            return counted == (ulong)done[0] ? done
                : throw new InvalidOperationException($"The dataplane counts {counted} changes for {order}, the control side {done[0]}.");
        }

        private ulong Changes
        {
            get
            {
                ref ChannelHeader totals = ref programmer.Channel.Header;
                return totals.CommandsCreated + totals.CommandsChanged + totals.CommandsRemoved;
            }
        }

        /// <summary>One disturbed period; afterwards every frame must leave by the new next hop.</summary>
        private long[] Change(ControlProcess control, string order, int changes)
        {
            forwarding.Enter(++_period);
            long[] done = Counted(control, order);
            _ = routes.Change(changes);
            forwarding.Enter(++_period);
            return done;
        }

        private void Objectwise(string kind, ControlProcess control)
        {
            Report(kind + "Created", Counted(control, $"{kind} {Objects}"));
            Report(kind + "Changed", Counted(control, $"{kind} {Objects}"));
        }

        private void Report(string name, long[] done) =>
            _figures.Append(CultureInfo.InvariantCulture, $"\"{name}\":{{\"changes\":{done[0]},\"milliseconds\":{done[1] / 1e6:F1},\"perSecond\":{done[0] * 1e9 / done[1]:F0}}},");
    }

    /// <summary>IPv4 to random destinations of the routes' numbers, which the payload carries.</summary>
    private sealed class RoutedScenario : Scenario
    {
        private readonly Ipv4ForwardScenario _plain = new();

        public override string Name => "program";

        public override byte[] Frame(int entry, int entries)
        {
            byte[] frame = _plain.Frame(entry, entries);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(RouteCheck.NumberOffset), entry);
            return frame;
        }

        public override void Program(Programmer programmer, int entries)
        {
        }

        public override void Rewrite(byte* frame, uint entry)
        {
            _plain.Rewrite(frame, entry);
            Store32(frame + RouteCheck.NumberOffset, entry);
        }
    }

    /// <summary>Whether frames leave by a next hop that their destination may have.</summary>
    private sealed class RouteCheck(ChangingRoutes routes, uint[] allowed)
    {
        /// <summary>Offset of the number in a frame's payload.</summary>
        public const int NumberOffset = 42;

        private const int NextHopOffset = 5;
        private const int DestinationOffset = 30;

        private bool _begun;

        /// <summary>Frames looked at.</summary>
        public long Frames { get; private set; }

        /// <summary>Those with a next hop or destination that they must not have.</summary>
        public long Wrong { get; private set; }

        /// <summary>Frames between changes, that were compared with the one right next hop.</summary>
        public long Strict { get; private set; }

        /// <summary>Those of them that left by an old one although a sync had come back.</summary>
        public long Late { get; private set; }

        /// <summary>Frames by the second next hop of their route.</summary>
        public long ByNew { get; private set; }

        /// <summary>Frames by the default route.</summary>
        public long ByDefault { get; private set; }

        /// <summary>From now on every frame must leave, and rightly.</summary>
        public void Begin() => Volatile.Write(ref _begun, true);

        public void Look(byte* frame, int length, int period)
        {
            if (!Volatile.Read(ref _begun))
            {
                return;
            }

            uint number = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(frame + NumberOffset));
            uint destination = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(frame + DestinationOffset));
            int nextHop = frame[NextHopOffset];
            Frames++;
            ByNew += nextHop is >= 8 and < ChangingRoutes.DefaultNextHop ? 1 : 0;
            ByDefault += nextHop == ChangingRoutes.DefaultNextHop ? 1 : 0;
            bool right = number < (uint)allowed.Length && nextHop <= ChangingRoutes.DefaultNextHop
                && ((allowed[number] >> nextHop) & 1) != 0 && destination == RandomPrefixes.Ipv4(number).Destination;
            Wrong += right ? 0 : 1;

            // The search is dear: one frame of 64, and always, so that it disturbs all periods alike.
            if (Frames % 64 == 0)
            {
                bool late = nextHop != routes.NextHopNow(destination);
                if (right && period % 2 == 0)
                {
                    Strict++;
                    Late += late ? 1 : 0;
                }
            }
        }
    }
}
