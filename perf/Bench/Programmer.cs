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

    private readonly string _path = Path.Combine("/dev/shm", $"router-bench-{Environment.ProcessId}");
    private readonly CommandProcessor _processor;
    private uint _adjacency;
    private uint _interface = 1;

    public Programmer()
    {
        ChannelLimits limits = new() { Interfaces = 65535, Adjacencies = 131072, L2tpSessions = 65536, Vrfs = 16 };
        Channel = ChannelFile.Create(_path, limits);
        Span<PortState> ports = Channel.Elements<PortState>(RegionKind.Ports);
        ports[0].Present = 1;
        ports[1].Present = 1;
        State = new ForwardingState(limits, 1u << 17, Channel);
        Worker = WorkerFactory.Create(0, Channel, State, 2, 1_000_000_000);
        Worker** workers = (Worker**)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)sizeof(nint));
        *workers = Worker;
        _processor = new CommandProcessor(Channel, State, new NoMirrors(), workers);
        Send(CommandKind.Vrf, new VrfRecord { Key = 1 });
        Interface(CoreInterface, 0, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.Ipv4 | InterfaceFlags.Mpls);
        Interface(_interface, (ushort)CircuitPort, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
    }

    public ChannelFile Channel { get; }

    public ForwardingState State { get; }

    public Worker* Worker { get; }

    public void Route(uint prefix, int length, ForwardingTarget target) =>
        Send(CommandKind.Route, new RouteRecord { Family = 4, PrefixLength = (byte)length, Prefix = Address(prefix), Target = target.Value });

    /// <summary>A next hop out of port 1.</summary>
    public uint NextHop(byte[] mac) => Adjacency(AdjacencyKind.NextHop, [.. mac, .. Packets.RouterMac, 0x88, 0x47], 0, AdjacencyFlags.None, 1);

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

    /// <summary>L2TPv3/UDP/IPv4 with an 8-octet cookie and the default sublayer.</summary>
    public uint Encapsulation(uint session)
    {
        byte[] l2tp = [0, 3, 0, 0, .. Packets.BigEndian(session), 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0];
        byte[] ip = Packets.Ipv4(Local, Peer, 0xffff, 17, Packets.Udp(1701, 1701, l2tp));
        byte[] rewrite = [.. Packets.PeerMac, .. Packets.RouterMac, 0x08, 0, .. ip];
        return Adjacency(AdjacencyKind.L2tpv3, rewrite, 14, AdjacencyFlags.OuterIpv4 | AdjacencyFlags.Udp, 1);
    }

    public void Swap(uint label, uint outLabel, uint adjacency) => Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Action = LabelAction.Swap,
        OutLabel = outLabel,
        Target = adjacency,
        Flags = LabelFlags.BottomOfStack | LabelFlags.NotBottomOfStack,
    });

    public void Session(uint id, uint session, uint adjacency) => Send(CommandKind.L2tpSession, new L2tpSessionRecord
    {
        Key = id + 1ul,
        Id = id,
        SessionId = session,
        Target = new ForwardingTarget(TargetKind.Adjacency, adjacency).Value,
        Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp,
        CookieLength = 8,
        PeerPort = 1701,
        LocalPort = 1701,
        Cookie = 0x0807060504030201,
        PreviousCookie = 0x0807060504030201,
        Peer = Address(Peer),
        Local = Address(Local),
    });

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

    private uint Adjacency(AdjacencyKind kind, byte[] rewrite, byte ipOffset, AdjacencyFlags flags, uint egress)
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
            LabelTtl = 64,
            IpOffset = ipOffset,
            NextHopFamily = 4,
        };
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        Send(CommandKind.Adjacency, record);
        return _adjacency;
    }

    private void Send<T>(CommandKind kind, in T record)
        where T : unmanaged
    {
        Command<T> command = new() { Header = new CommandHeader { Kind = kind, Generation = 1 }, Record = record };
        if (!Channel.Commands.TryWrite(command) || _processor.Process(1) != 1 || Channel.Completions.TryRead(out CompletionRecord failed) && failed.Error != CommandError.None)
        {
            throw new InvalidOperationException($"The dataplane refused a {kind} command.");
        }
    }

    private static Address16 Address(uint value)
    {
        Address16 address = default;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(address, value);
        return address;
    }
}
