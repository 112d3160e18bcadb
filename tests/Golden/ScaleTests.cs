using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Router.Golden.Tests;

/// <summary>As many L2TPv3 sessions between one pair of addresses as a session table is made for.</summary>
[Collection(ReplayDefinition.Name)]
public sealed class ScaleTests
{
    private const int Sessions = 65536;
    private const int Circuits = 64;
    private const int Unknown = 100;
    private const int SessionOffset = 14 + 20;
    private const int FrameLength = 60;

    /// <summary>
    /// One packet for each session: those with a circuit reach it, those without one are dropped for that reason alone, so
    /// every session was found; ids beyond them are unknown.
    /// </summary>
    [Fact]
    [Trait("l2tp", "A19")]
    public async Task EverySessionIsFound()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.File("config.yaml"), Configuration());
        using (Pcap.Writer writer = Pcap.Create(folder.File("in.pcap")))
        {
            byte[] packet = Packet();
            for (uint id = 1; id <= Sessions + Unknown; id++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(SessionOffset), id);
                packet[^1] = (byte)id;
                writer.Write(1_000_000_000_000L + (id / 256), packet);
            }
        }

        ReplayResult result = await Replay.RunAsync(
            folder.File("config.yaml"), new Dictionary<string, string> { ["a"] = folder.File("in.pcap") }, ["a", "d"], folder, TimeSpan.FromMinutes(3));
        ReplayCounters counters = result.Counters;
        Assert.Null(counters.Unbalanced());
        Assert.Equal(Circuits, counters.Transmitted);
        Assert.Equal(
            new Dictionary<string, long> { ["l2tp-not-connected"] = Sessions - Circuits, ["l2tp-unknown-session"] = Unknown },
            counters.Dropped.Where(reason => reason.Value != 0).ToDictionary());
        Assert.Equal(0, counters.MbufsLeaked);
        for (int number = 0; number < Circuits; number++)
        {
            byte[] frame = result.Outputs["d"][number].Data;
            Assert.Equal(FrameLength + 4, frame.Length);
            Assert.Equal(number + 1, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(14)));
            Assert.Equal((byte)SessionOf(number), frame[^1]);
        }
    }

    private static int SessionOf(int circuit) => 1 + (circuit * (Sessions / Circuits)) + circuit;

    private static string Configuration()
    {
        StringBuilder text = new();
        text.AppendLine("instance: golden");
        text.AppendLine("dataplane: { hugepages: false, memory: 128, mbufs: 8192, limits: { routes: 1024, adjacencies: 131072 } }");
        text.AppendLine("ports:");
        text.AppendLine("  a: { device: net_null0, mac: \"02:00:00:00:01:01\" }");
        text.AppendLine("  d: { device: net_null1 }");
        text.AppendLine("interfaces:");
        text.AppendLine("  a: { addresses: [10.0.1.1/24] }");
        for (int number = 0; number < Circuits; number++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  d.{number + 1}: {{ vlan: {number + 1} }}");
        }

        text.AppendLine("neighbours: [ { interface: a, address: 10.0.1.2, mac: \"02:00:00:00:01:02\" } ]");
        text.AppendLine("l2tp:");
        text.AppendLine("  tunnels: [ { name: t, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 } ]");
        text.AppendLine("  sessions:");
        for (int id = 1; id <= Sessions; id++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {{ name: s{id}, tunnel: t, session-id: {id}, peer-session-id: {id}, l2-sublayer: none }}");
        }

        text.AppendLine("cross-connects:");
        for (int number = 0; number < Circuits; number++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - [d.{number + 1}, s{SessionOf(number)}]");
        }

        return text.ToString();
    }

    /// <summary>Ethernet, IPv4 with protocol 115, a session id to be filled in, and a frame.</summary>
    private static byte[] Packet()
    {
        byte[] packet = new byte[SessionOffset + 4 + FrameLength];
        byte[] link = [2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 2, 8, 0];
        byte[] header = [0x45, 0, 0, 0, 0, 0, 0, 0, 255, 115, 0, 0, 10, 0, 1, 2, 10, 0, 1, 1];
        byte[] frame = [2, 0, 0, 0, 0xc0, 2, 2, 0, 0, 0, 0xc0, 1, 0x88, 0xb5];
        link.CopyTo(packet, 0);
        header.CopyTo(packet, 14);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(16), (ushort)(packet.Length - 14));
        InternetChecksum.Fill(packet.AsSpan(14, 20));
        frame.CopyTo(packet, SessionOffset + 4);
        return packet;
    }
}
