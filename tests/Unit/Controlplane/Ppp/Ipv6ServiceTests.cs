using System.Buffers.Binary;
using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>IPV6CP, Router Advertisements and prefix delegation.</summary>
public sealed class Ipv6ServiceTests
{
    private const string LinkPrefix = "2001:db8:1::";
    private readonly Ipv6PrefixPool _links = new(new IpPrefix(IPAddress.Parse(LinkPrefix), 48), 64);
    private readonly Ipv6PrefixPool _delegated = new(new IpPrefix(IPAddress.Parse("2001:db8:f000::"), 36), 56);
    private readonly List<byte[]> _packets = [];
    private PppAuthorization? _authorization;
    private Link _link = null!;

    [Fact]
    public void BothSidesHaveDifferentIdentifiers()
    {
        Up();
        PppIpv6 server = _link.LeftOwner.Ipv6!.Value;
        PppIpv6 client = _link.RightOwner.Ipv6!.Value;
        Assert.Equal((server.Local, server.Peer), (client.Peer, client.Local));
        Assert.Equal("fe80::1", server.Local.ToString());
        Assert.NotEqual(server.Local, server.Peer);
        Assert.Equal($"{LinkPrefix}/64", server.LinkPrefix.ToString());
        Assert.Equal("2001:db8:f000::/56", server.DelegatedPrefix.ToString());
    }

    [Fact]
    public void RouterAdvertisementsAreSentAndSolicited()
    {
        Up();
        byte[] packet = Assert.Single(_packets);
        Assert.True(Ipv6Packet.TryParse(packet, out Ipv6Packet parsed));
        Assert.Equal(255, parsed.HopLimit);
        Assert.Equal(
            "40" + "40" + "0708" + "0000000000000000"
            + "05010000000005DC"
            + "030440C0" + "00001C20" + "00000E10" + "00000000" + "20010DB8000100000000000000000000"
            + "19030000" + "00000708" + "262000FE" + "0000000000000000000000FE",
            Convert.ToHexString(parsed.Payload[4..]));
        _packets.Clear();
        _link.Run(9000);
        Assert.Equal(2, _packets.Count);
        _packets.Clear();
        _link.Run(3_600_000);
        Assert.InRange(_packets.Count, 6, 8);
        _packets.Clear();
        Receive(Dhcpv6Client.RouterSolicitation());
        Assert.True(Ipv6Packet.TryParse(Assert.Single(_packets), out parsed));
        Assert.Equal(Ipv6PrefixPool.ToUInt128(Dhcpv6Client.Source), parsed.Destination);
        Receive(Dhcpv6Client.RouterSolicitation());
        _ = Assert.Single(_packets);
        byte[] spoilt = Dhcpv6Client.RouterSolicitation();
        spoilt[7] = 64;
        _link.Run(2000);
        Receive(spoilt);
        _ = Assert.Single(_packets);
    }

