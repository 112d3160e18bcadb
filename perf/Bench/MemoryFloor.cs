using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;

namespace Router.Bench;

/// <summary>
/// What memory alone takes: the lines of the tables and counters that packets of random entries use are fetched, read or counted
/// up, burst by burst with the fetches of a burst ahead, and nothing else is done.
/// </summary>
internal static unsafe class MemoryFloor
{
    private const int Burst = Worker.BurstSize;
    private const int Bursts = 4096;

    /// <summary>Ticks for each packet, the median over bursts; null for scenarios that do not say what they use.</summary>
    public static double? Measure(Scenario scenario, Programmer programmer, int entries)
    {
        TableLine[] lines = scenario.Lines(programmer, 0);
        if (lines.Length == 0)
        {
            return null;
        }

        NativeArray<nint> places = NativeArray<nint>.Allocate((nuint)(lines.Length * Burst));
        List<double> samples = new(Bursts);
        RandomEntries random = new();
        for (int burst = 0; burst < Bursts; burst++)
        {
            for (int i = 0; i < Burst; i++)
            {
                lines = scenario.Lines(programmer, random.Next((uint)entries));
                for (int k = 0; k < lines.Length; k++)
                {
                    places[(nuint)((k * Burst) + i)] = lines[k].Address;
                }
            }

            ulong begin = Shim.rs_rdtsc();
            for (int k = 0; k < lines.Length; k++)
            {
                Fetch(places.Pointer + (k * Burst));
                if (k > 0)
                {
                    Use(places.Pointer + ((k - 1) * Burst), lines[k - 1].IsCounter);
                }
            }

            Use(places.Pointer + ((lines.Length - 1) * Burst), lines[^1].IsCounter);
            samples.Add((Shim.rs_rdtsc() - begin) / (double)Burst);
        }

        return Statistics.Quantile(samples, 0.5);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fetch(nint* places)
    {
        for (nint i = 0; i < Burst; i++)
        {
            Prefetch.Read((void*)places[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(nint* places, bool isCounter)
    {
        ulong sum = 0;
        for (nint i = 0; i < Burst; i++)
        {
            ulong* word = (ulong*)places[i];
            if (isCounter)
            {
                ++*word;
            }
            else
            {
                sum += *word;
            }
        }

        // Otherwise nothing would have to be read.
        places[0] += (nint)(sum >> 63);
    }
}

/// <summary>Where a packet reads or counts.</summary>
/// <param name="Address">A word's, aligned.</param>
/// <param name="IsCounter">It is counted up.</param>
internal readonly record struct TableLine(nint Address, bool IsCounter);
