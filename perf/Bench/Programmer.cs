using Router.Channel;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;

namespace Router.Bench;

/// <summary>Programs the real tables by real commands through a real channel file.</summary>
internal sealed unsafe class Programmer : IDisposable
{
    public const uint Local = 0x0a000001;
    public const uint Peer = 0x0a000002;

    private const uint CoreInterface = 0;
    private const uint CircuitPort = 1;

    /// <summary>TCP's MSS is lowered in PPP sessions, as it is by default.</summary>
    private const ushort PppMtu = 1492;

    private static int _instances;

    private readonly string _path = System.IO.Path.Combine("/dev/shm", $"router-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _instances)}");
    private readonly CommandProcessor _processor;
    private uint _adjacency;
    private uint _interface = 1;

    /// <summary>Tables with room for a scenario.</summary>
    /// <param name="entries">Routes, labels or sessions in use.</param>
    /// <param name="workers">Workers to make; each is one of a router with as many.</param>
    public Programmer(int entries, int workers = 1)
        : this(
            new ChannelLimits
            {
                Workers = (uint)workers,
                Interfaces = (uint)Math.Max(65535, entries + 16),
                Adjacencies = (uint)Math.Max(131072, entries + 1024),
                L2tpSessions = (uint)Math.Max(65536, entries),
                Vrfs = 1024,
            },
            1u << 20)
    {
    }

