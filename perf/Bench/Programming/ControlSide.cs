using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Programming;
using LabelAction = Router.Channel.LabelAction;

namespace Router.Bench;

/// <summary>
/// The control plane's part of the programming instrument, in a process of its own: the real client, encoder and reconciler.
/// Takes orders as lines of its standard input and answers each with one line of numbers. Every time ends when a
/// sync has come back: the dataplane answers it after all its workers have gone on to a newer epoch.
/// </summary>
internal sealed class ControlSide : IDisposable
{
    private const ulong InputKey = 1;
    private const ulong OutputKey = 2;
    private const uint FirstLabel = 1000;
    private const uint FirstSession = 0x10000;

    private static readonly IPAddress Peer = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress Local = IPAddress.Parse("10.0.0.1");
    private static readonly ulong Vrf = StableKey.OfVrf(VrfConfiguration.DefaultName);

    private readonly SharedChannel _shared = new();
    private readonly ChannelClient _client;
    private readonly Reconciler _reconciler;
    private readonly ChangingRoutes _routes;
    private readonly DesiredAdjacency[] _nextHops;
    private readonly DesiredAdjacency[] _circuits;
    private readonly Dictionary<RouteKey, DesiredRoute> _desired = [];
    private DesiredState _base = DesiredState.Empty;
    private RecordEncoder _encoder = null!;
    private long _refused;
    private bool _newLabels;
    private bool _newCircuit;

    private ControlSide(string channel, int routes)
    {
        // As in router-controlplane: a full ring or an open sync is looked at again after a millisecond.
        _client = new ChannelClient(channel, _shared, TimeProvider.System, new ProcessTable(), static () => Thread.Sleep(1), NullLogger.Instance);
        _reconciler = new Reconciler(_client);
        _routes = new ChangingRoutes(routes);
        _nextHops = [.. Enumerable.Range(0, ChangingRoutes.DefaultNextHop + 1).Select(NextHop)];
        _circuits = [.. Enumerable.Range(0, 2).Select(static i =>
            new DesiredAdjacency { Kind = AdjacencyKind.AttachmentCircuit, Interface = OutputKey, Mtu = (ushort)(1600 + i) }.WithKey())];
    }

