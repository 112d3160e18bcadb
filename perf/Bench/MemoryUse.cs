using System.Globalization;
using Router.Channel;

namespace Router.Bench;

/// <summary>
/// Resident memory of the dataplane's objects: Rss of this process's mappings (/proc/self/smaps) after they were programmed by
/// commands, minus that before the tables were made (but after the code was compiled). "Private" is everything but the channel file: forwarding tables and the
/// writer's records. "Channel" is what lies in shared memory: counters of one worker, directories of keys, rings.
/// </summary>
internal static class MemoryUse
{
    private const string ChannelName = "router-bench-";

    /// <summary>The objects that can be measured.</summary>
    public static IReadOnlyDictionary<string, Action<Programmer, uint>> Objects { get; } = new Dictionary<string, Action<Programmer, uint>>
    {
        ["ipv4-route"] = Ipv4Routes,
        ["ipv6-route"] = Ipv6Routes,
        ["label"] = Labels,
        ["session"] = Sessions,
        ["encapsulation"] = Encapsulations,
        ["pseudowire"] = static (programmer, count) =>
        {
            Sessions(programmer, count);
            Encapsulations(programmer, count);
        },
        ["circuit"] = Circuits,
        ["vrf"] = Vrfs,
        ["vrf-with-default-route"] = VrfsWithDefaultRoutes,
    };

    /// <summary>Measures some objects of one kind; one line of JSON.</summary>
    public static string Measure(string kind, int count)
    {
        bool routes = kind is "ipv4-route" or "ipv6-route";
        bool sessions = kind is "session" or "pseudowire";
        bool adjacencies = kind is "encapsulation" or "pseudowire";
        bool vrfs = kind is "vrf" or "vrf-with-default-route";
        ChannelLimits limits = new()
        {
            Interfaces = kind == "circuit" ? (uint)count + 2 : 16,
            Adjacencies = adjacencies ? (uint)count + 64 : 64,
            L2tpSessions = sessions ? (uint)count : 16,
            Vrfs = vrfs ? (uint)count + 1 : 1,
        };
        Warm(kind, limits);
        Resident before = Resident.Now();
        using Programmer programmer = new(limits, routes ? (uint)count : 65536);
        Resident empty = Resident.Now();
        Objects[kind](programmer, (uint)count);
        Resident full = Resident.Now();
        double each = (double)(full.Total - empty.Total) / count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"scenario\":\"memory\",\"object\":\"{kind}\",\"count\":{count},\"octets\":{full.Total - before.Total},"
            + $"\"private\":{full.Private - before.Private},\"channel\":{full.Channel - before.Channel},\"octetsEach\":{each:F1}}}");
    }

    /// <summary>Lets the runtime compile what will be used: its code is no table.</summary>
    private static void Warm(string kind, ChannelLimits limits)
    {
        using Programmer programmer = new(limits, 65536);
        Objects[kind](programmer, Math.Min(16, limits.Vrfs == 1 ? 16 : limits.Vrfs - 1));
    }

    private static void Ipv4Routes(Programmer programmer, uint count)
    {
        uint[] adjacencies = programmer.NextHops(16);
        HashSet<(uint, int)> known = [];
        for (uint i = 0; known.Count < count; i++)
        {
            // Numbers may share a prefix: it counts once. The set itself is garbage when the memory is measured.
            (uint prefix, int length, _) = RandomPrefixes.Ipv4(i);
            if (known.Add((prefix, length)))
            {
                programmer.Route(prefix, length, new ForwardingTarget(TargetKind.Adjacency, adjacencies[i % adjacencies.Length]));
            }
        }
    }

    private static void Ipv6Routes(Programmer programmer, uint count)
    {
        uint[] adjacencies = programmer.NextHops(16, family: 6);
        HashSet<(ulong, int)> known = [];
        for (uint i = 0; known.Count < count; i++)
        {
            (ulong prefix, int length, _) = RandomPrefixes.Ipv6(i);
            if (known.Add((prefix, length)))
            {
                programmer.RouteIpv6(prefix, length, new ForwardingTarget(TargetKind.Adjacency, adjacencies[i % adjacencies.Length]));
            }
        }
    }

    private static void Labels(Programmer programmer, uint count)
    {
        uint[] adjacencies = programmer.NextHops(16);
        for (uint i = 0; i < count; i++)
        {
            programmer.Swap(16 + i, 16 + i, adjacencies[i % adjacencies.Length]);
        }
    }

    /// <summary>Receiving halves, all to one circuit.</summary>
    private static void Sessions(Programmer programmer, uint count)
    {
        uint circuit = programmer.AttachmentCircuit();
        for (uint i = 0; i < count; i++)
        {
            programmer.Session(i, 0x10000 + i, circuit, udp: true);
        }
    }

    /// <summary>Sending halves.</summary>
    private static void Encapsulations(Programmer programmer, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            _ = programmer.Encapsulation(0x20000 + i, udp: true);
        }
    }

    /// <summary>Attachment circuits with VLAN pairs and cross-connects, all to one encapsulation.</summary>
    private static void Circuits(Programmer programmer, uint count)
    {
        uint encapsulation = programmer.Encapsulation(1, udp: true);
        for (uint i = 0; i < count; i++)
        {
            programmer.CrossConnect(programmer.Circuit((ushort)(1 + (i >> 11)), (ushort)(1 + (i & 0x7ff))), encapsulation);
        }
    }

    private static void Vrfs(Programmer programmer, uint count)
    {
        for (uint vrf = 1; vrf <= count; vrf++)
        {
            programmer.Vrf(vrf);
        }
    }

    private static void VrfsWithDefaultRoutes(Programmer programmer, uint count)
    {
        uint adjacency = programmer.NextHops(1)[0];
        for (uint vrf = 1; vrf <= count; vrf++)
        {
            programmer.Vrf(vrf);
            programmer.Route(0, 0, new ForwardingTarget(TargetKind.Adjacency, adjacency), vrf);
        }
    }

    /// <summary>Resident octets of this process.</summary>
    /// <param name="Private">All mappings but the channel file.</param>
    /// <param name="Channel">The channel file.</param>
    private readonly record struct Resident(long Private, long Channel)
    {
        public long Total => Private + Channel;

        public static Resident Now()
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            long rest = 0;
            long channel = 0;
            bool inChannel = false;
            foreach (string line in File.ReadLines("/proc/self/smaps"))
            {
                if (line.StartsWith("Rss:", StringComparison.Ordinal))
                {
                    long octets = long.Parse(line.AsSpan(4, line.Length - 6).Trim(), CultureInfo.InvariantCulture) * 1024;
                    rest += inChannel ? 0 : octets;
                    channel += inChannel ? octets : 0;
                }
                else if (char.IsAsciiHexDigitLower(line[0]) && line.Contains('-', StringComparison.Ordinal))
                {
                    inChannel = line.Contains(ChannelName, StringComparison.Ordinal);
                }
            }

            return new Resident(rest, channel);
        }
    }
}
