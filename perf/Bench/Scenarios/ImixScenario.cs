using System.Buffers.Binary;
using Router.Channel;

namespace Router.Bench;

/// <summary>
/// Everything at once on one port: all services in turn, frames of 60, 590 and 1,514 octets (without FCS) as 7 : 4 : 1; small
/// ones for IPv6 and L2TPv3 are as short as their headers allow, 62 and 72 octets. What is routed or labelled comes untagged, frames of
/// circuits with VLAN pairs. The entries, rounded up, belong to the services in turn. No twin: it would be all of them.
/// </summary>
internal sealed class ImixScenario : Scenario
{
    private const uint FirstSession = 0x10000;
    private const uint Vrfs = 1000;
    private const uint LabelsOfService = 100_000;
    private const uint CircuitsOfService = 8 * VlanPair.InnerTags;

    // Destinations: 10/8 is this router, as L2TPv3 peer, and the VRFs' only network.
    private const uint Forwarded = 20u << 24;
    private const uint Pushed = 30u << 24;

    /// <summary>Seven small ones, four middle ones, a large one. Their number has no divisor in common with that of the services.</summary>
    private static readonly int[] Lengths = [60, 590, 60, 590, 60, 60, 1514, 60, 590, 60, 590, 60];

    /// <summary>Labels: service times <see cref="LabelsOfService"/>. Circuits: service less the first with circuits, times <see cref="CircuitsOfService"/>.</summary>
    private enum Service : uint
    {
        Ipv4,
        Swap,
        Pop,
        Vpn,
        VpwsDecap,
        Ipv6,
        Push,
        L2tpDecap,
        L2tpEncap,
        VpwsEncap,
        CrossConnect,
        Count,
    }

    public override string Name => "imix";

    public override IEnumerable<byte[]> Frames(int count, int entries)
    {
        Random random = new(1);
        for (int i = 0; i < count; i++)
        {
            yield return Frame((Service)(i % (int)Service.Count), (uint)random.Next(OfEach(entries)), Lengths[i % Lengths.Length]);
        }
    }

    public override byte[] Frame(int entry, int entries) => Frame(ServiceOf((uint)entry), NumberOf((uint)entry), Lengths[entry % Lengths.Length]);

    public override void Program(Programmer programmer, int entries)
    {
        uint[] nextHops = programmer.NextHops(16);
        uint[] nextHops6 = programmer.NextHops(16, family: 6);
        uint circuit = programmer.AttachmentCircuit();
        programmer.Route(Programmer.Local, 32, new ForwardingTarget(TargetKind.Local));
        for (uint vrf = 1; vrf <= Vrfs; vrf++)
        {
            programmer.Vrf(vrf);
            programmer.Route(Programmer.Local & 0xffffff00, 24, To(nextHops[0]), vrf);
        }

        for (uint entry = 0; entry < (uint)Service.Count * (uint)OfEach(entries); entry++)
        {
            uint number = NumberOf(entry);
            uint nextHop = nextHops[number % nextHops.Length];
            switch (ServiceOf(entry))
            {
                case Service.Ipv4:
                    programmer.Route(Forwarded | (number << 8), 24, To(nextHop));
                    break;
                case Service.Ipv6:
                    (ulong prefix, int length, _) = RandomPrefixes.Ipv6(number);
                    programmer.RouteIpv6(prefix, length, To(nextHops6[number % nextHops6.Length]));
                    break;
                case Service.Push:
                    programmer.Route(Pushed | number, 32, To(programmer.LabelledNextHop(200_000 + number)));
                    break;
                case Service.Swap:
                    programmer.Swap(Label(Service.Swap, number), 200_000 + number, nextHop);
                    break;
                case Service.Pop:
                    programmer.PopLookup(Label(Service.Pop, number), 0);
                    break;
                case Service.Vpn:
                    programmer.PopLookup(Label(Service.Vpn, number), 1 + (number % Vrfs));
                    break;
                case Service.VpwsDecap:
                    programmer.PopPseudowire(Label(Service.VpwsDecap, number), circuit, controlWord: true);
                    break;
                case Service.L2tpDecap:
                    programmer.Session(number, FirstSession + number, circuit, udp: true);
                    break;
                case Service.L2tpEncap:
                    Connect(programmer, Service.L2tpEncap, number, programmer.Encapsulation(0x20000 + number, udp: true));
                    break;
                case Service.VpwsEncap:
                    Connect(programmer, Service.VpwsEncap, number, programmer.Pseudowire(200_000 + number, controlWord: true));
                    break;
                default:
                    Connect(programmer, Service.CrossConnect, number, circuit);
                    break;
            }
        }
    }

