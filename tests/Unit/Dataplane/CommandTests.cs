using Router.Channel;
using Router.Dataplane.Tables;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Commands: created, confirmed, changed, refused, swept.</summary>
public sealed unsafe class CommandTests
{
    [Fact]
    public void AnAdjacencyIsImmutable()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        Assert.Equal(CommandError.None, tables.Interface(0));
        Assert.Equal(CommandError.None, tables.Adjacency(1, fill: 1));
        Assert.Equal(CommandError.None, tables.Adjacency(1, fill: 1));
        Assert.Equal(1ul, tables.Channel.Header.CommandsConfirmed);
        Assert.Equal(CommandError.Exists, tables.Adjacency(1, fill: 2));
        Assert.Equal(1, tables.State.Tables->Adjacencies[1].Tail[Adjacency.TailLength - 1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(61)]
    public void ALongAdjacencyIsImmutableInEveryOctet(int octet)
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        AdjacencyRecord record = new() { Id = 1, Key = 9, Kind = AdjacencyKind.L2tpv3, Mtu = 1500, RewriteLength = 62, L2Length = 14, IpOffset = 14, Flags = AdjacencyFlags.OuterIpv4 };
        for (byte i = 0; i < 62; i++)
        {
            record.Rewrite[i] = i;
        }

        Assert.Equal(CommandError.None, tables.Send(CommandKind.Adjacency, record));
        Assert.Equal(CommandError.None, tables.Send(CommandKind.Adjacency, record));
        Assert.Equal(1ul, tables.Channel.Header.CommandsConfirmed);
        record.Rewrite[octet]++;
        Assert.Equal(CommandError.Exists, tables.Send(CommandKind.Adjacency, record));
        record.Rewrite[octet]--;
        record.RewriteLength = 40;
        Assert.Equal(CommandError.Exists, tables.Send(CommandKind.Adjacency, record));
        record.RewriteLength = 62;
        record.Key = 10;
        Assert.Equal(CommandError.Exists, tables.Send(CommandKind.Adjacency, record));
    }