    [Fact]
    public void APrefixIsDelegatedRenewedAndReleased()
    {
        Up();
        Dhcpv6Client client = new();
        byte[] advertise = Exchange(client.Message(1));
        Assert.Equal(2, advertise[0]);
        Assert.Equal("001A0019" + "00000E10" + "00001C20" + "38" + "20010DB8F00000000000000000000000", Prefix(advertise));
        Assert.Null(_link.LeftOwner.Delegated);
        byte[] reply = Exchange(client.Message(3, withServer: true));
        Assert.Equal(7, reply[0]);
        Assert.Equal("010203", Convert.ToHexString(reply[1..4]));
        Assert.Equal("2001:db8:f000::/56", _link.LeftOwner.Delegated.ToString());
        Assert.Equal("delegated 2001:db8:f000::/56 fe80::1234", _link.LeftOwner.Events[^1]);
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 23, out ReadOnlySpan<byte> dns));
        Assert.Equal(16, dns.Length);

        // T1 and T2 in the association.
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 25, out ReadOnlySpan<byte> association));
        Assert.Equal((7u, 1800u, 2880u), (Read(association), Read(association[4..]), Read(association[8..])));
        for (int i = 0; i < 5; i++)
        {
            _link.Run(1_800_000);
            Assert.Equal(Prefix(advertise), Prefix(Exchange(client.Message(i % 2 == 0 ? (byte)5 : (byte)6, withServer: i % 2 == 0))));
        }

        byte[] released = Exchange(client.Message(8, withServer: true));
        Assert.Equal(0, Status(released.AsSpan(4)));
        Assert.Null(_link.LeftOwner.Delegated);
        released = Exchange(client.Message(8, withServer: true));
        Assert.True(Dhcpv6OptionReader.TryFind(released.AsSpan(4), 25, out association));
        Assert.Equal(3, Status(association[12..]));
    }

    [Fact]
    public void RapidCommitNeedsTwoMessagesOnly()
    {
        Up();
        byte[] reply = Exchange(new Dhcpv6Client().Message(1, more: Dhcpv6Client.Option(14, [])));
        Assert.Equal(7, reply[0]);
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 14, out _));
        Assert.NotNull(_link.LeftOwner.Delegated);
    }

    [Fact]
    public void ALeaseExpires()
    {
        Up();
        _ = Exchange(new Dhcpv6Client().Message(3, withServer: true));
        Assert.NotNull(_link.LeftOwner.Delegated);
        _link.Run(7_201_000);
        Assert.Null(_link.LeftOwner.Delegated);
        Assert.Equal("freed 2001:db8:f000::/56 fe80::1234", _link.LeftOwner.Events[^1]);
    }

    [Fact]
    public void ASecondAssociationGetsNothingAndAnotherClientTakesOver()
    {
        Up();
        byte[] two = [.. Dhcpv6Client.Association(25, 1), .. Dhcpv6Client.Association(25, 2)];
        byte[] reply = Exchange(new Dhcpv6Client().Message(3, withServer: true, associations: two));
        Dhcpv6OptionReader reader = new(reply.AsSpan(4));
        List<string> seen = [];
        while (reader.MoveNext())
        {
            if (reader.Code == 25)
            {
                seen.Add($"{Read(reader.Value)} {Status(reader.Value[12..])}");
            }
        }

        Assert.Equal(["1 -1", "2 6"], seen);
        _ = Exchange(new Dhcpv6Client { Duid = [0, 4, 9, 9] }.Message(3, withServer: true));
        reply = Exchange(new Dhcpv6Client { Iaid = 1 }.Message(8, withServer: true));
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 25, out ReadOnlySpan<byte> association));
        Assert.Equal(3, Status(association[12..]));
        Assert.NotNull(_link.LeftOwner.Delegated);
    }

    [Fact]
    public void ForeignPrefixesEndWhenTheyAreRenewed()
    {
        Up();
        byte[] held = Dhcpv6Client.Option(26, [0, 0, 0, 9, 0, 0, 0, 9, 56, .. IPAddress.Parse("2001:db8:aaaa::").GetAddressBytes()]);
        byte[] reply = Exchange(new Dhcpv6Client().Message(6, associations: Dhcpv6Client.Association(25, 7, held)));
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 25, out ReadOnlySpan<byte> association));
        Dhcpv6OptionReader inner = new(association[12..]);
        List<string> seen = [];
        while (inner.MoveNext())
        {
            seen.Add($"{new IPAddress(inner.Value.Slice(9, 16))} {Read(inner.Value[4..])}");
        }

        Assert.Equal(["2001:db8:f000:: 7200", "2001:db8:aaaa:: 0"], seen);
    }

    [Fact]
    public void AnAddressIsLentIfThereIsOne()
    {
        byte[] association = Dhcpv6Client.Association(3, 5);
        Up();
        byte[] reply = Exchange(new Dhcpv6Client().Message(3, withServer: true, associations: association));
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 3, out ReadOnlySpan<byte> refused));
        Assert.Equal(2, Status(refused[12..]));
        _authorization = new PppAuthorization { Ipv6Address = IPAddress.Parse("2001:db8:77::5") };
        Up();
        reply = Exchange(new Dhcpv6Client().Message(3, withServer: true, associations: association));
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 3, out ReadOnlySpan<byte> lent));
        Assert.True(Dhcpv6OptionReader.TryFind(lent[12..], 5, out ReadOnlySpan<byte> address));
        Assert.Equal("2001:db8:77::5", new IPAddress(address[..16]).ToString());
        byte[] confirmed = Dhcpv6Client.Association(3, 5, Dhcpv6Client.Option(5, [.. address[..16], .. new byte[8]]));
        Assert.Equal(0, Status(Exchange(new Dhcpv6Client().Message(4, associations: confirmed)).AsSpan(4)));
        confirmed = Dhcpv6Client.Association(3, 5, Dhcpv6Client.Option(5, [.. IPAddress.IPv6Loopback.GetAddressBytes(), .. new byte[8]]));
        Assert.Equal(4, Status(Exchange(new Dhcpv6Client().Message(4, associations: confirmed)).AsSpan(4)));
    }

    [Fact]
    public void InformationIsGivenWithoutALease()
    {
        Up();
        byte[] reply = Exchange(new Dhcpv6Client().Message(11));
        Assert.Equal(7, reply[0]);
        Assert.True(Dhcpv6OptionReader.TryFind(reply.AsSpan(4), 23, out _));
        Assert.Null(_link.LeftOwner.Delegated);
    }

    [Fact]
    public void InvalidMessagesAreDiscarded()
    {
        Up();
        Dhcpv6Client client = new();
        foreach (byte[] packet in new[]
        {
            client.Message(1, withServer: true),
            client.Message(3),
            client.Message(5),
            client.Message(6, withServer: true),
            client.Message(7, withServer: true),
            client.Message(12),
            new Dhcpv6Client { Duid = [] }.Message(1),
            new Dhcpv6Client { Destination = "ff02::1:3" }.Message(1),
        })
        {
            _packets.Clear();
            Receive(packet);
            Assert.Empty(_packets);
        }

        byte[] reply = Exchange(new Dhcpv6Client { Destination = "fe80::1" }.Message(3, withServer: true));
        Assert.Equal(5, Status(reply.AsSpan(4)));
    }

    [Fact]
    public void TheEndOfTheSessionFreesEverything()
    {
        Up();
        _ = Exchange(new Dhcpv6Client().Message(3, withServer: true));
        _link.Left.LowerLayerDown(_link.Now);
        Assert.Null(_link.LeftOwner.Delegated);
        Assert.Equal((0, 0), (_links.Used, _delegated.Used));
        Assert.Equal(["freed 2001:db8:f000::/56 fe80::1234", "ipv6 down", "down LowerLayerDown"], _link.LeftOwner.Events[^3..]);
    }

    [Fact]
    public void TheIdentifierMayBeAssigned()
    {
        _authorization = new PppAuthorization { InterfaceIdentifier = 0x0200_0000_0000_0042 };
        Up();
        Assert.Equal("fe80::200:0:0:42", _link.RightOwner.Ipv6!.Value.Local.ToString());
    }

    private static uint Read(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt32BigEndian(octets);

    private static int Status(ReadOnlySpan<byte> options) =>
        Dhcpv6OptionReader.TryFind(options, 13, out ReadOnlySpan<byte> status) ? BinaryPrimitives.ReadUInt16BigEndian(status) : -1;

    private static string Prefix(byte[] message)
    {
        Assert.True(Dhcpv6OptionReader.TryFind(message.AsSpan(4), 25, out ReadOnlySpan<byte> association));
        return Convert.ToHexString(association[12..]);
    }

    private void Up()
    {
        PppSettings server = new()
        {
            RequiredAuthentication = [PppAuthenticationMethod.Pap],
            Ipv4 = false,
            Ipv6 = true,
            InterfaceIdentifier = 1,
            LinkPrefixPool = _links,
            DelegatedPrefixPool = _delegated,
            Ipv6Service = new Ipv6ServiceSettings { Dns = [IPAddress.Parse("2620:fe::fe")] },
        };
        _link = new Link(server, new PppSettings { User = "a", Ipv4 = false, Ipv6 = true });
        _link.LeftOwner.OnAuthenticate = (session, request, now) => session.Accept(request, _authorization ?? PppAuthorization.Default, now);
        _packets.Clear();
        _link.Drop = (to, frame) =>
        {
            if (ReferenceEquals(to, _link.Right) && frame is [_, _, 0x00, 0x57, ..])
            {
                _packets.Add(frame[4..]);
            }

            return false;
        };
        Assert.True(_link.Open().Run(2000, () => _link.LeftOwner.Ipv6 is not null && _link.RightOwner.Ipv6 is not null));
    }

    private void Receive(byte[] packet) => _link.Left.Receive(Dhcpv6Client.Frame(packet), _link.Now);

    /// <summary>Sends a packet and takes the DHCPv6 message of the answer.</summary>
    private byte[] Exchange(byte[] packet)
    {
        _packets.Clear();
        Receive(packet);
        Assert.True(Ipv6Packet.TryParse(Assert.Single(_packets), out Ipv6Packet reply));
        Assert.Equal((547, 546), (BinaryPrimitives.ReadUInt16BigEndian(reply.Payload), BinaryPrimitives.ReadUInt16BigEndian(reply.Payload[2..])));
        Assert.Equal(Ipv6PrefixPool.ToUInt128(Dhcpv6Client.Source), reply.Destination);
        return reply.Payload[8..].ToArray();
    }
}
