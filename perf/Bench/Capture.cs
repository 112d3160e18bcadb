namespace Router.Bench;

/// <summary>Writes a scenario's frames as a capture for net_pcap: 256 of them.</summary>
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
        uint number = 0;
        foreach (byte[] frame in scenario.Frames(Frames, entries))
        {
            writer.Write(number++);
            writer.Write(0u);
            writer.Write((uint)frame.Length);
            writer.Write((uint)frame.Length);
            writer.Write(frame);
        }
    }
}