    [Fact]
    public void ASessionIsConfirmedOnlyWhenNothingOfItDiffers()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        tables.Adjacency(2);
        L2tpSessionRecord first = new()
        {
            Key = 1,
            Id = 3,
            SessionId = 77,
            Target = new ForwardingTarget(TargetKind.Adjacency, 1).Value,
            CookieLength = 8,
            Cookie = 5,
            PreviousCookie = 6,
            Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp,
            PeerPort = 1,
            LocalPort = 1701,
        };
        first.Peer[0] = 10;
        L2tpSessionRecord[] changes =
        [
            first with { Key = 2 }, first with { SessionId = 78 }, first with { Target = new ForwardingTarget(TargetKind.Adjacency, 2).Value },
            first with { CookieLength = 4 }, first with { Cookie = 6 }, first with { PreviousCookie = 5 }, first with { PeerPort = 2 },
            first with { LocalPort = 1702 }, first with { Flags = L2tpSessionFlags.Udp }, first with { Flags = L2tpSessionFlags.Enabled },
            first with { VlanId = 9 }, first with { Peer = default },
            first with { Flags = first.Flags | L2tpSessionFlags.Opaque, Payload = OpaquePayload.Hdlc },
            first with { Flags = first.Flags | L2tpSessionFlags.Opaque, Payload = OpaquePayload.FrameRelay4, Dlci = 100, NewDlci = 101 },
            first with { Flags = first.Flags | L2tpSessionFlags.Opaque, Payload = OpaquePayload.AtmCells, MaxCells = 3 },
            first with { Flags = first.Flags | L2tpSessionFlags.Sublayer | L2tpSessionFlags.AtmSublayer },
        ];
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, first));
        ref ChannelHeader totals = ref tables.Channel.Header;
        foreach (L2tpSessionRecord change in changes)
        {
            (ulong changed, ulong confirmed) = (totals.CommandsChanged, totals.CommandsConfirmed);
            Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, change));
            Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, change));
            Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, first));
            Assert.Equal((changed + 2, confirmed + 1), (totals.CommandsChanged, totals.CommandsConfirmed));
            Assert.True(tables.State.Tables->IsL2tpPort(1701));
            Assert.False(tables.State.Tables->IsL2tpPort(1702));
        }

        Assert.Equal(1u, tables.State.L2tpTunnels.Count);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, first, delete: true));
        Assert.Equal(CommandError.NotFound, tables.Send(CommandKind.L2tpSession, first, delete: true));
        Assert.Equal(0u, tables.State.L2tpTunnels.Count);
        Assert.False(tables.State.Tables->IsL2tpPort(1701));
    }

    [Fact]
    public void ASessionCarriesOneThingThatMakesSense()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        L2tpSessionRecord ethernet = new()
        {
            Key = 1,
            Id = 3,
            SessionId = 77,
            Target = new ForwardingTarget(TargetKind.Adjacency, 1).Value,
            Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Sublayer,
        };
        L2tpSessionRecord opaque = ethernet with { Flags = ethernet.Flags | L2tpSessionFlags.Opaque };
        L2tpSessionRecord routed = ethernet with { Flags = ethernet.Flags | L2tpSessionFlags.Ip, Target = 0 };
        L2tpSessionRecord[] wrong =
        [
            opaque, opaque with { Payload = (OpaquePayload)6 }, ethernet with { Payload = OpaquePayload.Hdlc },
            opaque with { Payload = OpaquePayload.FrameRelay2, Dlci = 1 << 10 },
            opaque with { Payload = OpaquePayload.FrameRelay2, NewDlci = 1 << 10 },
            opaque with { Payload = OpaquePayload.FrameRelay4, Dlci = 1 << 23 },
            opaque with { Payload = OpaquePayload.AtmCells },
            opaque with { Payload = OpaquePayload.Hdlc, Flags = opaque.Flags | L2tpSessionFlags.PopVlan, VlanId = 5 },
            opaque with { Payload = OpaquePayload.Hdlc, Flags = opaque.Flags | L2tpSessionFlags.Ip, Target = 0 },
            ethernet with { Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.AtmSublayer },
            ethernet with { Flags = (L2tpSessionFlags)0x8000 },
            routed with { Target = ethernet.Target }, routed with { Flags = routed.Flags | L2tpSessionFlags.Ppp },
            routed with { Flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Ip | L2tpSessionFlags.Version2 | L2tpSessionFlags.Udp },
        ];
        foreach (L2tpSessionRecord record in wrong)
        {
            Assert.Equal(CommandError.Malformed, tables.Send(CommandKind.L2tpSession, record));
        }

        foreach (L2tpSessionRecord record in new[] { ethernet, opaque with { Payload = OpaquePayload.FrameRelay4, Dlci = (1 << 23) - 1 }, routed })
        {
            Assert.Equal(CommandError.None, tables.Send(CommandKind.L2tpSession, record));
        }

        Assert.Equal(CommandError.NotFound, tables.Send(CommandKind.L2tpSession, routed with { Interface = 9 }));
    }

    [Fact]
    public void TheRewriteIsRightAligned()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(7, fill: 0xab);
        byte* rewrite = tables.State.Tables->Adjacencies[7].Tail;
        Assert.Equal(0, rewrite[Adjacency.TailLength - 15]);
        Assert.Equal(0xab, rewrite[Adjacency.TailLength - 14]);
    }

    [Fact]
    public void ASweepRemovesWhatTheGenerationDidNotConfirm()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        tables.Adjacency(2);
        Address16 prefix = Address16.From(System.Net.IPAddress.Parse("10.0.0.0"));
        tables.Route(0, 4, prefix, 8, new ForwardingTarget(TargetKind.Adjacency, 1));
        tables.Route(0, 4, prefix, 9, new ForwardingTarget(TargetKind.Adjacency, 2));

        tables.Generation = 2;
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        tables.Route(0, 4, prefix, 8, new ForwardingTarget(TargetKind.Adjacency, 1));
        ulong changed = tables.Channel.Header.CommandsChanged + tables.Channel.Header.CommandsCreated;
        Assert.Equal(CommandError.None, tables.Send(CommandKind.Sweep, default(TraceRecord)));
        Assert.Equal(2u, tables.LastCompletion.Removed);
        Assert.Equal(changed, tables.Channel.Header.CommandsChanged + tables.Channel.Header.CommandsCreated);
        Address16 host = Address16.From(System.Net.IPAddress.Parse("10.1.2.3"));
        Assert.Equal(new ForwardingTarget(TargetKind.Adjacency, 1).Value, tables.Lookup(0, 4, host));
        Assert.Equal(0, tables.State.Tables->Adjacencies[2].Present);
        Assert.Equal(0ul, tables.Channel.Elements<ulong>(RegionKind.AdjacencyKeys)[2]);
    }

    [Fact]
    public void ReservedLabelsAreRefused()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        for (uint label = 0; label < 16; label++)
        {
            Assert.Equal(CommandError.OutOfRange, tables.Send(CommandKind.Label, Lookup(label)));
        }

        Assert.Equal(CommandError.None, tables.Send(CommandKind.Label, Lookup(16)));
        Assert.Equal(CommandError.None, tables.Send(CommandKind.Label, Lookup(1048575)));
        Assert.Equal(CommandError.OutOfRange, tables.Send(CommandKind.Label, Lookup(1048576)));
    }

    [Fact]
    public void VlanBindingsMoveAndGo()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        Assert.Equal(CommandError.None, tables.Interface(0));
        Assert.Equal(CommandError.None, tables.Interface(1, vlan: 100));
        Assert.Equal(CommandError.None, tables.Interface(2, vlan: 100, inner: 200));
        VlanTable* table = tables.State.Tables->VlanTables;
        Assert.Equal(0u, table->Untagged.Interface);
        Assert.Equal(1u, table->Single(false, 100)->Interface);
        Assert.Equal(2u, table->Double(table->Single(false, 100), 200)->Interface);
        Assert.False(table->Double(table->Single(false, 100), 201)->Exists);
        Assert.Equal(CommandError.None, tables.Interface(1, vlan: 101));
        Assert.False(table->Single(false, 100)->Exists);
        Assert.Equal(2u, table->Double(table->Single(false, 100), 200)->Interface);
        Assert.Equal(1u, table->Single(false, 101)->Interface);
        Assert.Equal(CommandError.None, tables.Send(CommandKind.Interface, new InterfaceRecord { Id = 2 }, delete: true));
        Assert.False(table->Double(table->Single(false, 100), 200)->Exists);
    }

    [Fact]
    public void ABindingLeadsToTheCrossConnectOnlyWhileTheCircuitIsUp()
    {
        using TestTables tables = new();
        tables.Vrf(0);
        const InterfaceFlags Circuit = InterfaceFlags.AttachmentCircuit;
        VlanTable* table = tables.State.Tables->VlanTables;
        CrossConnectRecord connect = new() { Interface = 1, Target = 7 };
        tables.Interface(0);
        tables.Adjacency(7);
        tables.Interface(1, vlan: 100, flags: Circuit | InterfaceFlags.Enabled);
        Assert.Equal((true, 0u), (table->Single(false, 100)->IsCircuit, table->Single(false, 100)->CrossConnect));

        Assert.Equal(CommandError.None, tables.Send(CommandKind.CrossConnect, connect));
        Assert.Equal(7u, table->Single(false, 100)->CrossConnect);
        tables.Interface(1, vlan: 100, flags: Circuit);
        Assert.Equal(0u, table->Single(false, 100)->CrossConnect);
        tables.Interface(1, vlan: 100, flags: Circuit | InterfaceFlags.Enabled);
        Assert.Equal(7u, table->Single(false, 100)->CrossConnect);
        tables.Interface(1, vlan: 100, flags: InterfaceFlags.Enabled);
        Assert.Equal((false, 0u), (table->Single(false, 100)->IsCircuit, table->Single(false, 100)->CrossConnect));
        tables.Interface(1, vlan: 101, flags: Circuit | InterfaceFlags.Enabled);
        Assert.Equal((0u, 7u), (table->Single(false, 100)->CrossConnect, table->Single(false, 101)->CrossConnect));
        Assert.Equal(CommandError.None, tables.Send(CommandKind.CrossConnect, connect, delete: true));
        Assert.Equal((1u, 0u), (table->Single(false, 101)->Interface, table->Single(false, 101)->CrossConnect));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomOctetsInEverySlotNeverEscape(int seed)
    {
        using TestTables tables = new();
        tables.Vrf(0);
        tables.Interface(0);
        tables.Adjacency(1);
        Random random = new(seed);
        Command<Octets> command = default;
        for (int i = 0; i < 20000; i++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<Octets>(ref command.Record)));
            CommandKind kind = (CommandKind)random.Next(0, 20);
            if (random.Next(2) == 0)
            {
                // Small numbers reach deeper than noise.
                Span<byte> octets = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<Octets>(ref command.Record));
                for (int at = 0; at < octets.Length; at++)
                {
                    octets[at] = (byte)(random.Next(3) == 0 ? random.Next(8) : 0);
                }
            }

            tables.Send(kind, command.Record, delete: random.Next(4) == 0);
        }

        ChannelHeader header = tables.Channel.Header;
        Assert.True(header.CommandsRefused > 1000);
    }

    private static LabelRecord Lookup(uint label) => new()
    {
        Label = label,
        Action = LabelAction.PopLookup,
        Flags = LabelFlags.BottomOfStack,
    };

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 240)]
    private struct Octets
    {
    }
}