    /// <summary>A frame stays with its service, and takes the number of the entry.</summary>
    public override unsafe void Rewrite(byte* frame, uint entry)
    {
        uint number = NumberOf(entry);
        switch (BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(frame + 12, 2)))
        {
            case 0x8100:
                uint outer = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(frame + 14, 2)) - 1u;
                uint circuit = (outer * VlanPair.InnerTags / CircuitsOfService * CircuitsOfService) + number;
                Store16(frame + 14, VlanPair.Outer(circuit));
                Store16(frame + 18, VlanPair.Inner(circuit));
                break;
            case 0x8847:
                uint label = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(frame + 14, 4));
                uint first = (label >> 12) / LabelsOfService * LabelsOfService;
                Store32(frame + 14, ((first + number) << 12) | (label & 0xfff));
                break;
            case 0x86dd:
                Store64(frame + 38, RandomPrefixes.Ipv6(number).Destination);
                break;
            default:
                if (frame[30] == Forwarded >> 24)
                {
                    Ipv4ForwardScenario.WriteDestination(frame + 14, Forwarded | (number << 8));
                }
                else if (frame[30] == Pushed >> 24)
                {
                    Ipv4ForwardScenario.WriteDestination(frame + 14, Pushed | number);
                }
                else
                {
                    Store32(frame + 46, FirstSession + number);
                }

                break;
        }
    }

    private static byte[] Frame(Service service, uint number, int length) => service switch
    {
        Service.Ipv4 => Packets.Ethernet(0x0800, Ipv4(Forwarded | (number << 8), length - 14)),
        Service.Ipv6 => Packets.Ethernet(0x86dd, Ipv6ForwardScenario.Packet(number, Math.Max(length - 14, 48))),
        Service.Push => Packets.Ethernet(0x0800, Ipv4(Pushed | number, length - 14)),
        Service.Swap or Service.Vpn => Labelled(service, number, Ipv4(Programmer.Local, length - 18)),
        Service.Pop => Labelled(service, number, Ipv4(Forwarded, length - 18)),
        Service.VpwsDecap => Labelled(service, number, [0, 0, 0, 0, .. Packets.CustomerFrame(length - 22)]),
        Service.L2tpDecap => L2tpDecapScenario.Frame(FirstSession + number, Packets.CustomerFrame(Math.Max(length - 58, 14)), udp: true),
        _ => VlanPair.Tag(Circuit(service, number), Packets.CustomerFrame(length - 8)),
    };

    private static byte[] Labelled(Service service, uint number, byte[] payload) =>
        Packets.Ethernet(0x8847, Packets.Label(Label(service, number), payload));

    private static byte[] Ipv4(uint destination, int length) =>
        Packets.Ipv4(0x0b000001, destination, Ipv4ForwardScenario.Folded(destination), 17, Packets.Udp(1, 2, new byte[length - 28]));

    private static void Connect(Programmer programmer, Service service, uint number, uint adjacency)
    {
        uint circuit = Circuit(service, number);
        programmer.CrossConnect(programmer.Circuit(VlanPair.Outer(circuit), VlanPair.Inner(circuit)), adjacency);
    }

    private static ForwardingTarget To(uint adjacency) => new(TargetKind.Adjacency, adjacency);

    /// <summary>Entries of each service: the same number.</summary>
    private static int OfEach(int entries) => (entries + (int)Service.Count - 1) / (int)Service.Count;

    private static Service ServiceOf(uint entry) => (Service)(entry % (uint)Service.Count);

    private static uint NumberOf(uint entry) => entry / (uint)Service.Count;

    private static uint Label(Service service, uint number) => ((uint)service * LabelsOfService) + number;

    private static uint Circuit(Service service, uint number) => ((service - Service.L2tpEncap) * CircuitsOfService) + number;
}
