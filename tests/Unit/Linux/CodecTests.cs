using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Router.Configuration;
using Router.Linux;
using Xunit;

namespace Router.Unit.Tests.Linux;

/// <summary>The rtnetlink codec on what the kernel sends, and on what it never would.</summary>
public sealed class CodecTests
{
    [Fact]
    public void RecordsAreReadAsTheyWereWritten() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        LinkInfo link = Messages.RandomLink(random);
        AddressInfo address = Messages.RandomAddress(random);
        NeighbourInfo neighbour = Messages.RandomNeighbour(random);
        RouteInfo route = Messages.RandomRoute(random);
        byte[] datagram = [.. Messages.Link(link), .. Messages.Address(address), .. Messages.Neighbour(neighbour), .. Messages.Route(route)];
        var reader = new NetlinkReader(datagram);
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal(link, RtnetlinkCodec.ParseLink(message));
        Assert.Null(RtnetlinkCodec.ParseAddress(message));
        Assert.True(reader.TryRead(out message));
        Assert.Equal(address, RtnetlinkCodec.ParseAddress(message));
        Assert.Null(RtnetlinkCodec.ParseNeighbour(message));
        Assert.True(reader.TryRead(out message));
        Assert.Equal(neighbour, RtnetlinkCodec.ParseNeighbour(message));
        Assert.Null(RtnetlinkCodec.ParseRoute(message));
        Assert.True(reader.TryRead(out message));
        Assert.Equal(route, RtnetlinkCodec.ParseRoute(message));
        Assert.Null(RtnetlinkCodec.ParseLink(message));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.Malformed);
    }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void ArbitraryBytesEscapeNowhere() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        ReadEverything(bytes);

        // The same as the payload of each type, so that the parsers see it too.
        for (ushort type = 0; type < 32; type++)
        {
            byte[] message = new byte[NetlinkMessage.HeaderLength + bytes.Length];
            MemoryMarshal.Write(message, message.Length);
            MemoryMarshal.Write(message.AsSpan(4), type);
            MemoryMarshal.Write(message.AsSpan(6), (ushort)(bytes.Length << 8));
            bytes.CopyTo(message.AsSpan(NetlinkMessage.HeaderLength));
            ReadEverything(message);
        }
    }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(300));

    [Fact]
    public void DamagedMessagesEscapeNowhere()
    {
        var random = new Random(20261121);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] message = Messages.Any(random);
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                message[random.Next(message.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            }

            accepted += ReadEverything(message.AsSpan(0, random.Next(2) == 0 ? message.Length : random.Next(message.Length)));
        }

        Assert.InRange(accepted, 1000, 99_000); // some were still good, some were not
    }

    [Fact]
    public void TruncatedMessagesAreNotRecords()
    {
        var random = new Random(7);
        for (int i = 0; i < 500; i++)
        {
            byte[] message = Messages.Any(random);
            for (int length = 1; length < message.Length; length++)
            {
                var reader = new NetlinkReader(message.AsSpan(0, length));
                Assert.False(reader.TryRead(out _));
                Assert.True(reader.Malformed);
                Assert.False(reader.TryRead(out _));
            }
        }
    }

    [Theory]
    [InlineData("rtattr of length 0", 16, 0)]
    [InlineData("rtattr of length 3", 16, 3)]
    [InlineData("rtattr beyond the message", 16, 200)]
    public void MalformedAttributesMakeNoRecord(string what, int offset, byte value)
    {
        Assert.NotEmpty(what);
        byte[] message = Messages.Link(new LinkInfo(1, "core0", null, 1500, true, true, null, true, 0));
        message[NetlinkMessage.HeaderLength + offset] = value;
        Assert.Equal(0, ReadEverything(message));
    }

    [Fact]
    public void MessagesOfBridgePortsAreNotInterfaces()
    {
        byte[] message = Messages.Link(new LinkInfo(1, "core0", null, 1500, true, true, null, true, 0), RtnetlinkType.DeleteLink, family: 7);
        Assert.Equal(0, ReadEverything(message));
    }

    [Fact]
    public void NamesThatTheKernelCannotHaveMakeNoRecord() =>
        Assert.Equal(0, ReadEverything(Messages.Link(new LinkInfo(1, "sixteen-letters!", null, 1500, true, true, null, true, 0))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ExtendedAcknowledgementsAreRead(bool capped)
    {
        byte[] request = Messages.Link(new LinkInfo(1, "core0", null, 20, true, true, null, true, 0));
        byte[] text = Encoding.UTF8.GetBytes("mtu less than device minimum\0");
        NetlinkFlags flags = NetlinkFlags.AcknowledgeAttributes | (capped ? NetlinkFlags.Capped : NetlinkFlags.None);
        var writer = new NetlinkWriter(new byte[1024], RtnetlinkType.Error, flags);
        MemoryMarshal.Write(writer.Append(4), -22);
        byte[] repeated = capped ? request[..NetlinkMessage.HeaderLength] : request;
        repeated.CopyTo(writer.Append(repeated.Length));
        writer.Attribute(2, 0u);
        writer.Attribute(1, text);
        var reader = new NetlinkReader(writer.Finish());
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal(new NetlinkAck(22, "mtu less than device minimum"), NetlinkErrorReader.ReadError(message));
    }

    [Fact]
    public void WriterRefusesWhatDoesNotFit()
    {
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new NetlinkWriter(new byte[32], RtnetlinkType.NewLink, NetlinkFlags.None);
            writer.Attribute(3, "fourteen-bytes");
        });
    }

    [Theory]
    [InlineData("10.7.1.1/24", "10.7.1.255")]
    [InlineData("10.7.1.1/20", "10.7.15.255")]
    [InlineData("10.7.1.1/30", "10.7.1.3")]
    [InlineData("10.7.1.0/31", null)]
    [InlineData("10.7.1.1/32", null)]
    [InlineData("10.7.1.1/0", "255.255.255.255")]
    [InlineData("2001:db8::1/64", null)]
    public void BroadcastAddressesFollowTheSubnet(string address, string? broadcast)
    {
        string[] parts = address.Split('/');
        var subject = new InterfaceAddress(IPAddress.Parse(parts[0]), byte.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(broadcast, KernelConfigurator.BroadcastOf(subject)?.ToString());
    }

    [Theory]
    [InlineData("core0.100", true)]
    [InlineData("fifteen-letters", true)]
    [InlineData("sixteen-letters!", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("äääääääö", false)]
    public void InterfaceNamesFollowTheKernelsRule(string name, bool valid) => Assert.Equal(valid, InterfaceName.IsValid(name));

    // How many records the bytes hold.
    private static int ReadEverything(ReadOnlySpan<byte> bytes)
    {
        int records = 0;
        var reader = new NetlinkReader(bytes);
        while (reader.TryRead(out NetlinkMessage message))
        {
            object?[] read =
            [
                RtnetlinkCodec.ParseLink(message), RtnetlinkCodec.ParseAddress(message), RtnetlinkCodec.ParseNeighbour(message), RtnetlinkCodec.ParseRoute(message),
            ];
            records += read.Count(record => record is not null);
            Assert.InRange(NetlinkErrorReader.ReadError(message).Errno, 0, 4095);
            Assert.InRange(NetlinkErrorReader.ReadDone(message).Errno, 0, 4095);
        }

        new KernelTables(NetworkNamespace.Own).Apply(bytes, []);
        return records;
    }
}
