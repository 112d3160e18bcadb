namespace Router.Bench;

/// <summary>Frames of one port out of another as they are.</summary>
internal sealed class CrossConnectScenario : Scenario
{
    public override string Name => "l2-cross-connect";

    public override int MaxEntries => 1;

    public override string Reference(int entries) => "reference_cross_connect";

    public override byte[] Frame(int entry, int entries) => Packets.CustomerFrame();

    public override void Program(Programmer programmer, int entries) =>
        programmer.CrossConnect(programmer.PortCircuit(), programmer.AttachmentCircuit());

    public override unsafe void Rewrite(byte* frame, uint entry)
    {
    }
}
