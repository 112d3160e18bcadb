using Router.Channel;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;

namespace Router.Unit.Tests.Dataplane;

/// <summary>The real tables behind a real channel file in a temporary directory, commanded through the channel.</summary>
internal sealed unsafe class TestTables : IDisposable
{
    private readonly string _path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"router-test-{Guid.NewGuid():N}");
    private readonly CommandProcessor _processor;
    private readonly Worker*[] _workers = new Worker*[1];
    private readonly System.Runtime.InteropServices.GCHandle _pin;

    public TestTables(ChannelLimits? limits = null, int ports = 1)
    {
        limits ??= new ChannelLimits { Adjacencies = 4096, L2tpSessions = 4096, Vrfs = 16, Interfaces = 64, CommandSlots = 1024 };
        Channel = ChannelFile.Create(_path, limits);
        for (int i = 0; i < ports; i++)
        {
            ref PortState port = ref Channel.Elements<PortState>(RegionKind.Ports)[i];
            port.Present = 1;
            port.Name = Name16.From($"{(char)('a' + i)}");
        }

        State = new ForwardingState(limits, 65536, Channel, 1_000_000_000);
        Worker = WorkerFactory.Create(0, Channel, State, ports, 1_000_000_000);
        nint[] pointers = [(nint)Worker];
        _pin = System.Runtime.InteropServices.GCHandle.Alloc(pointers, System.Runtime.InteropServices.GCHandleType.Pinned);
        _processor = new CommandProcessor(Channel, State, new NoMirrors(), (Worker**)_pin.AddrOfPinnedObject());
    }

    public string Path => _path;

    public ChannelFile Channel { get; }

    public ForwardingState State { get; }

    public Worker* Worker { get; }

    public uint Generation { get; set; } = 1;

    /// <summary>Applies what another sender has put into the channel.</summary>
    public void Pump() => _ = _processor.Process(int.MaxValue);

    public CommandError Send<T>(CommandKind kind, in T record, bool delete = false)
        where T : unmanaged
    {
        Command<T> command = new()
        {
            Header = new CommandHeader { Kind = kind, Operation = delete ? CommandOperation.Delete : CommandOperation.Upsert, Generation = Generation },
            Record = record,
        };
        Assert(Channel.Commands.TryWrite(command));
        Assert(_processor.Process(16) == 1);
        CommandError error = CommandError.None;
        while (Channel.Completions.TryRead(out CompletionRecord completion))
        {
            error = completion.Error;
            LastCompletion = completion;
        }

        return error;
    }

    public CompletionRecord LastCompletion { get; private set; }

    public void Vrf(uint id) => Assert(Send(CommandKind.Vrf, new VrfRecord { Id = id, Key = id + 100, Name = Name16.From($"v{id}") }) == CommandError.None);

    public CommandError Interface(uint id, ushort vlan = 0, ushort inner = 0, InterfaceFlags flags = InterfaceFlags.Enabled) =>
        Send(CommandKind.Interface, new InterfaceRecord
        {
            Id = id,
            Key = 1000 + id,
            OuterVlan = vlan,
            InnerVlan = inner,
            OuterTpid = 0x8100,
            Mtu = 1500,
            Flags = flags,
            Name = Name16.From($"i{id}"),
        });

    public CommandError Adjacency(uint id, uint interfaceId = 0, byte fill = 0)
    {
        AdjacencyRecord record = new()
        {
            Id = id,
            Key = 5000 + id + ((ulong)fill << 32),
            Interface = interfaceId,
            Mtu = 1500,
            Kind = AdjacencyKind.NextHop,
            RewriteLength = 14,
            L2Length = 14,
        };
        ((Span<byte>)record.Rewrite)[..14].Fill(fill);
        return Send(CommandKind.Adjacency, record);
    }

    public CommandError Route(uint vrf, int family, Address16 prefix, int length, ForwardingTarget target, bool delete = false) =>
        Send(CommandKind.Route, new RouteRecord { Vrf = vrf, Family = (byte)family, PrefixLength = (byte)length, Prefix = prefix, Target = target.Value }, delete);

    public uint Lookup(uint vrf, int family, Address16 address)
    {
        VrfEntry* entry = State.Tables->Vrfs + vrf;
        return family == 4
            ? Fib.LookupIpv4(entry->Ipv4Root, State.Tables->FibNodes, address.Ipv4)
            : Fib.LookupIpv6(entry->Ipv6Root, State.Tables->FibNodes, (byte*)&address);
    }

    public void Dispose()
    {
        _pin.Free();
        Channel.Dispose();
        File.Delete(_path);
    }

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
