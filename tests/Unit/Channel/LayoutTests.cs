using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Channel;

/// <summary>Pins the shared-memory layouts: a change here is a change of the contract between two processes (raise <see cref="ChannelAbi.Version"/>).</summary>
public sealed class LayoutTests
{
    public static TheoryData<Type, string> Layouts() => new()
    {
        { typeof(ChannelHeader), "Magic@0 AbiHash@8 FileLength@16 Epoch@24 DataplanePid@32 Workers@36 TscHz@40 DataplaneHeartbeat@48 BuffersTotal@56 BuffersFree@64 CommandsCreated@72 CommandsChanged@80 CommandsConfirmed@88 CommandsRemoved@96 CommandsRefused@104 GcCount@112 Routes@120 StartTime@128 GcPauseMicroseconds@136 AllocatedBytes@144 MainAllocatedBytes@152 CompiledMethods@160 ControlplanePid@256 Generation@260 ControlplaneHeartbeat@264 Regions@1024 =4096" },
        { typeof(RegionDescriptor), "Offset@0 Length@8 Stride@16 Count@20 =24" },
        { typeof(RingControl), "Capacity@0 SlotSize@4 Produced@64 Consumed@128 =192" },
        { typeof(CommandHeader), "Kind@0 Operation@2 Generation@4 Tag@8 =16" },
        { typeof(VrfRecord), "Key@0 Id@8 Name@12 =32" },
        { typeof(InterfaceRecord), "Key@0 Id@8 Vrf@12 Port@16 OuterVlan@18 InnerVlan@20 OuterTpid@22 Mtu@24 Flags@26 Mac@28 Ipv4Source@36 Ipv6Source@52 Name@68 =96" },
        { typeof(AdjacencyRecord), "Key@0 Id@8 Interface@12 Flags@16 Mtu@20 VlanId@22 Kind@24 RewriteLength@25 L2Length@26 LabelCount@27 LabelTtl@28 IpOffset@29 NextHopFamily@30 NextHop@32 Session@48 SessionIndex@52 SegmentLimit@56 Rewrite@64 =184" },
        { typeof(RouteRecord), "Vrf@0 Target@4 Family@8 PrefixLength@9 Prefix@16 =32" },
        { typeof(LabelRecord), "Label@0 Target@4 Vrf@8 Action@12 Payload@13 Flags@14 VlanId@16 OutLabel@20 =32" },
        { typeof(L2tpSessionRecord), "Key@0 Id@8 SessionId@12 Target@16 Vrf@20 Flags@24 CookieLength@26 Payload@27 VlanId@28 PeerPort@30 LocalPort@32 SegmentLimit@34 Interface@36 Cookie@40 PreviousCookie@48 Peer@56 Local@72 RateUp@88 RateDown@96 BurstUp@104 BurstDown@108 Dlci@112 NewDlci@116 MaxCells@120 =128" },
        { typeof(CrossConnectRecord), "Interface@0 Target@4 =16" },
        { typeof(TraceRecord), "Count@0 Port@4 =16" },
        { typeof(CompletionRecord), "Tag@0 Kind@8 Operation@10 Error@12 Sequence@16 Generation@24 Removed@28 =64" },
        { typeof(EventRecord), "Kind@0 Interface@4 Port@8 LinkUp@12 Family@13 Address@16 =64" },
        { typeof(PacketSlotHeader), "Length@0 TotalLength@2 Interface@4 Vrf@8 Reason@12 First@14 =32" },
        { typeof(TraceStep), "Packet@0 Step@4 Node@6 Timestamp@8 Length@16 Reason@18 Interface@20 Adjacency@24 Data@32 =64" },
        { typeof(PacketCounter), "Packets@0 Bytes@8 =16" },
        { typeof(InterfaceExceptions), "RxDrops@0 TxDrops@8 Punts@16 Injects@24 =32" },
        { typeof(L2tpSessionChecks), "BadCookie@0 WrongPeer@8 OutOfSequence@16 Errors@24 NextSequence@32 =40" },
        { typeof(L2tpRateDrops), "Up@0 Down@16 =32" },
        { typeof(NodeCounters), "Calls@0 Packets@8 Cycles@16 =32" },
        { typeof(WorkerState), "Loops@0 BusyLoops@8 BusyCycles@16 Received@24 Originated@32 Injected@40 Transmitted@48 Dropped@56 Punted@64 AllocatedBytes@72 Cpu@80 Running@84 Epoch@128 TraceSteps@192 =256" },
        { typeof(PortState), "Name@0 Present@16 LinkUp@17 Promiscuous@18 Mac@20 Mtu@26 SpeedMbps@28 Queues@32 RxPackets@40 RxBytes@48 TxPackets@56 TxBytes@64 RxMissed@72 RxErrors@80 TxErrors@88 RxNoBuffer@96 Driver@104 =192" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void IsPinned(Type type, string expected)
    {
        string actual = string.Join(' ', type.GetFields()
            .Where(field => !field.IsStatic)
            .Select(field => (field.Name, Offset: OffsetOf(type, field)))
            .OrderBy(field => field.Offset)
            .Select(field => $"{field.Name}@{field.Offset}"));
        Assert.Equal(expected, $"{actual} ={SizeOf(type)}");
    }

    [Fact]
    public void EveryCommandFitsItsSlot()
    {
        Assert.True(Unsafe.SizeOf<Command<AdjacencyRecord>>() <= 256);
        Assert.True(Unsafe.SizeOf<Command<L2tpSessionRecord>>() <= 256);
        Assert.True(Unsafe.SizeOf<Command<InterfaceRecord>>() <= 256);
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static int OffsetOf(Type type, System.Reflection.FieldInfo field)
    {
        var explicitOffset = (FieldOffsetAttribute?)Attribute.GetCustomAttribute(field, typeof(FieldOffsetAttribute));
        return explicitOffset?.Value ?? (int)Marshal.OffsetOf(type, field.Name);
    }
}
