using System.Globalization;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>
/// The far ends of a running router's two memif ports, in one thread: sends a scenario's frames into one and receives what comes
/// out of the other, with as many under way as a ring holds: none may be lost.
/// </summary>
internal static unsafe class MemifFeed
{
    private const int Burst = Worker.BurstSize;
    private const double WarmUp = 0.5;

    /// <summary>Packets under way, fewer than a ring's slots: were this thread to stand still, all would fit.</summary>
    private const int MostUnderWay = 960;

    /// <summary>Seconds until the ports must be connected, and in which packets may still come home.</summary>
    private const double Patience = 10;
    private const double Rest = 0.2;

    public static string Measure(Scenario scenario, Options options)
    {
        string socket = $"socket-abstract=no,role=client,rsize=10,socket={options.Sockets}";
        Run.StartEal($"{options.Cpu}", 64, $"net_memif0,{socket}/in.sock", $"net_memif1,{socket}/out.sock");
        rte_mempool* pool = Run.CreatePool(8191);
        Ends ends = new(Open(0, pool), Open(1, pool), pool, [.. Enumerable.Range(0, Capture.Frames).Select(i => scenario.Frame(i % options.Entries, options.Entries))]);
        ends.Connect(Patience);
        ends.Exchange(WarmUp, sends: true);
        ends.Exchange(Rest, sends: false);
        (ulong sent, ulong received) = (ends.Sent, ends.Received);
        ulong begin = Shim.rs_rdtsc();
        ends.Exchange(options.Seconds, sends: true);
        double seconds = (Shim.rs_rdtsc() - begin) / (double)Shim.rs_tsc_hz();
        (ulong sentThen, ulong receivedThen) = (ends.Sent - sent, ends.Received - received);
        ends.Exchange(Rest, sends: false);
        long lost = (long)(sentThen - (ends.Received - received));
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"instrument\":\"memif\",\"scenario\":\"{scenario.Name}\",\"entries\":{options.Entries},\"seconds\":{seconds:F3},\"sent\":{sentThen},\"received\":{receivedThen},\"lost\":{lost},\"mpps\":{receivedThen / seconds / 1e6:F3},\"tscHz\":{Shim.rs_tsc_hz()}}}");
    }

    private static PortQueue* Open(ushort device, rte_mempool* pool)
    {
        Worker worker = new() { Pool = pool, Ports = NativeArray<PortQueue>.Allocate(1).Pointer };
        Run.OpenPort(&worker, 0, device);
        return worker.Ports;
    }

    /// <summary>Both ends, and what went through them.</summary>
    private sealed class Ends(PortQueue* toRouter, PortQueue* fromRouter, rte_mempool* pool, byte[][] frames)
    {
        private int _next;

        /// <summary>Packets that the router's port took.</summary>
        public ulong Sent { get; private set; }

        /// <summary>Packets that came back.</summary>
        public ulong Received { get; private set; }

        /// <summary>Sends single packets until one has come back.</summary>
        /// <exception cref="InvalidOperationException">None did.</exception>
        public void Connect(double seconds)
        {
            ulong end = Shim.rs_rdtsc() + (ulong)(seconds * Shim.rs_tsc_hz());
            while (Received == 0)
            {
                if (Shim.rs_rdtsc() > end)
                {
                    throw new InvalidOperationException($"Of {Sent} packets into the router none came out.");
                }

                Exchange(0.01, sends: true, burst: 1);
                Thread.Sleep(10);
            }
        }

        public void Exchange(double seconds, bool sends, int burst = Burst)
        {
            rte_mbuf** packets = stackalloc rte_mbuf*[Burst];
            ulong end = Shim.rs_rdtsc() + (ulong)(seconds * Shim.rs_tsc_hz());
            while (Shim.rs_rdtsc() < end)
            {
                int count = fromRouter->Receive(fromRouter->ReceiveQueue, packets, Burst);
                Received += (uint)count;
                rte_pktmbuf_free_bulk(packets, (uint)count);
                if (sends && Sent - Received <= MostUnderWay - Burst)
                {
                    Fill(packets, burst);
                    int taken = toRouter->Send(toRouter->SendQueue, packets, (ushort)burst);
                    Sent += (uint)taken;
                    rte_pktmbuf_free_bulk(packets + taken, (uint)(burst - taken));
                }
            }
        }

        private void Fill(rte_mbuf** packets, int count)
        {
            if (Shim.rs_pktmbuf_alloc_bulk(pool, packets, (uint)count) != 0)
            {
                throw new InvalidOperationException("No packet buffers are left.");
            }

            for (int i = 0; i < count; i++)
            {
                byte[] frame = frames[_next++ % frames.Length];
                Mbuf.SetLength(packets[i], frame.Length);
                frame.CopyTo(new Span<byte>(Mbuf.Data(packets[i]), frame.Length));
            }
        }
    }
}