    /// <summary>Tables of other sizes.</summary>
    /// <param name="limits">Their sizes.</param>
    /// <param name="routes">Most routes.</param>
    /// <param name="empty">Nothing is in them: no VRF, no interface.</param>
    public Programmer(ChannelLimits limits, uint routes, bool empty = false)
    {
        Channel = ChannelFile.Create(_path, limits);
        Span<PortState> ports = Channel.Elements<PortState>(RegionKind.Ports);
        ports[0].Present = 1;
        ports[1].Present = 1;
        State = new ForwardingState(limits, routes, Channel, 1_000_000_000);
        Workers = (Worker**)System.Runtime.InteropServices.NativeMemory.Alloc(limits.Workers * (nuint)sizeof(nint));
        for (int i = 0; i < (int)limits.Workers; i++)
        {
            Workers[i] = WorkerFactory.Create(i, Channel, State, 2, 1_000_000_000);
        }

        _processor = new CommandProcessor(Channel, State, new NoMirrors(), Workers);
        if (empty)
        {
            return;
        }

        Vrf(0);
        Interface(CoreInterface, 0, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.Ipv4 | InterfaceFlags.Ipv6 | InterfaceFlags.Mpls);
        Interface(_interface, (ushort)CircuitPort, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
    }

    /// <summary>The channel file's.</summary>
    public string Path => _path;

    /// <summary>Another thread applies the commands: they are only put into the ring.</summary>
    public bool HasCommandThread { get; set; }

    /// <summary>Applies commands.</summary>
    public CommandProcessor Processor => _processor;

    public ChannelFile Channel { get; }

    public ForwardingState State { get; }

    public Worker** Workers { get; }

    /// <summary>The first worker.</summary>
    public Worker* Worker => *Workers;

    public void Vrf(uint id) => Send(CommandKind.Vrf, new VrfRecord { Id = id, Key = id + 1ul });

    public void Route(uint prefix, int length, ForwardingTarget target, uint vrf = 0) =>
        Send(CommandKind.Route, new RouteRecord { Vrf = vrf, Family = 4, PrefixLength = (byte)length, Prefix = Address(prefix), Target = target.Value });

    /// <summary>A route by the high 64 bits of its prefix.</summary>
    public void RouteIpv6(ulong prefix, int length, ForwardingTarget target)
    {
        Address16 address = default;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(address, prefix);
        Send(CommandKind.Route, new RouteRecord { Family = 6, PrefixLength = (byte)length, Prefix = address, Target = target.Value });
    }

    /// <summary>Next hops out of port 1.</summary>
    public uint[] NextHops(int count, byte family = 4) =>
        [.. Enumerable.Range(0, count).Select(i => Adjacency(AdjacencyKind.NextHop, LinkHeader((byte)i), 0, AdjacencyFlags.None, 1, family: family))];

    /// <summary>A next hop out of port 1 behind a label.</summary>
    public uint LabelledNextHop(uint label) =>
        Adjacency(AdjacencyKind.NextHop, [.. LinkHeader(0), .. Packets.BigEndian(label << 12)], 0, AdjacencyFlags.None, 1, labels: 1);

    public uint AttachmentCircuit() => Adjacency(AdjacencyKind.AttachmentCircuit, [], 0, AdjacencyFlags.None, 1);

    /// <summary>Port 0 itself as an attachment circuit.</summary>
    public uint PortCircuit()
    {
        Interface(CoreInterface, 0, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        return CoreInterface;
    }

    /// <summary>An attachment circuit on port 0 with a VLAN pair.</summary>
    public uint Circuit(ushort outer, ushort inner)
    {
        Interface(++_interface, 0, outer, inner, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        return _interface;
    }

    public void CrossConnect(uint circuit, uint adjacency) =>
        Send(CommandKind.CrossConnect, new CrossConnectRecord { Interface = circuit, Target = adjacency });

    /// <summary>L2TPv3 over IPv4 with an 8-octet cookie and the default sublayer.</summary>
    public uint Encapsulation(uint session, bool udp)
    {
        byte[] l2tp = [.. Packets.BigEndian(session), 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0];
        byte[] ip = udp
            ? Packets.Ipv4(Local, Peer, 0xffff, 17, Packets.Udp(1701, 1701, [0, 3, 0, 0, .. l2tp]))
            : Packets.Ipv4(Local, Peer, 0xffff, 115, l2tp);
        byte[] rewrite = [.. Packets.PeerMac, .. Packets.RouterMac, 0x08, 0, .. ip];
        return Adjacency(AdjacencyKind.L2tpv3, rewrite, 14, udp ? AdjacencyFlags.OuterIpv4 | AdjacencyFlags.Udp : AdjacencyFlags.OuterIpv4, 1);
    }

    /// <summary>IPv4 into a PPP session over L2TPv2.</summary>
    /// <param name="key">Tunnel id and session id.</param>
    public uint PppEncapsulation(uint key)
    {
        byte[] rewrite =
        [
            .. Packets.PeerMac, .. Packets.RouterMac, 0x08, 0,
            .. Packets.Ipv4(Local, Peer, 0xffff, 17, Packets.Udp(1701, 1701, [0, 2, .. Packets.BigEndian(key), 0xff, 3, 0, 0x21])),
        ];
        return Adjacency(AdjacencyKind.IpTunnel, rewrite, 14, AdjacencyFlags.OuterIpv4 | AdjacencyFlags.Udp, 1, segments: PppMtu);
    }

    /// <summary>A PPP session over L2TPv2, received on the core interface.</summary>
    /// <param name="id">Index of its counters.</param>
    /// <param name="key">Tunnel id and session id.</param>
    public void PppSession(uint id, uint key) => Send(CommandKind.L2tpSession, new L2tpSessionRecord
    {
        Key = id + 1ul,
        Id = id,
        SessionId = key,
        Interface = CoreInterface,
        Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp | L2tpSessionFlags.Version2 | L2tpSessionFlags.Ppp | L2tpSessionFlags.NetworkUp,
        PeerPort = 1701,
        LocalPort = 1701,
        SegmentLimit = PppMtu,
        Peer = Address(Peer),
        Local = Address(Local),
    });

    /// <summary>An Ethernet pseudowire over MPLS: the label of an LSP, the pseudowire's, and a control word if wanted.</summary>
    public uint Pseudowire(uint label, bool controlWord)
    {
        byte[] stack = [.. Packets.BigEndian((16u << 12) | 64), .. Packets.BigEndian((label << 12) | 0x140)];
        byte[] rewrite = [.. LinkHeader(0), .. stack, .. controlWord ? new byte[4] : []];
        return Adjacency(AdjacencyKind.MplsPseudowire, rewrite, 0, controlWord ? AdjacencyFlags.ControlWord : AdjacencyFlags.None, 1, labels: 2);
    }

    /// <summary>A label that ends a pseudowire.</summary>
    public void PopPseudowire(uint label, uint adjacency, bool controlWord) => Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Action = LabelAction.PopPseudowire,
        Payload = LabelPayload.Ethernet,
        Target = adjacency,
        Flags = LabelFlags.BottomOfStack | (controlWord ? LabelFlags.ControlWord : LabelFlags.None),
    });

    /// <summary>A label that is popped in front of an IPv4 packet of a VRF.</summary>
    public void PopLookup(uint label, uint vrf) => Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Action = LabelAction.PopLookup,
        Payload = LabelPayload.Ipv4,
        Vrf = vrf,
        Flags = LabelFlags.BottomOfStack,
    });

    public void Swap(uint label, uint outLabel, uint adjacency) => Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Action = LabelAction.Swap,
        OutLabel = outLabel,
        Target = adjacency,
        Flags = LabelFlags.BottomOfStack | LabelFlags.NotBottomOfStack,
    });

    public void Session(uint id, uint session, uint adjacency, bool udp) => Send(CommandKind.L2tpSession, new L2tpSessionRecord
    {
        Key = id + 1ul,
        Id = id,
        SessionId = session,
        Target = new ForwardingTarget(TargetKind.Adjacency, adjacency).Value,
        Flags = udp ? L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp : L2tpSessionFlags.Enabled,
        CookieLength = 8,
        PeerPort = (ushort)(udp ? 1701 : 0),
        LocalPort = (ushort)(udp ? 1701 : 0),
        Cookie = 0x0807060504030201,
        PreviousCookie = 0x0807060504030201,
        Peer = Address(Peer),
        Local = Address(Local),
    });

    /// <summary>With a command thread: waits until all workers have seen what was sent.</summary>
    /// <exception cref="InvalidOperationException">A command was refused.</exception>
    /// <exception cref="TimeoutException">There is no answer.</exception>
    public void Sync()
    {
        Send(CommandKind.Sync, default(TraceRecord));
        CompletionRecord answer;
        for (long end = 0; !Channel.Completions.TryRead(out answer); Wait(ref end, "did not answer a sync"))
        {
        }

        if (answer.Kind != CommandKind.Sync)
        {
            throw new InvalidOperationException($"The dataplane refused a {answer.Kind} command: {answer.Error}.");
        }
    }

    public void Dispose()
    {
        Channel.Dispose();
        File.Delete(_path);
    }

    private void Interface(uint id, ushort port, ushort outer, ushort inner, InterfaceFlags flags) =>
        Send(CommandKind.Interface, new InterfaceRecord
        {
            Id = id,
            Key = id + 1ul,
            Port = port,
            OuterVlan = outer,
            InnerVlan = inner,
            OuterTpid = 0x8100,
            Mtu = 1500,
            Flags = flags,
            Mac = Mac6.From(Packets.RouterMac),
        });

    private static byte[] LinkHeader(byte nextHop) => [.. Packets.PeerMac[..5], nextHop, .. Packets.RouterMac, 0x88, 0x47];

    private uint Adjacency(
        AdjacencyKind kind, byte[] rewrite, byte ipOffset, AdjacencyFlags flags, uint egress, byte labels = 0, byte family = 4, ushort segments = 0)
    {
        AdjacencyRecord record = new()
        {
            Id = ++_adjacency,
            Key = _adjacency,
            Interface = egress,
            Kind = kind,
            Flags = flags,
            Mtu = 1600,
            RewriteLength = (byte)rewrite.Length,
            L2Length = (byte)(rewrite.Length == 0 ? 0 : 14),
            LabelCount = labels,
            LabelTtl = 64,
            IpOffset = ipOffset,
            NextHopFamily = family,
            SegmentLimit = segments,
        };
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        Send(CommandKind.Adjacency, record);
        return _adjacency;
    }

    private void Send<T>(CommandKind kind, in T record)
        where T : unmanaged
    {
        Command<T> command = new() { Header = new CommandHeader { Kind = kind, Generation = 1 }, Record = record };
        if (HasCommandThread)
        {
            for (long end = 0; !Channel.Commands.TryWrite(command); Wait(ref end, "took no command"))
            {
            }

            return;
        }

        if (!Channel.Commands.TryWrite(command) || _processor.Process(1) != 1 || Channel.Completions.TryRead(out CompletionRecord failed) && failed.Error != CommandError.None)
        {
            throw new InvalidOperationException($"The dataplane refused a {kind} command.");
        }
    }

    /// <summary>Waits a moment, and as long as the control plane does in all.</summary>
    private static void Wait(ref long end, string what)
    {
        long now = Environment.TickCount64;
        end = end == 0 ? now + 10_000 : end;
        if (now > end)
        {
            throw new TimeoutException($"The command thread {what}.");
        }

        Thread.Sleep(1);
    }

    private static Address16 Address(uint value)
    {
        Address16 address = default;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, value);
        return address;
    }
}
