using Router.Channel;
using Router.Dataplane.Tables;

namespace Router.Bench;

/// <summary>L2TPv3 with an 8-octet cookie, received.</summary>
internal sealed class L2tpDecapScenario(string name, bool udp) : Scenario
{
    private const uint First = 0x10000;

    public override string Name => name;

    public override int MaxEntries => 1_000_000;

    public override string Reference(int entries) => "reference_l2tp_decap";

    public override byte[] Frame(int entry, int entries) => Frame(First + (uint)entry, Packets.CustomerFrame(22), udp);

    public override void Program(Programmer programmer, int entries)
    {
        programmer.Route(Programmer.Local, 32, new ForwardingTarget(TargetKind.Local));
        uint circuit = programmer.AttachmentCircuit();
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.Session(i, First + i, circuit, udp);
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + (udp ? 46 : 34), First + entry);

    public override unsafe TableLine[] Lines(Programmer programmer, uint entry)
    {
        L2tpSession* session = programmer.State.Tables->L2tpSessions.Find(First + entry);
        return [new((nint)session, false), new((nint)(programmer.Worker->SessionReceived + session->Index), true)];
    }

    /// <summary>A frame in a session of the peer.</summary>
    internal static byte[] Frame(uint session, byte[] inner, bool udp)
    {
        byte[] data = [.. Packets.BigEndian(session), 1, 2, 3, 4, 5, 6, 7, 8, .. inner];
        return Packets.Ethernet(0x0800, udp
            ? Packets.Ipv4(Programmer.Peer, Programmer.Local, 0, 17, Packets.Udp(1701, 1701, [0, 3, 0, 0, .. data]))
            : Packets.Ipv4(Programmer.Peer, Programmer.Local, 0, 115, data));
    }
}

/// <summary>
/// L2TPv3 with an 8-octet cookie and a sublayer, sent: the whole port for one session, a VLAN pair on it for each of more. The tables
/// take a million circuits; the limit of the configuration, 65,536 interfaces, is that of the packets' contexts.
/// </summary>
internal sealed class L2tpEncapScenario(string name, bool udp) : EncapsulationScenario
{
    public override string Name => name;

    public override int MaxEntries => 1_000_000;

    public override string Reference(int entries) => entries == 1 ? "reference_l2tp_encap_port" : "reference_l2tp_encap_vlans";

    protected override uint Adjacency(Programmer programmer, uint entry) => programmer.Encapsulation(0x20000 + entry, udp);
}