    /// <summary>Serves until its standard input ends.</summary>
    public static void Run(string channel, int routes)
    {
        using ControlSide side = new(channel, routes);
        while (Console.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            int count = words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
            int rate = words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 0;
            Console.WriteLine(words[0] switch
            {
                "start" => side.Start(),
                "ring" => side.ChangeThroughRing(count, rate),
                "reconcile" => side.ChangeThroughReconciler(count),
                "labels" => side.Labels(count),
                "sessions" => side.Sessions(count),
                "single" => side.Single(count),
                _ => throw new InvalidOperationException($"No order {line}."),
            });
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _shared.Dispose();
    }

    /// <summary>Programs everything by a replay: commands, nanoseconds, octets of managed heap that the desired state and the reconciler take.</summary>
    private string Start()
    {
        if (!_client.Maintain())
        {
            throw new InvalidOperationException("The dataplane was not found.");
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        InterfaceFlags layer3 = InterfaceFlags.Enabled | InterfaceFlags.Ipv4 | InterfaceFlags.Mpls;
        _base = new DesiredState
        {
            Vrfs = new Dictionary<ulong, DesiredVrf> { [Vrf] = new(Vrf, VrfConfiguration.DefaultName) },
            Interfaces = new[] { Interface(InputKey, 0, layer3), Interface(OutputKey, 1, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit) }
                .ToDictionary(static entry => entry.Key),
            Adjacencies = _nextHops.Concat(_circuits).ToDictionary(static adjacency => adjacency.Key),
        };
        RouteKey all = new(Vrf, 4, 0, 0);
        _desired[all] = new DesiredRoute(all, DesiredTarget.Adjacency(_nextHops[ChangingRoutes.DefaultNextHop].Key), RouteSource.Static);
        for (int i = 0; i < _routes.Count; i++)
        {
            _desired[KeyOf(i)] = RouteOf(i)!;
        }

        long start = Stopwatch.GetTimestamp();
        ProgramResult result = _reconciler.Replay(_base with { Routes = _desired });
        long spent = Nanoseconds(start);
        Check(result);
        _client.OnCompletion += completion => _refused += completion.Error == CommandError.None ? 0 : 1;
        _encoder = new RecordEncoder(_reconciler.Ids);
        return Line(result.Commands, spent, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    /// <summary>Encodes and sends changes of routes as the reconciler does, without its comparison of states: changes, nanoseconds.</summary>
    /// <param name="count">Changes.</param>
    /// <param name="rate">Changes per second, 0 for as many as go.</param>
    private string ChangeThroughRing(int count, int rate)
    {
        int[] changed = _routes.Change(count);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            while (rate != 0 && Nanoseconds(start) * rate < i * 1_000_000_000L)
            {
                Thread.Sleep(1);
            }

            SendRoute(changed[i]);
        }

        _client.Sync();
        long spent = Nanoseconds(start);
        CheckRefused();
        return Line(count, spent);
    }

    /// <summary>Hands changes of routes to the reconciler as a new desired state: changes, nanoseconds without making the state.</summary>
    private string ChangeThroughReconciler(int count)
    {
        foreach (int route in _routes.Change(count))
        {
            if (RouteOf(route) is { } wanted)
            {
                _desired[wanted.Key] = wanted;
            }
            else
            {
                _ = _desired.Remove(KeyOf(route));
            }
        }

        return Timed(_base with { Routes = _desired });
    }

    /// <summary>Changes the out label of so many labels by the ring: changes, nanoseconds.</summary>
    private string Labels(int count)
    {
        _newLabels ^= true;
        uint offset = _newLabels ? 300_000u : 0;
        long start = Stopwatch.GetTimestamp();
        for (uint i = 0; i < (uint)count; i++)
        {
            DesiredLabel label = new()
            {
                Key = new LabelKey(FirstLabel + i, BottomOfStack: true),
                Action = LabelAction.Swap,
                OutLabel = FirstLabel + i + offset,
                Target = DesiredTarget.Adjacency(_nextHops[i % 16].Key),
            };
            Require(_encoder.TryEncode(label, out LabelRecord record));
            _client.Send(CommandKind.Label, CommandOperation.Upsert, i, record);
        }

        _client.Sync();
        long spent = Nanoseconds(start);
        CheckRefused();
        return Line(count, spent);
    }

    /// <summary>Makes so many sessions, or gives them another circuit, by the ring: changes, nanoseconds.</summary>
    private string Sessions(int count)
    {
        _newCircuit ^= true;
        DesiredTarget circuit = DesiredTarget.Adjacency(_circuits[_newCircuit ? 1 : 0].Key);
        L2tpCookie cookie = new([1, 2, 3, 4, 5, 6, 7, 8]);
        long start = Stopwatch.GetTimestamp();
        for (uint i = 0; i < (uint)count; i++)
        {
            DesiredSession session = new()
            {
                Key = StableKey.OfSession(FirstSession + i),
                Name = "",
                SessionId = FirstSession + i,
                Target = circuit,
                Vrf = Vrf,
                Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp,
                Cookie = cookie,
                PreviousCookie = cookie,
                PeerPort = 1701,
                LocalPort = 1701,
                Peer = Peer,
                Local = Local,
            };
            Require(_reconciler.Ids.Sessions.TryAllocate(session.Key, out _) && _encoder.TryEncode(session, out L2tpSessionRecord record)
                && Send(CommandKind.L2tpSession, i, record));
        }

        _client.Sync();
        long spent = Nanoseconds(start);
        CheckRefused();
        return Line(count, spent);
    }

    /// <summary>Changes of one route each, one after the other: changes, nanoseconds in all, then median and longest of one.</summary>
    private string Single(int count)
    {
        long[] times = new long[count];
        long begin = Stopwatch.GetTimestamp();
        foreach (ref long time in times.AsSpan())
        {
            int route = _routes.Change(1)[0];
            long start = Stopwatch.GetTimestamp();
            SendRoute(route);
            _client.Sync();
            time = Nanoseconds(start);
        }

        long spent = Nanoseconds(begin);
        CheckRefused();
        Array.Sort(times);
        return Line(count, spent, times[count / 2], times[^1]);
    }

    private string Timed(DesiredState state)
    {
        long start = Stopwatch.GetTimestamp();
        ProgramResult result = _reconciler.Program(state);
        long spent = Nanoseconds(start);
        Check(result);
        return Line(result.Commands, spent);
    }

    private void SendRoute(int route)
    {
        DesiredRoute? wanted = RouteOf(route);
        Require(_encoder.TryEncode(wanted ?? new DesiredRoute(KeyOf(route), DesiredTarget.None, RouteSource.Static), out RouteRecord record));
        _client.Send(CommandKind.Route, wanted is null ? CommandOperation.Delete : CommandOperation.Upsert, (ulong)route, record);
    }

    private bool Send<T>(CommandKind kind, ulong tag, in T record)
        where T : unmanaged
    {
        _client.Send(kind, CommandOperation.Upsert, tag, record);
        return true;
    }

    private RouteKey KeyOf(int route)
    {
        (uint prefix, int length) = _routes[route];
        return new RouteKey(Vrf, 4, (byte)length, (UInt128)prefix << 96);
    }

    private DesiredRoute? RouteOf(int route) => _routes.NextHopOf(route) is int nextHop
        ? new DesiredRoute(KeyOf(route), DesiredTarget.Adjacency(_nextHops[nextHop].Key), RouteSource.Static)
        : null;

    private static DesiredAdjacency NextHop(int number) => new DesiredAdjacency
    {
        Kind = AdjacencyKind.NextHop,
        Interface = OutputKey,
        Mtu = 1500,
        L2Length = 14,
        LabelTtl = 64,
        NextHop = new IPAddress([10, 255, 0, (byte)number]),
        Rewrite = ImmutableArray.Create<byte>([.. Packets.PeerMac[..5], (byte)number, .. Packets.RouterMac, 0x08, 0x00]),
    }.WithKey();

    private static DesiredInterface Interface(ulong key, ushort port, InterfaceFlags flags) => new()
    {
        Key = key,
        Name = $"port{port}",
        Vrf = Vrf,
        Port = port,
        Mtu = 1500,
        Flags = flags,
        Mac = new MacAddress(0x0200000000aa),
    };

    private void CheckRefused() => Require(_refused == 0);

    private static void Check(ProgramResult result) => Require(result.Succeeded, result.Succeeded ? "" : result.Errors[0].ToString());

    private static void Require(bool condition, string why = "The dataplane refused a command.")
    {
        if (!condition)
        {
            throw new InvalidOperationException(why);
        }
    }

    private static long Nanoseconds(long since) => (long)Stopwatch.GetElapsedTime(since).TotalNanoseconds;

    private static string Line(params ReadOnlySpan<long> numbers) => string.Join(' ', numbers.ToArray());
}
