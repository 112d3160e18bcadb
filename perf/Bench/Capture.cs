namespace Router.Bench;

/// <summary>Writes a scenario's frames as a capture for net_pcap: 256 of them, spread over the entries, in random order.</summary>
internal static class Capture
{
    public const int Frames = 256;

    public static void Write(string path, Scenario scenario, int entries)
    {
        using BinaryWriter writer = new(File.Create(path));
        writer.Write(0xa1b2c3d4u);
        writer.Write((ushort)2);
        writer.Write((ushort)4);
        writer.Write(0ul);
        writer.Write(65535u);
        writer.Write(1u);
        Random random = new(1);
        for (int i = 0; i < Frames; i++)
        {
            byte[] frame = scenario.Frame(random.Next(entries), entries);
            writer.Write((uint)i);
            writer.Write(0u);
            writer.Write((uint)frame.Length);
            writer.Write((uint)frame.Length);
            writer.Write(frame);
        }
    }
}
