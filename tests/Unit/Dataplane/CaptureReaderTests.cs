using Router.Dataplane.Replay;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Classic pcap files, good and damaged.</summary>
public sealed class CaptureReaderTests
{
    [Theory]
    [InlineData(false, CaptureFormat.MagicMicroseconds, 7_000_005_000ul)]
    [InlineData(true, CaptureFormat.MagicMicroseconds, 7_000_005_000ul)]
    [InlineData(false, CaptureFormat.MagicNanoseconds, 7_000_000_005ul)]
    [InlineData(true, CaptureFormat.MagicNanoseconds, 7_000_000_005ul)]
    public void ReadsBothByteOrdersAndUnits(bool bigEndian, uint magic, ulong timestamp)
    {
        using CaptureReader reader = new CaptureFile(bigEndian, magic).Add(7, 5, 1, 2, 3).Add(8, 0).Open();
        Assert.Equal(magic == CaptureFormat.MagicNanoseconds, reader.IsNanosecond);
        Assert.True(reader.MoveNext());
        Assert.Equal(timestamp, reader.Timestamp);
        Assert.Equal([1, 2, 3], reader.Data.ToArray());
        Assert.True(reader.MoveNext());
        Assert.Equal(2, reader.Number);
        Assert.Empty(reader.Data.ToArray());
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void ReadsFilesLargerThanItsBuffer()
    {
        CaptureFile file = new();
        byte[] packet = new byte[60_000];
        for (int i = 0; i < 100; i++)
        {
            packet.AsSpan().Fill((byte)i);
            file.Add((uint)i, 0, packet);
        }

        using CaptureReader reader = file.Open();
        for (int i = 0; i < 100; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(packet.Length, reader.Data.Length);
            Assert.Equal(-1, reader.Data.IndexOfAnyExcept((byte)i));
        }

        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void NamesThePacketInWhichAFileEnds()
    {
        CaptureFile file = new CaptureFile().Add(1, 0, 1, 2, 3).Add(2, 0, 4, 5, 6);
        using CaptureReader inPacket = file.Open(without: 1);
        Assert.True(inPacket.MoveNext());
        Assert.Contains("test.pcap: ends within packet 2", Assert.Throws<CaptureException>(() => inPacket.MoveNext()).Message, StringComparison.Ordinal);
        using CaptureReader inHeader = file.Open(without: 4);
        Assert.True(inHeader.MoveNext());
        Assert.Contains("the header of packet 2", Assert.Throws<CaptureException>(() => inHeader.MoveNext()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    [InlineData((uint)CaptureFormat.MaximumRecord + 1)]
    public void RefusesImpossibleLengths(uint length)
    {
        using CaptureReader reader = new CaptureFile().Add(1, 0, length, []).Open();
        Assert.Contains("damaged", Assert.Throws<CaptureException>(() => reader.MoveNext()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsTheLongestRecord()
    {
        using CaptureReader reader = new CaptureFile().Add(1, 0, new byte[CaptureFormat.MaximumRecord]).Open();
        Assert.True(reader.MoveNext());
        Assert.Equal(CaptureFormat.MaximumRecord, reader.Data.Length);
    }

    [Theory]
    [InlineData(0x0a0d0d0au, "pcapng")]
    [InlineData(0x00008b1fu, "compressed")]
    [InlineData(0x12345678u, "not a classic pcap")]
    public void RefusesOtherFormats(uint magic, string expected) =>
        Assert.Contains(expected, Assert.Throws<CaptureException>(() => new CaptureFile(magic: magic).Open()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(101u, "link type 101")]
    [InlineData(0x2400_0001u, "FCS")]
    public void RefusesOtherLinkTypes(uint linkType, string expected) =>
        Assert.Contains(expected, Assert.Throws<CaptureException>(() => new CaptureFile(linkType: linkType).Open()).Message, StringComparison.Ordinal);

    [Fact]
    public void RefusesOtherVersionsAndShortFiles()
    {
        Assert.Contains("version 3", Assert.Throws<CaptureException>(() => new CaptureFile(version: 3).Open()).Message, StringComparison.Ordinal);
        Assert.Contains("shorter", Assert.Throws<CaptureException>(() => new CaptureFile().Open(without: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("shorter", Assert.Throws<CaptureException>(() => new CaptureFile().Open(without: 24)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomOctetsNeverDoWorse()
    {
        Random random = new(1);
        byte[] good = new CaptureFile().Add(1, 2, new byte[100]).Add(3, 4, new byte[50]).Add(5, 6, new byte[5]).ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = [.. good];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            Array.Resize(ref octets, random.Next(octets.Length + 1));
            try
            {
                using CaptureReader reader = CaptureReader.Open(new MemoryStream(octets), "random");
                while (reader.MoveNext())
                {
                    Assert.InRange(reader.Data.Length, 0, octets.Length);
                }
            }
            catch (CaptureException exception)
            {
                Assert.StartsWith("random: ", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false, 1_700_000_000_123_456_000ul)]
    [InlineData(true, 1_700_000_000_123_456_789ul)]
    public void TheWriterWritesWhatTheReaderReads(bool nanoseconds, ulong expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (CaptureWriter writer = new(path, nanoseconds))
            {
                writer.Write(1_700_000_000_123_456_789, [9, 8, 7]);
            }

            using CaptureReader reader = CaptureReader.Open(path);
            Assert.Equal(nanoseconds, reader.IsNanosecond);
            Assert.True(reader.MoveNext());
            Assert.Equal(expected, reader.Timestamp);
            Assert.Equal([9, 8, 7], reader.Data.ToArray());
            Assert.False(reader.MoveNext());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
