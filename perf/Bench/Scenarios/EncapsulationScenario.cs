using Router.Dataplane.Tables;

namespace Router.Bench;

/// <summary>Frames of attachment circuits into pseudowires: the whole port for one, a VLAN pair on it for each of more.</summary>
internal abstract class EncapsulationScenario : Scenario
{
    public override byte[] Frame(int entry, int entries) => entries == 1 ? Packets.CustomerFrame() : VlanPair.Frame((uint)entry);

    public override void Program(Programmer programmer, int entries)
    {
        for (uint i = 0; i < (uint)entries; i++)
        {
            uint circuit = entries == 1 ? programmer.PortCircuit() : programmer.Circuit(VlanPair.Outer(i), VlanPair.Inner(i));
            programmer.CrossConnect(circuit, Adjacency(programmer, i));
        }
    }

    public override unsafe void Rewrite(byte* frame, uint entry)
    {
        Store16(frame + 14, VlanPair.Outer(entry));
        Store16(frame + 18, VlanPair.Inner(entry));
    }

    public override unsafe TableLine[] Lines(Programmer programmer, uint entry)
    {
        VlanTable* vlans = programmer.State.Tables->VlanTables;
        VlanBinding* binding = vlans->Double(vlans->Single(serviceTag: false, VlanPair.Outer(entry)), VlanPair.Inner(entry));
        if (!binding->Exists)
        {
            return []; // the whole port is one circuit
        }

        return
        [
            new((nint)binding, false),
            new((nint)(programmer.Worker->InterfaceReceived + binding->Interface), true),
            new((nint)(programmer.State.Tables->Adjacencies + binding->CrossConnect), false),
            new((nint)(programmer.Worker->AdjacencyCounters + binding->CrossConnect), true),
        ];
    }

    /// <summary>The pseudowire of an entry.</summary>
    protected abstract uint Adjacency(Programmer programmer, uint entry);
}
