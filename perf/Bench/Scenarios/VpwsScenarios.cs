namespace Router.Bench;

/// <summary>Ethernet pseudowires over MPLS (RFC 4448), received behind their label alone, as after a penultimate hop; all for one circuit.</summary>
internal sealed class VpwsDecapScenario(string name, bool controlWord) : Scenario
{
    private const uint First = 1000;

    public override string Name => name;

    public override string Reference(int entries) => "reference_vpws_decap";

    public override byte[] Frame(int entry, int entries)
    {
        byte[] inner = Packets.CustomerFrame(controlWord ? 38 : 42);
        return Packets.Ethernet(0x8847, Packets.Label(First + (uint)entry, controlWord ? [0, 0, 0, 0, .. inner] : inner));
    }

    public override void Program(Programmer programmer, int entries)
    {
        uint circuit = programmer.AttachmentCircuit();
        for (uint i = 0; i < (uint)entries; i++)
        {
            programmer.PopPseudowire(First + i, circuit, controlWord);
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry) => Store32(frame + 14, ((First + entry) << 12) | 0x140);
}

/// <summary>Ethernet pseudowires over MPLS, sent behind two labels.</summary>
internal sealed class VpwsEncapScenario(string name, bool controlWord) : EncapsulationScenario
{
    public override string Name => name;

    public override string Reference(int entries) => entries == 1 ? "reference_vpws_encap_port" : "reference_vpws_encap_vlans";

    protected override uint Adjacency(Programmer programmer, uint entry) => programmer.Pseudowire(200000 + entry, controlWord);
}
