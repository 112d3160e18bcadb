using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>
/// A scenario while its tables change: a thread writes 50,000 changes per second into the command ring, the command thread applies
/// them, the worker forwards on another CPU. In turn with periods of rest; every frame that leaves is looked at.
/// </summary>
internal static unsafe class ChurnRun
{
    private const int PeriodMilliseconds = 50;

    // A little more than 50, for the rate counts until the last sync has come back.
    private const int ChangesPerMillisecond = 53;

    /// <summary>Runs a scenario with changes; one line of JSON.</summary>
    public static string Measure(string name, Options options)
    {
        Scenario scenario = new Numbered(Scenario.Find(name)!, options.Entries);
        TableChange change = TableChange.Of(name);
        uint entries = (uint)options.Entries;
        using Programmer programmer = new(options.Entries);
        Worker* worker = Feed.Open(programmer, scenario, options);
        change.Prepare(programmer, entries);
        long frames = 0;
        long wrong = 0;
        Forwarding forwarding = new(worker, scenario, options.Entries, (frame, length, _) =>
        {
            uint entry = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(frame + length - Numbered.Length));
            frames++;
            wrong += entry < entries && change.IsRight(frame, length, entry, entries) ? 0 : 1;
        });
        Changer changer = new(programmer, change, forwarding, options);
        Thread thread = new(changer.Main) { Name = "changer" };
        thread.Start();
        forwarding.Run();
        thread.Join();
        if (changer.Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"scenario\":\"churn\",\"of\":\"{name}\",\"entries\":{entries},\"changes\":{changer.Changes},\"changesPerSecond\":{changer.PerSecond:F0},"
            + $"\"work\":{Periods.Compare(forwarding.Samples.Select(static sample => (sample.Period, sample.Work))).ToJson()},"
            + $"\"ruler\":{Periods.Compare(forwarding.Samples.Select(static sample => (sample.Period, sample.Ruler))).ToJson()},"
            + $"\"frames\":{frames},\"misforwarded\":{wrong},\"lost\":{forwarding.Lost}}}");
    }

    /// <summary>Writes the changes, on a CPU that is not the worker's.</summary>
    private sealed class Changer(Programmer programmer, TableChange change, Forwarding forwarding, Options options)
    {
        public Exception? Failure { get; private set; }

        /// <summary>Changes that the dataplane has counted.</summary>
        public ulong Changes { get; private set; }

        /// <summary>Changes per second while there were any, until they were in force.</summary>
        public double PerSecond { get; private set; }

        public void Main()
        {
            try
            {
                int[] others = [.. Enumerable.Range(0, Environment.ProcessorCount).Where(cpu => cpu != options.Cpu)];
                _ = Dpdk.Native.Linux.SchedSetaffinity(others);
                using CommandThread commands = new(programmer.Processor, others);
                programmer.HasCommandThread = true;
                Run();
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                Failure = exception;
            }
            finally
            {
                forwarding.Stop();
            }
        }

        private void Run()
        {
            uint entries = (uint)options.Entries;
            uint entry = 0;
            bool second = true;
            ulong sent = 0;
            (ulong changed, ulong confirmed) = (programmer.Channel.Header.CommandsChanged, programmer.Channel.Header.CommandsConfirmed);
            TimeSpan busy = default;
            int pairs = Math.Max(20, (int)(options.Seconds * 1000 / PeriodMilliseconds / 2));
            int period = 2;
            forwarding.Enter(period);
            for (int i = 0; i < pairs; i++)
            {
                Thread.Sleep(PeriodMilliseconds);
                forwarding.Enter(++period);
                long start = Stopwatch.GetTimestamp();
                for (int k = 0; k < PeriodMilliseconds * ChangesPerMillisecond; k++)
                {
                    while (Stopwatch.GetElapsedTime(start).TotalMilliseconds * ChangesPerMillisecond < k)
                    {
                        Thread.Sleep(1);
                    }

                    change.Send(programmer, entry, entries, second);
                    sent++;
                    if (++entry == entries)
                    {
                        entry = 0;
                        second = !second;
                    }
                }

                programmer.Sync();
                busy += Stopwatch.GetElapsedTime(start);
                forwarding.Enter(++period);
            }

            Thread.Sleep(PeriodMilliseconds);
            Changes = programmer.Channel.Header.CommandsChanged - changed;
            confirmed = programmer.Channel.Header.CommandsConfirmed - confirmed;
            PerSecond = Changes / busy.TotalSeconds;

            // Few numbers of routes share a prefix, which may be so already.
            if (Changes + confirmed != sent || confirmed > sent / 100)
            {
                throw new InvalidOperationException($"{sent} changes were sent, the dataplane counts {Changes}, and {confirmed} that changed nothing.");
            }
        }
    }

    /// <summary>A scenario whose frames end with the number of their entry.</summary>
    private sealed class Numbered(Scenario inner, int entries) : Scenario
    {
        /// <summary>Octets of the number.</summary>
        public const int Length = 4;

        private readonly int _offset = inner.Frame(0, entries).Length - Length;

        public override string Name => inner.Name;

        public override byte[] Frame(int entry, int entries)
        {
            byte[] frame = inner.Frame(entry, entries);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(_offset), entry);
            return frame;
        }

        public override void Program(Programmer programmer, int entries) => inner.Program(programmer, entries);

        public override void Rewrite(byte* frame, uint entry)
        {
            inner.Rewrite(frame, entry);
            Store32(frame + _offset, entry);
        }
    }
}
